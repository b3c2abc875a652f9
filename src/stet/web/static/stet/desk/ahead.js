// The comment after this one is loaded before it is asked for, and decisions are sent while it is
// being read. A decision that could not be carried out brings its comment back, with everything
// that was chosen and written.

import { addressOf, bodyOf, letTake, noticeOf, PART, parsed, post, put, send, setBusy, view } from "./part.js";
import { words } from "./saying.js";
import { tell } from "./telling.js";

const LIMIT_MS = 20_000; // a decision that takes longer counts as not sent
const CHECK_MS = 5_000; // how often it is looked whether the leases want renewing

let next = null; // the panel after the one on the page
let until = ""; // when both leases end, in the server's words
let deadline = 0; // the same by this page's clock
let renewed = 0;
let active = true;
const returned = []; // panels that come before the next one
const outbox = [];
let sending = false;
let looking = false;
let outdated = false; // an answer came that was about a comment no longer in view
let held = null; // a deed that waits for the next comment to be there
let afterwards = []; // what waits for everything to be sent

const bar = () => document.querySelector(".desk-bar");
const token = () => document.querySelector("[name=csrfmiddlewaretoken]").value;

export function workAhead() {
  letTake(take);
  document.addEventListener("desk:shown", arrived);
  document.addEventListener("desk:doubt", look);
  document.addEventListener("click", goOn);
  for (const sign of ["keydown", "pointerdown", "wheel", "touchmove"]) {
    document.addEventListener(sign, () => (active = true), { passive: true });
  }
  setInterval(renew, CHECK_MS);
  addEventListener("beforeunload", (event) => {
    if (outbox.length || unsent()) event.preventDefault();
  });
  addEventListener("pagehide", leave);
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload(); // what it showed was given back
  });
}

/** Does ``deed`` once every decision is sent. */
export function whenSent(deed) {
  if (sending) afterwards.push(deed);
  else deed();
}

/** A comment came into view: hers as long as the page said, and another one after it. */
function arrived() {
  const panel = view();
  if (panel?.dataset.until) {
    lease(panel.dataset.until);
    delete panel.dataset.until; // it may come into view again, and that renews nothing
    look(); // what was ahead of another comment may have gone back
  } else if (!next && !sending) {
    look();
  }
}

function lease(end) {
  until = end;
  renewed = performance.now();
  deadline = renewed + 1000 * Number(words().lease);
}

/** Whether the form was taken over: its comment makes room for the next one at once. */
function take(form, button) {
  if (form.matches("[data-undo]")) {
    const panel = view();
    if (panel?.dataset.panel && isWorkedOn(panel)) returned.unshift(panel);
    return false;
  }
  const panel = form.closest("[data-panel]");
  if (!panel?.dataset.ahead || !isWhole(form, button)) return false;
  if (performance.now() > deadline) next = null;
  if (!returned.length && !next) {
    if (!sending && !looking) return false;
    setBusy(true);
    held = [form, button];
    return true;
  }
  go(form, button, panel);
  return true;
}

/** Whether the server can have nothing to say against the form as it is filled in. */
function isWhole(form, button) {
  if (!("decide" in form.dataset) || button?.hasAttribute("formaction")) return true;
  const clauses = form.querySelectorAll("[name=clause]:checked").length > 0;
  return button?.value === "approve" ? !clauses : button?.value === "reject" && clauses;
}

function go(form, button, panel) {
  const coming = following();
  const body = bodyOf(form, button);
  body.set("shown", coming.dataset.panel);
  delete panel.dataset.unsent;
  panel.querySelector(".notice-failed")?.remove();
  outbox.push({ address: addressOf(form, button), body, panel });
  bar()?.querySelector("[data-undo]")?.remove(); // it is of an earlier decision
  const { saidApprove: approve, saidReject: reject, saidSecond: second } = words();
  const said = { approve, reject, second };
  coming.dataset.said = said[button?.value] ?? words().saidSkip;
  pump();
  put(coming);
}

function following() {
  const coming = returned.shift() ?? next;
  if (coming === next) next = null;
  return coming;
}

async function pump() {
  if (sending) return;
  sending = true;
  while (outbox.length) {
    await carry(outbox[0]);
    outbox.shift();
  }
  sending = false;
  settle();
  for (const deed of afterwards.splice(0)) deed();
}

async function carry(job) {
  try {
    const answer = await post(job.address, job.body, {
      keepalive: true, // it arrives even if the page is left
      signal: AbortSignal.timeout(LIMIT_MS),
    });
    const text = await answer.text();
    if (answer.headers.get(PART) === "ahead") receive(answer, text);
    else if (answer.status === 401) bringBack(job.panel, words().signedOut);
    else if (answer.headers.has(PART)) refused(job, parsed(text));
    else bringBack(job.panel, words().failed);
  } catch {
    bringBack(job.panel, words().failed);
  }
}

/** Asks for the comment after this one, and renews the leases on both. */
async function look() {
  const panel = view();
  if (!panel?.dataset.ahead || looking || sending) return;
  looking = true;
  try {
    const shown = panel.dataset.panel;
    const body = new URLSearchParams({
      csrfmiddlewaretoken: token(),
      shown,
      have: next?.dataset.panel ?? "",
    });
    const answer = await post(panel.dataset.ahead, body, { signal: AbortSignal.timeout(LIMIT_MS) });
    const text = await answer.text();
    outdated = view()?.dataset.panel !== shown;
    if (!outdated && answer.headers.get(PART) === "ahead") receive(answer, text);
  } catch {
    // without it the next comment comes when it is asked for
  } finally {
    looking = false;
    settle();
  }
}

function receive(answer, text) {
  lease(answer.headers.get("X-Stet-Until"));
  if (answer.status === 204) return;
  const parts = parsed(text);
  refreshBar(parts.querySelector("[data-part=bar]"));
  const lost = parts.querySelector("[data-part=lost]");
  if (lost?.dataset.of === view()?.dataset.panel) lose(lost);
  const panel = parts.querySelector("[data-panel]");
  const known = [view(), ...returned].some((each) => each?.dataset.panel === panel?.dataset.panel);
  next = panel && !known ? document.adoptNode(panel) : null;
  delete next?.dataset.until; // said by the answer itself, and renewed since
}

function refreshBar(fresh) {
  const there = bar();
  if (!fresh || !there) return;
  there.querySelector(".desk-count")?.replaceWith(fresh.querySelector(".desk-count"));
  there.querySelector("[data-undo]")?.remove();
  const undo = fresh.querySelector("[data-undo]");
  if (undo) there.querySelector(".desk-count").after(undo);
  document.dispatchEvent(new CustomEvent("desk:bar"));
}

/** A colleague was faster with the comment on the page: its text stays, its buttons go. */
function lose(lost) {
  const place = view().querySelector(".panel-decide");
  const note = place.querySelector("#note")?.value;
  place.replaceChildren(...lost.childNodes);
  const kept = place.querySelector("[data-note]");
  if (kept && note) {
    kept.hidden = false;
    kept.querySelector(".note").textContent = note;
  }
  tell(place.querySelector("[role=alert]")?.textContent ?? "", { shown: false });
}

function refused(job, parts) {
  const answer = document.adoptNode(parts.querySelector("[data-title]"));
  if (answer.dataset.panel) {
    bringBack(answer, "");
    return;
  }
  const panel = view();
  if (panel?.dataset.panel && isWorkedOn(panel)) {
    tell(answer.dataset.title, { deed: words().showIt, then: () => interrupt(answer) });
  } else {
    interrupt(answer);
  }
}

/** Its comment comes back: at once, or after the one that is being worked on. */
function bringBack(panel, message) {
  panel.dataset.unsent = "";
  delete panel.dataset.said;
  if (message) {
    panel.querySelector(".notice-failed")?.remove();
    panel.querySelector(".panel-decide").prepend(noticeOf(message));
  }
  const there = view();
  if (there?.dataset.panel && isWorkedOn(there)) {
    returned.push(panel);
    tell(words().comesBack, {
      deed: words().showIt,
      then: () => {
        if (returned.includes(panel)) interrupt(returned.splice(returned.indexOf(panel), 1)[0]);
      },
    });
  } else {
    interrupt(panel);
  }
}

/** Shows ``another`` now, and after it what it interrupts. */
function interrupt(another) {
  const there = view();
  if (there?.dataset.panel) {
    delete there.dataset.said;
    returned.unshift(there);
  }
  put(another);
}

function isWorkedOn(panel) {
  const note = panel.querySelector("#note");
  return Boolean(
    note &&
      (note.value ||
        note === document.activeElement ||
        panel.querySelector("[name=clause]:checked")),
  );
}

const unsent = () => [view(), ...returned].some((each) => each && "unsent" in each.dataset);

/** The way on from a conflict: the comment that is there already. */
function goOn(event) {
  if (!event.target.closest("[data-gesture=onward]") || event.ctrlKey || event.metaKey) return;
  const coming = following();
  if (!coming) return;
  event.preventDefault();
  put(coming);
  look();
}

function settle() {
  if (sending || looking) return;
  if (outdated) {
    outdated = false;
    look();
    if (looking) return;
  }
  if (!held) return;
  const [form, button] = held;
  held = null;
  setBusy(false);
  if (form.isConnected && !take(form, button)) send(form, button);
}

/** While she is at work the leases go on; otherwise they run out by themselves. */
function renew() {
  if (performance.now() > deadline) next = null;
  const due = performance.now() > renewed + 250 * Number(words().lease);
  if (!active || document.hidden || !view()?.dataset.ahead) return;
  if (due || !next) {
    active = false;
    look();
  }
}

function leave() {
  const ids = [view(), next, ...returned].map((each) => each?.dataset.panel).filter(Boolean);
  if (!until || !ids.length) return;
  const body = new URLSearchParams({ csrfmiddlewaretoken: token(), until });
  for (const id of ids) body.append("comment", id);
  navigator.sendBeacon(words().leave, body);
}
