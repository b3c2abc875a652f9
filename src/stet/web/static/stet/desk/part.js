// Sends the forms marked data-swap, and puts the answer in the place of the page's main part.

import { say, words } from "./saying.js";

const PART = "X-Stet-Part";

const main = document.getElementById("main");
let busy = false;
let since = performance.now();

/** Milliseconds since the comment on the page came into view. */
export const age = () => performance.now() - since;

/** Whether a deed is on its way, so that a second one must wait. */
export const isBusy = () => busy;

export function replaceOnSubmit() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-swap]")) return;
    event.preventDefault();
    if (!busy) send(form, event.submitter);
  });
}

async function send(form, button) {
  busy = true;
  main.setAttribute("aria-busy", "true");
  try {
    await replace(await ask(form, button));
  } catch {
    complain();
  } finally {
    busy = false;
    main.removeAttribute("aria-busy");
  }
}

function ask(form, button) {
  const body = new URLSearchParams(new FormData(form));
  if (button?.name) body.append(button.name, button.value);
  // The attribute, not the property: a field of the form may be called "action".
  return fetch(form.getAttribute("action"), {
    method: "POST",
    body,
    headers: { [PART]: "main" },
    redirect: "error",
  });
}

async function replace(answer) {
  if (answer.status === 401) {
    const back = encodeURIComponent(location.pathname + location.search);
    location.assign(`${words().signIn}?next=${back}`);
    return;
  }
  if (!answer.headers.has(PART)) throw new Error("not a part of a page");
  const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
  main.replaceChildren(...parsed.body.childNodes);
  scrollTo({ top: 0, behavior: "instant" });
  shown();
  main.querySelector("h1")?.focus({ preventScroll: true });
}

/** The main part is new: it starts to age, is named in the title, and is announced. */
export function shown() {
  since = performance.now();
  const view = main.querySelector("[data-title]");
  if (view) {
    document.title = document.title.replace(/^.*(?= · )/s, view.dataset.title);
    if (view.dataset.said) say(`${view.dataset.said}. ${view.dataset.title}`);
  }
  document.dispatchEvent(new CustomEvent("desk:shown"));
}

function complain() {
  main.querySelector(".notice-failed")?.remove();
  const notice = document.createElement("p");
  notice.className = "notice notice-bad notice-failed";
  notice.setAttribute("role", "alert");
  notice.textContent = words().failed;
  main.prepend(notice);
}
