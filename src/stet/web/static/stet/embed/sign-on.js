// The publisher's word for who is reading. The token stays in this module's memory: it is in no
// storage, no cookie and no address, and goes to our own server alone, in a header.

import { attach } from "../comment-form.js";
import { lineOf } from "./mine.js";

const HEADER = "Stet-Sign-On";
const AHEAD_MS = 60_000; // so long before its end another one is asked for
const PATIENCE_MS = 5_000; // so long a reader who pressed Send waits for another one

const state = { token: "", ends: 0, timer: 0, tell: () => {}, refill: () => {}, waiting: [] };

function panel() {
  return document.querySelector("[data-sign-on]");
}

function show(name) {
  for (const part of panel()?.querySelectorAll("[data-when]") ?? []) {
    part.hidden = part.dataset.when !== name;
  }
}

function forms() {
  return document.querySelectorAll("[data-comment-form]");
}

/** Without her own name from the publisher the reader types one; with it the field says which. */
function bear(reader) {
  for (const form of forms()) {
    const { name, email } = form.elements;
    name.readOnly = Boolean(reader?.name);
    if (reader?.name) {
      name.value = reader.name;
    }
    if (email && reader?.email && email.value === "") {
      email.value = reader.email;
    }
    if (form.dataset.signedOnOnly !== undefined) {
      form.hidden = !reader;
    }
  }
}

function need(reason, more = {}) {
  state.tell({ stet: "sign-on-needed", reason, ...more });
}

function forget(name) {
  clearTimeout(state.timer);
  state.token = "";
  bear(null);
  show(name);
}

function settle(reader) {
  for (const done of state.waiting.splice(0)) {
    done(reader);
  }
}

async function look(token) {
  const answer = await fetch(panel().dataset.signOn, {
    headers: { [HEADER]: token },
    credentials: "omit",
    cache: "no-store",
  });
  const said = await answer.json();
  return answer.ok ? { reader: said } : { code: said.code };
}

/** The page has said who is reading; or, with an empty token, that nobody is signed on. */
export async function signOn(token) {
  if (!panel() || typeof token !== "string") {
    return;
  }
  if (token === "") {
    forget("out");
    settle(null);
    return;
  }
  const { reader, code } = await look(token).catch(() => ({ code: "unreachable" }));
  if (!reader) {
    forget("out");
    settle(null);
    need("refused", { code });
    return;
  }
  state.token = token;
  state.ends = Date.parse(reader.expires_at);
  clearTimeout(state.timer);
  const left = state.ends - Date.now() - AHEAD_MS;
  state.timer = setTimeout(() => need("expiring"), Math.max(left, 0));
  for (const part of panel().querySelectorAll("[data-reader]")) {
    part.textContent = reader.name ?? "";
  }
  bear(reader);
  show(reader.name ? "in" : "in-unnamed");
  settle(reader);
  listWritten();
}

/** A token that still counts, if the page gives one in time. */
function fresh() {
  if (state.ends > Date.now()) {
    return true;
  }
  need("expiring");
  return new Promise((done) => {
    state.waiting.push((reader) => done(Boolean(reader)));
    setTimeout(() => done(false), PATIENCE_MS);
  });
}

function ended(form) {
  forget("ended");
  form.querySelector("button[type=submit]").disabled = false;
  panel().scrollIntoView({ block: "nearest" });
}

function again(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const fresh = document.importNode(page.querySelector("#write"), true);
  document.querySelector("#write").replaceWith(fresh);
  for (const form of fresh.querySelectorAll("[data-comment-form]")) {
    attach(form);
    state.refill(form);
  }
  signOn(state.token);
  const first = fresh.querySelector("[autofocus]") ?? fresh;
  first.tabIndex = first === fresh ? -1 : first.tabIndex;
  first.focus();
}

async function send(form) {
  const button = form.querySelector("button[type=submit]");
  button.disabled = true;
  if (!(await fresh())) {
    ended(form);
    return;
  }
  const answer = await fetch(form.action, {
    method: "POST",
    body: new URLSearchParams(new FormData(form)),
    headers: { [HEADER]: state.token },
    credentials: "omit",
  });
  if (answer.status === 201) {
    location.assign(answer.headers.get("Location"));
  } else if (answer.status === 401) {
    const { code } = await answer.json();
    ended(form);
    need("refused", { code });
  } else {
    again(await answer.text());
  }
}

/** What she has written while signed on, on every article of the site. */
async function listWritten() {
  const list = document.querySelector("[data-written]");
  if (!list) {
    return;
  }
  const answer = await fetch(list.dataset.written, {
    headers: { [HEADER]: state.token },
    credentials: "omit",
    cache: "no-store",
  });
  const { comments, next } = answer.ok ? await answer.json() : { comments: [], next: null };
  const lines = document.createElement("ul");
  lines.replaceChildren(...comments.map((one) => lineOf(list, one, one.receipt_url, one.article)));
  list.querySelector("ul")?.remove();
  list.querySelector("summary").after(lines);
  list.querySelector(".mine-count").textContent = `(${comments.length}${next ? "+" : ""})`;
  list.hidden = comments.length === 0;
}

/** `tell` sends a message to the page; `refill` puts hidden fields into a form that came anew. */
export function takeSignOn(tell, refill) {
  if (!panel()) {
    return;
  }
  state.tell = tell;
  state.refill = refill;
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-log-in]");
    if (link && tell({ stet: "sign-on-needed", reason: "asked", url: link.href })) {
      event.preventDefault(); // the page knows best; without one, the address opens beside
    }
  });
  // On the document: after the form's own listeners, which may have found something to mend.
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || !state.token || !event.target.matches("[data-comment-form]")) {
      return;
    }
    event.preventDefault();
    send(event.target).catch(() => {
      // Off the network: as if it had not been pressed, with everything kept.
      event.target.querySelector("button[type=submit]").disabled = false;
      show("unreachable");
    });
  });
}
