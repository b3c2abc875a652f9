// The page's wishes for colours and type. What could not be read is not used: WCAG 2.2, 1.4.3.

const LEAST = 4.5; // to 1, of text against what is behind it
const FONTS = /^[\p{L}\p{N}\s,'"-]{1,200}$/u;
const OPAQUE = /^rgb\((\d+), (\d+), (\d+)\)$/;

/** The colour as three numbers from 0 to 255; null if it is none, or lets something shine through. */
function parsed(words) {
  if (!words || !CSS.supports("color", words)) {
    return null;
  }
  const probe = document.createElement("i");
  probe.style.color = words;
  document.body.append(probe);
  const found = OPAQUE.exec(getComputedStyle(probe).color);
  probe.remove();
  return found && found.slice(1).map(Number);
}

/** Relative luminance, as WCAG defines it. */
function luminance(colour) {
  const [red, green, blue] = colour.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one, other) {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

function token(name) {
  return parsed(getComputedStyle(document.documentElement).getPropertyValue(name).trim());
}

function set(name, value) {
  document.documentElement.style.setProperty(name, value);
}

function readable(colour, ...against) {
  return against.every((other) => !other || contrast(colour, other) >= LEAST);
}

/** Puts on what the page asks for, as far as people can read it. */
export function dress({ accent, background, font } = {}) {
  const paper = parsed(background);
  if (paper && readable(paper, token("--ink"), token("--muted"), token("--bad"), token("--accent"))) {
    set("--paper", background);
    set("--raised", background);
  }
  const chosen = parsed(accent);
  const grounds = ["--paper", "--raised", "--accent-wash"].map(token);
  if (chosen && readable(chosen, ...grounds)) {
    set("--accent", accent);
    set("--on-accent", contrast(chosen, [255, 255, 255]) >= LEAST ? "#fff" : "#000");
  }
  if (font && FONTS.test(font)) {
    set("--sans", font);
    set("--serif", font);
  }
}
