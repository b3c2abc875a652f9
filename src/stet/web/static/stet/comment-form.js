// The comment form with script: a counter, what is wrong before it is sent, and a draft.
// The server checks everything again; without script the form works as it is.

import { keep, plain, read } from "./draft.js";
import { asks } from "./nudge.js";

const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;
// White space, controls, format characters and bare marks put nothing on the page.
const UNSEEN = /^[\p{Z}\p{Cc}\p{Cf}\p{Mn}\p{Me}\u115f\u1160\u2800\u3164\uffa0]*$/u;
const COUNT_FROM = 0.5; // the counter shows itself when half the room is used
const SPEAK_FROM = 100; // and is read out when this many characters are left

const { lang, dataset } = document.documentElement;
const written = new Intl.NumberFormat(lang, { numberingSystem: dataset.numbering });

/** Code points, a line break counted as one: as the server counts. */
function length(text) {
  return [...plain(text)].length;
}

function problemOf(field) {
  const { value } = field;
  const words = field.form.dataset;
  if (field.type === "email") {
    return value.trim() === "" || field.validity.valid ? "" : field.dataset.malformed;
  }
  if (UNSEEN.test(value)) {
    return words.blank;
  }
  if (length(value) > Number(field.dataset.limit)) {
    return field.dataset.long;
  }
  return FORBIDDEN.test(value) ? words.forbidden : "";
}

function show(field, problem) {
  const id = `problem_${field.name}`;
  let line = document.getElementById(id);
  if (!problem) {
    line?.remove();
    field.removeAttribute("aria-invalid");
    field.removeAttribute("aria-describedby");
    return;
  }
  if (!line) {
    line = document.createElement("p");
    line.className = "problem";
    line.id = id;
    field.after(line);
  }
  line.textContent = problem;
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", id);
}

function checked(fields) {
  for (const field of fields) {
    show(field, problemOf(field));
  }
  return fields.find((field) => field.getAttribute("aria-invalid") === "true");
}

function count(field, line, spoken) {
  const limit = Number(field.dataset.limit);
  const left = limit - length(field.value);
  const { left: some, over } = field.form.dataset;
  const words = left < 0 ? over : some;
  line.textContent = words.replace("%(count)s", written.format(Math.abs(left)));
  line.hidden = left > limit * COUNT_FROM;
  line.classList.toggle("counter-over", left < 0);
  // Every tenth character, so that it does not talk without end.
  if (left <= SPEAK_FROM && left % 10 === 0) {
    spoken.textContent = line.textContent;
  }
}

function addCounter(field) {
  const line = document.createElement("p");
  line.className = "counter";
  line.setAttribute("aria-hidden", "true");
  const spoken = document.createElement("p");
  spoken.className = "hidden-visually";
  spoken.setAttribute("role", "status");
  field.parentElement.append(line, spoken);
  field.addEventListener("input", () => count(field, line, spoken));
  count(field, line, spoken);
}

function addDraft(form, name, text) {
  const article = form.dataset.draft;
  const kept = read(article);
  if (kept && text.value === "") {
    text.value = kept.text;
    name.value = name.value || kept.name;
  }
  const save = () => keep(article, name.value, text.value);
  name.addEventListener("input", save);
  text.addEventListener("input", save);
}

export function attach(form) {
  const { name, text, email } = form.elements;
  // Without a mail server nobody is asked for an address.
  const fields = [name, text, email].filter(Boolean);
  form.noValidate = true;
  addDraft(form, name, text);
  addCounter(text);
  for (const field of fields) {
    field.addEventListener("input", () => {
      if (field.hasAttribute("aria-invalid")) {
        show(field, problemOf(field));
      }
    });
  }
  form.addEventListener("submit", (event) => {
    const bad = checked(fields);
    if (bad) {
      event.preventDefault();
      bad.focus();
    } else if (asks(form)) {
      event.preventDefault();
    }
  });
}

for (const form of document.querySelectorAll("[data-comment-form]")) {
  attach(form);
}
