// Single keys. They never fire in a text field, while held down, with Ctrl, Alt or Meta, within a
// fifth of a second of a new comment, or when this person has switched them off (WCAG 2.1.4).
// Which key does what is this person's choice; the help on the page carries it.

import { whenSent } from "./ahead.js";
import { age, isBusy } from "./part.js";
import { calm, say, warn, words } from "./saying.js";

const QUIET_MS = 200;
const STORED = "stet-keys";
const WRITING =
  "input:not([type=checkbox], [type=radio], [type=submit], [type=button]), textarea, select, [contenteditable]";
const PRESSED_BY_ENTER = "a[href], button, summary";
const PUNCTUATION = /^[.,;/-]$/; // needs Shift on some keyboards

const help = document.getElementById("help");
const toggle = document.getElementById("keys-on");

const find = (gesture) => document.querySelector(`[data-gesture="${gesture}"]`);
const clauses = () => [...document.querySelectorAll("[data-key]")];
const chosen = () => clauses().filter((clause) => clause.checked);

const DEEDS = {
  approve,
  reject,
  skip: () => (find("skip") ?? find("onward"))?.click(),
  undo: () => whenSent(() => document.querySelector("[data-undo] button")?.click()),
  note: () => document.getElementById("note")?.focus(),
  article: () => window.open(find("article")?.href, "_blank", "noopener"),
  history: () => find("history")?.click(),
  reveal: () => find("reveal")?.click(),
  second: () => find("second")?.click(),
};
const FIXED = { Enter: reject, Escape: letGo };
const chosenKeys = JSON.parse(help.dataset.keys);

export function listen() {
  setKeys(!("off" in help.dataset) && read() !== "off");
  toggle.addEventListener("change", () => {
    setKeys(toggle.checked);
    keep(toggle.checked);
  });
  const opener = document.getElementById("help-open");
  opener.hidden = false;
  opener.addEventListener("click", () => help.showModal());
  document.addEventListener("keydown", pressed);
}

function read() {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null; // storage may be closed to us; the keys are then on
  }
}

function setKeys(on) {
  toggle.checked = on;
  document.documentElement.dataset.keys = on ? "on" : "off";
}

function keep(on) {
  try {
    if (on) localStorage.removeItem(STORED);
    else localStorage.setItem(STORED, "off");
  } catch {
    // it then holds for this page only
  }
}

function pressed(event) {
  if (event.repeat || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
  if (document.documentElement.dataset.keys !== "on" || help.open) return;
  if (event.target.closest(WRITING)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (event.key === "?") {
    help.showModal();
    return;
  }
  if (event.shiftKey && !PUNCTUATION.test(event.key)) return;
  const deed = deedOf(event);
  if (!deed) return;
  event.preventDefault();
  if (age() < QUIET_MS || isBusy()) return;
  calm();
  deed();
}

/** What the key stands for: by its letter or, on a keyboard of another script, by its place. */
function deedOf(event) {
  if (event.key === "Enter") {
    if (event.target.closest(PRESSED_BY_ENTER)) return null;
    // In a clause's box the browser would send the form; with no clause chosen, say so instead.
    if (!chosen().length && !event.target.closest("[data-key]")) return null;
  }
  const placed = /^(?:Key|Digit|Numpad)([A-Z0-9])$/.exec(event.code)?.[1].toLowerCase();
  const latin = /^[a-z0-9]$/.test(event.key) || PUNCTUATION.test(event.key);
  const names = latin || event.key.length > 1 ? [event.key] : [event.key, placed];
  for (const name of names) {
    const clause = clauses().find((each) => each.dataset.key === name);
    if (clause) return () => choose(clause);
    if (Object.hasOwn(chosenKeys, name)) return DEEDS[chosenKeys[name]];
    if (Object.hasOwn(FIXED, name)) return FIXED[name];
  }
  return null;
}

function approve() {
  if (chosen().length) warn(words().contrary);
  else find("approve")?.click();
}

function reject() {
  const button = find("reject");
  if (!button) return;
  if (chosen().length) {
    button.click();
  } else {
    warn(words().choose);
    clauses()[0]?.focus();
  }
}

function choose(clause) {
  clause.checked = !clause.checked;
  const title = clause.closest("label").querySelector(".clause-title").textContent.trim();
  say(`${title}: ${clause.checked ? words().chosen : words().letGo}`);
}

function letGo() {
  for (const clause of chosen()) clause.checked = false;
}
