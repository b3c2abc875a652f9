// Sends the forms marked data-swap, and puts the answer in the place of the page's main part.

import { say, words } from "./saying.js";

export const PART = "X-Stet-Part";

const main = document.getElementById("main");
let busy = false;
let since = performance.now();
let another = () => false;

/** Milliseconds since the comment on the page came into view. */
export const age = () => performance.now() - since;

/** Whether a deed is on its way, so that a second one must wait. */
export const isBusy = () => busy;

/** What the page is about: a comment, a conflict, or that nothing waits. */
export const view = () => main.querySelector(":scope > [data-title]");

/** ``deed(form, button)`` may take a form over; it says so by returning true. */
export function letTake(deed) {
  another = deed;
}

export function setBusy(on) {
  busy = on;
  if (on) main.setAttribute("aria-busy", "true");
  else main.removeAttribute("aria-busy");
}

export function replaceOnSubmit() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-swap]")) return;
    event.preventDefault();
    if (!busy && !another(form, event.submitter)) send(form, event.submitter);
  });
  // The second click of a double click would fall on the comment that came after the first.
  document.addEventListener("click", (event) => {
    if (event.detail > 1 && event.target.closest("form[data-swap] button, button[form]")) {
      event.preventDefault();
    }
  });
}

export async function send(form, button) {
  setBusy(true);
  try {
    await replace(await post(addressOf(form, button), bodyOf(form, button)));
  } catch {
    complain();
  } finally {
    setBusy(false);
  }
}

export function bodyOf(form, button) {
  const body = new URLSearchParams(new FormData(form));
  if (button?.name) body.append(button.name, button.value);
  return body;
}

// The form's attribute, not its property, is the address: a field may be called "action".
export const addressOf = (form, button) =>
  button?.getAttribute("formaction") ?? form.getAttribute("action");

export function post(address, body, more = {}) {
  return fetch(address, {
    method: "POST",
    body,
    headers: { [PART]: "main" },
    redirect: "error",
    ...more,
  });
}

export const parsed = (text) => new DOMParser().parseFromString(text, "text/html").body;

async function replace(answer) {
  if (answer.status === 401) {
    const back = encodeURIComponent(location.pathname + location.search);
    location.assign(`${words().signIn}?next=${back}`);
    return;
  }
  if (!answer.headers.has(PART)) throw new Error("not a part of a page");
  main.replaceChildren(...parsed(await answer.text()).childNodes);
  arrive();
}

/** Puts ``another`` view in the place of the one on the page. */
export function put(another) {
  main.querySelector(".notice-failed")?.remove();
  view().replaceWith(another);
  arrive();
}

function arrive() {
  scrollTo({ top: 0, behavior: "instant" });
  shown();
  main.querySelector("h1")?.focus({ preventScroll: true });
}

/** The main part is new: it starts to age, is named in the title, and is announced. */
export function shown() {
  since = performance.now();
  const there = main.querySelector("[data-title]");
  if (there) {
    document.title = document.title.replace(/^.*(?= · )/s, there.dataset.title);
    if (there.dataset.said) say(`${there.dataset.said}. ${there.dataset.title}`);
  }
  document.dispatchEvent(new CustomEvent("desk:shown"));
}

function complain() {
  main.querySelector(".notice-failed")?.remove();
  main.prepend(noticeOf(words().failed));
}

export function noticeOf(text) {
  const notice = document.createElement("p");
  notice.className = "notice notice-bad notice-failed";
  notice.setAttribute("role", "alert");
  notice.textContent = text;
  return notice;
}
