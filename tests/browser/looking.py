"""Questions that a machine can ask of a page: each is asked of the page as it stands, loaded once.

What each stands for in WCAG 2.2, and what only a person can tell, is in ``docs/accessibility.md``.
"""

from collections.abc import Callable, Iterator

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Each document is looked at by itself: axe cannot speak with a frame of another origin.
AXE = {"runOnly": {"type": "tag", "values": TAGS}, "iframes": False}
NARROW: ViewportSize = {"width": 320, "height": 568}  # 1280 pixels at 400 %: 1.4.10
PHONE: ViewportSize = {"width": 390, "height": 844}
WIDE: ViewportSize = {"width": 1280, "height": 900}

_SEEN = """const seen = (element) => element.checkVisibility()
  && !element.closest(".hidden-visually, .trap, .skip:not(:focus), svg, canvas");
const brief = (element) => element.outerHTML.replace(/\\s+/g, " ").slice(0, 90);
"""

# What is wider than the window, and what a box cuts off.
CUT = (
    "() => {"
    + _SEEN
    + """
  const all = [...document.querySelectorAll("body *")].filter(seen);
  const width = document.documentElement.clientWidth;
  const scrolls = document.documentElement.scrollWidth > width ? ["scrolls sideways"] : [];
  const outside = all.filter((element) => {
    const box = element.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && (box.left < -1 || box.right > width + 1);
  });
  const hides = (axis) => ["hidden", "clip"].includes(axis);
  const clipped = all.filter((element) => {
    const style = getComputedStyle(element);
    const lines = style.webkitLineClamp !== "none"; // a quotation that is shortened on purpose
    return element.clientWidth > 1 && !lines
      && ((hides(style.overflowX) && element.scrollWidth > element.clientWidth + 1)
        || (hides(style.overflowY) && element.scrollHeight > element.clientHeight + 1));
  });
  return [...scrolls, ...outside.map(brief), ...clipped.map(brief)];
}"""
)

# 2.5.8: 24 by 24 pixels, unless the link stands in a sentence or is cut from one.
_SMALL = (
    "() => {"
    + _SEEN
    + """
  const spoken = (node) => node.nodeType === Node.TEXT_NODE && /[\\p{L}\\p{N}]/u.test(node.data);
  const inSentence = (element) => element.matches("a") && getComputedStyle(element).display === "inline"
    && [...element.parentElement.childNodes].some(spoken);
  return [...document.querySelectorAll("a[href], button, summary, input, select, textarea")]
    .filter((element) => seen(element) && element.type !== "hidden" && !inSentence(element))
    .map((element) => element.closest("label") ?? element)
    .filter((element) => {
      const { width, height } = element.getBoundingClientRect();
      return width > 1 && (width < 24 || height < 24);
    })
    .map(brief);
}"""
)

# Borders of what can be pressed or filled in, and marks that are not by colour alone.
_EDGES = (
    "() => {"
    + _SEEN
    + """
  const bordered = [...document.querySelectorAll("button, .button, input, select, textarea")];
  const bare = bordered.filter((element) => seen(element) && !["radio", "checkbox", "hidden"].includes(element.type)
    && (getComputedStyle(element).borderTopStyle === "none" || parseFloat(getComputedStyle(element).borderTopWidth) < 1));
  const plain = [...document.querySelectorAll("[aria-current], mark")].filter((element) => seen(element)
    && !getComputedStyle(element).textDecorationLine.includes("underline"));
  return [...bare, ...plain].map(brief);
}"""
)

_MOVING = (
    "() => {"
    + _SEEN
    + """
  const long = (times) => times.split(",").some((time) => parseFloat(time) > 0.01);
  return [document.documentElement, ...document.querySelectorAll("body *")].filter((element) => {
    const style = getComputedStyle(element);
    return style.scrollBehavior === "smooth" || (style.animationName !== "none" && long(style.animationDuration))
      || long(style.transitionDuration);
  }).map(brief);
}"""
)

# 3.1.2, and what keeps a name's direction to itself.
_PARTS = (
    "() => {"
    + _SEEN
    + """
  const words = [...document.querySelectorAll(".words, .answering blockquote, .moderator-note")];
  const loose = words.filter((element) => element.dir !== "auto");
  const arabic = /^[\\P{L}\\p{Script=Arabic}]*\\p{Script=Arabic}[\\P{L}\\p{Script=Arabic}]*$/u;
  const untold = words.filter((element) => arabic.test(element.textContent)
    && !/^(ar|ckb|fa|ur)/.test(element.closest("[lang]").lang));
  const names = [...document.querySelectorAll(".comment .name")].filter((element) => element.tagName !== "BDI");
  return [...loose, ...untold, ...names].map(brief);
}"""
)

# 1.3.1, 1.3.5, 3.3.1, 3.3.2, 4.1.2: beyond what axe asks.
_FORMS = (
    "() => {"
    + _SEEN
    + """
  const fields = [...document.querySelectorAll("input, select, textarea")].filter((one) => seen(one) && one.type !== "hidden");
  const told = (field) => (field.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean)
    .every((id) => document.getElementById(id)?.textContent.trim());
  const wrong = fields.filter((field) => field.matches("[aria-invalid=true]") && !field.getAttribute("aria-describedby"));
  const nowhere = fields.filter((field) => !told(field));
  const unnamed = fields.filter((field) => !field.labels?.length);
  const asks = { name: /name/, email: /^email$/ };
  const alone = fields.filter((field) => asks[field.name] && !asks[field.name].test(field.autocomplete));
  const guarded = fields.filter((field) => field.onpaste || field.autocomplete === "off");
  // An empty field begins where the page does.
  const turned = fields.filter((field) => field.dir === "auto" && !field.value
    && getComputedStyle(field).direction !== document.documentElement.dir);
  const jumping = [...document.querySelectorAll("[tabindex]")].filter((one) => one.tabIndex > 0);
  return [...wrong, ...nowhere, ...unnamed, ...alone, ...guarded, ...turned, ...jumping].map(brief);
}"""
)

_FOCUSED = (
    "() => {"
    + _SEEN
    + """
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  // 2.4.11: some part of it is in the window, and nothing lies over that.
  const [x, y] = [Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 1),
    Math.min(Math.max(box.top + Math.min(box.height / 2, 12), 1), innerHeight - 1)];
  const there = document.elementFromPoint(x, y);
  const bare = there !== null && (element.contains(there) || there.contains(element));
  window.passed ??= [];
  const again = window.passed.includes(element);
  const before = window.passed.at(-1);
  window.passed.push(element);
  const order = !before || again || Boolean(before.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING);
  return { html: brief(element), ring, bare, again, order };
}"""
)
_MOST_STOPS = 120


def by_axe(page: Page) -> list[str]:
    found = Axe().run(page, options=AXE)
    return [found.generate_report()] if found.violations_count else []


def _contrast(page: Page) -> list[str]:
    """What axe says of colours alone; its program is in the page already."""
    rules = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
    wrong = "(rules) => axe.run(document, rules).then(({ violations }) =>"
    each = "violations.flatMap(({ nodes }) => nodes.map(({ html }) => html.slice(0, 90))))"
    return list(page.evaluate(wrong + each, {**rules, "iframes": False}))


def _dark(page: Page) -> list[str]:
    page.emulate_media(color_scheme="dark")
    found = _contrast(page)
    page.emulate_media(contrast="more")
    found += _contrast(page)
    page.emulate_media(color_scheme="light", contrast="no-preference")
    return found


def _forced(page: Page) -> list[str]:
    page.emulate_media(forced_colors="active")
    found = list(page.evaluate(_EDGES))
    page.emulate_media(forced_colors="none")
    return found


def _still(page: Page) -> list[str]:
    page.emulate_media(reduced_motion="reduce")
    page.evaluate("document.querySelector('a, button')?.focus()")
    found = list(page.evaluate(_MOVING))
    page.emulate_media(reduced_motion="no-preference")
    return found


def _sheet(page: Page, rules: str) -> None:
    """A reader's own style sheet, which no policy of the page can forbid; "" takes it away."""
    page.evaluate(
        """(rules) => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(rules);
          document.adoptedStyleSheets = rules ? [sheet] : [];
        }""",
        rules,
    )


def _narrow(page: Page) -> list[str]:
    page.set_viewport_size(NARROW)
    return list(page.evaluate(CUT))


def _spaced(page: Page) -> list[str]:
    """1.4.12, on the narrowest window."""
    wide = "line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em"
    _sheet(page, f"* {{ {wide} !important; }} p {{ margin-block-end: 2em !important; }}")
    found = list(page.evaluate(CUT))
    _sheet(page, "")
    return found


def _large(page: Page) -> list[str]:
    """1.4.4: the text alone at 200 %, on a telephone and on a desk."""
    _sheet(page, ":root { font-size: 200% !important; }")
    found = list(page.evaluate(CUT))
    page.set_viewport_size(WIDE)
    found += page.evaluate(CUT)
    _sheet(page, "")
    return found


def _targets(page: Page) -> list[str]:
    page.set_viewport_size(PHONE)
    return list(page.evaluate(_SMALL))


def _by_keys(page: Page) -> list[str]:
    """2.1.1, 2.1.2, 2.4.3, 2.4.7, 2.4.11: every stop can be seen, in order, and the last leads out."""
    page.set_viewport_size(PHONE)
    page.emulate_media(reduced_motion="reduce")  # a smooth way there would take its time
    page.evaluate("document.activeElement?.blur(); window.passed = []; scrollTo(0, 0)")
    found: list[str] = []
    for _ in range(_MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(_FOCUSED)
        if stop is None or stop["again"]:
            page.emulate_media(reduced_motion="no-preference")
            return found
        found += [f"{name}: {stop['html']}" for name in ("ring", "bare", "order") if not stop[name]]
    return [*found, "the focus never comes round"]


QUESTIONS: dict[str, Callable[[Page], list[str]]] = {
    "axe": by_axe,
    "in the dark, and with more contrast": _dark,
    "form": lambda page: list(page.evaluate(_FORMS)),
    "parts": lambda page: list(page.evaluate(_PARTS)),
    "keys": _by_keys,
    "forced colours": _forced,
    "motion": _still,
    "targets": _targets,
    "320 px": _narrow,
    "text spacing": _spaced,
    "text at 200 %": _large,
}


def complaints(page: Page) -> Iterator[str]:
    """All that is wrong with the page. It is left wide, by light, and as it was."""
    page.set_viewport_size(WIDE)
    for name, ask in QUESTIONS.items():
        for wrong in ask(page):
            yield f"{name}: {wrong}"
    page.set_viewport_size(WIDE)
