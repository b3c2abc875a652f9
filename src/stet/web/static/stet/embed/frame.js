// Inside the frame: tells the page that holds it how tall it is, and takes what that page says.
// Both sides look at who speaks: the very window, and its exact origin.

import { listMine } from "./mine.js";

const HOST = document.documentElement.dataset.host;
const BROWSER = "stet:browser";

/** Whether there was a page to be told. */
function tell(said) {
  if (!HOST || window.parent === window) {
    return false;
  }
  window.parent.postMessage(said, HOST);
  return true;
}

function tellSize() {
  tell({ stet: "size", height: document.body.getBoundingClientRect().height });
}

function browser() {
  try {
    let id = localStorage.getItem(BROWSER);
    if (!/^[0-9a-f]{32}$/.test(id)) {
      const bytes = crypto.getRandomValues(new Uint8Array(16));
      id = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
      localStorage.setItem(BROWSER, id);
    }
    return id;
  } catch {
    return ""; // switched off by the reader: the comment has no author then that anybody knows
  }
}

function fill(form, fields) {
  for (const [name, value] of Object.entries(fields)) {
    const field = form.elements.namedItem(name);
    if (field && typeof value === "string") {
      field.value = value;
    }
  }
}

let hints = {};
let signingOn = null; // only where the publisher can vouch for readers

/** What the page says of its article goes with the form, and who writes in this browser. */
function refill(form) {
  fill(form, hints);
  // Only who writes is given an id.
  form.addEventListener("submit", () => fill(form, { author: browser() }));
}

function hear({ source, origin, data }) {
  if (source !== window.parent || origin !== HOST) {
    return;
  }
  if (data?.stet === "hello") {
    const { title, lang, tags, text } = data.article ?? {};
    hints = { hint_title: title, hint_lang: lang, hint_text: text, signed: data.signed };
    hints.hint_tags = Array.isArray(tags) ? tags.join(",") : "";
    for (const form of document.querySelectorAll("[data-comment-form]")) {
      fill(form, hints);
    }
  } else if (data?.stet === "sign-on") {
    signingOn?.then((module) => module.signOn(data.token));
  }
}

/** What the reader came for: a comment that was linked to, or what became of her own. */
function show() {
  const target = document.getElementById(location.hash.slice(1));
  if (!target) {
    return;
  }
  if (target.id === "receipt" || target.id === "write") {
    target.querySelector("[autofocus]") ?? target.focus({ preventScroll: true });
  }
  tellSize();
  tell({ stet: "show", top: Math.max(0, target.getBoundingClientRect().top + scrollY) });
}

addEventListener("message", hear);
addEventListener("hashchange", show);
document.querySelectorAll("[data-comment-form]").forEach(refill);
if (document.querySelector("[data-sign-on]")) {
  signingOn = import("./sign-on.js").then((module) => {
    module.takeSignOn(tell, refill);
    return module;
  });
}
new ResizeObserver(tellSize).observe(document.body);
tell({ stet: "ready" });
tellSize();
show();
listMine();
