// News that must not move what is being read: a line at the page's lower edge, said politely.

import { say, words } from "./saying.js";

const line = document.getElementById("news");

/** Says ``text``, and shows it with a button for ``then`` until that is pressed or put away. */
export function tell(text, { shown = true, deed = "", then = null } = {}) {
  if (!text) return;
  say(text);
  if (!shown) return;
  const told = document.createElement("span");
  told.textContent = text;
  const parts = [told];
  if (then) parts.push(button(deed, then));
  parts.push(button(words().putAway, () => {}));
  line.replaceChildren(...parts);
  line.hidden = false;
}

export function untell() {
  line.hidden = true;
}

function button(label, deed) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button-small";
  made.textContent = label;
  made.addEventListener("click", () => {
    untell();
    deed();
  });
  return made;
}
