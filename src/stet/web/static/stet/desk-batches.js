// A page of several comments to be decided together: what was on the screen is ticked, and the
// buttons work when everything was. Without this script each is ticked by hand.

import { figure } from "./desk/figures.js";
import { keepLeases } from "./desk/keeping.js";
import { say, warn, words } from "./desk/saying.js";

const DWELL_MS = 250; // what flies past was not seen
const STORED = "stet-batch-seen";
const MOST_STORED = 400;

const form = document.querySelector("form[data-batch]");
if (form) start();

function start() {
  const progress = form.querySelector("[data-progress]");
  if (!progress) return; // colleagues are on all of these
  const members = [...form.querySelectorAll("[data-member]")].filter((each) => tick(each));
  const foot = form.querySelector(".batch-foot");
  const buttons = form.querySelectorAll("[data-batch-decide]");
  const remembered = recall();
  const touched = new WeakSet();
  const timers = new Map();
  const done = new WeakMap(members.map((each) => [each, new Set()]));
  let sent = false;
  let told = false;

  // What the foot of the page covers is not on the screen.
  const watcher = new IntersectionObserver(look, {
    rootMargin: `0px 0px -${foot ? foot.offsetHeight : 0}px 0px`,
  });

  for (const member of members) {
    tick(member).addEventListener("change", () => {
      touched.add(member);
      update();
    });
    if (remembered.has(member.dataset.seenKey)) seen(member);
    else for (const edge of edges(member)) watcher.observe(edge);
  }
  progress.hidden = false;
  form.querySelector("[data-by-hand]").hidden = true;
  update();

  document.addEventListener("visibilitychange", () => {
    for (const timer of timers.values()) clearTimeout(timer);
    timers.clear();
    if (document.hidden) return;
    for (const edge of members.filter((each) => !isSeen(each)).flatMap(edges)) {
      watcher.unobserve(edge);
      watcher.observe(edge);
    }
  });
  form.addEventListener("focusin", (event) => {
    const member = event.target.closest("[data-member]");
    if (member && !isSeen(member)) member.scrollIntoView({ block: "nearest" });
  });
  form.addEventListener("submit", (event) => {
    if (sent || !ready()) {
      event.preventDefault();
      if (!sent) explain();
    } else {
      sent = true;
      for (const button of buttons) button.setAttribute("aria-disabled", "true");
    }
  });
  keepLeases(form, () => (sent ? [] : members.map((each) => each.dataset.member)), lose);
  addEventListener("pagehide", leave);
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload(); // what it showed was given back
  });

  function look(entries) {
    for (const { target, isIntersecting } of entries) {
      clearTimeout(timers.get(target));
      timers.delete(target);
      if (isIntersecting && !document.hidden) {
        timers.set(target, setTimeout(() => stayed(target), DWELL_MS));
      }
    }
  }

  /** An end of a comment's text stayed on the screen; with both of them it was read, or could be. */
  function stayed(edge) {
    const member = edge.closest("[data-member]");
    const ends = done.get(member).add(edge);
    watcher.unobserve(edge);
    if (ends.size < edges(member).length) return;
    seen(member);
    remembered.add(member.dataset.seenKey);
    keep(remembered);
    update();
  }

  function seen(member) {
    member.dataset.seen = "";
    member.querySelector(".member-seen").hidden = false;
    if (!touched.has(member)) tick(member).checked = true;
  }

  /** A colleague took it meanwhile, or decided: it is out of this decision. */
  function lose(id) {
    const member = members.find((each) => each.dataset.member === id);
    if (!member) return;
    members.splice(members.indexOf(member), 1);
    for (const edge of edges(member)) watcher.unobserve(edge);
    tick(member).checked = false;
    tick(member).disabled = true;
    const note = member.querySelector("[data-lost]");
    note.hidden = false;
    say(note.textContent.trim());
    update();
  }

  function update() {
    const chosen = members.filter((each) => tick(each).checked).length;
    const count = members.filter(isSeen).length;
    const shown = form.querySelector("[data-seen-count]");
    shown.textContent = figure(count);
    form.querySelector("[data-seen-of]").textContent = figure(members.length);
    for (const number of form.querySelectorAll("[data-chosen]")) {
      number.textContent = figure(chosen);
      number.hidden = false;
    }
    for (const button of buttons) button.setAttribute("aria-disabled", String(!ready()));
    form.toggleAttribute("data-all-seen", count === members.length);
    if (count === members.length && !told) {
      told = true;
      say(progress.dataset.all);
    }
  }

  function ready() {
    return members.every(isSeen) && members.some((each) => tick(each).checked);
  }

  /** Says what is missing, and goes to the first comment that was not on the screen. */
  function explain() {
    const next = members.find((each) => !isSeen(each));
    warn(next ? progress.dataset.notYet : progress.dataset.none);
    if (!next) return;
    next.scrollIntoView({ block: "start" });
    tick(next).focus({ preventScroll: true });
  }

  function leave() {
    const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
    if (sent || !form.dataset.until) return;
    const body = new URLSearchParams({ csrfmiddlewaretoken: token, until: form.dataset.until });
    for (const member of members) body.append("comment", member.dataset.member);
    navigator.sendBeacon(words().leave, body);
  }

  function recall() {
    try {
      return new Set(JSON.parse(sessionStorage.getItem(place()) ?? "[]"));
    } catch {
      return new Set(); // storage may be closed to us; what was seen then counts for this page
    }
  }

  function keep(keys) {
    try {
      sessionStorage.setItem(place(), JSON.stringify([...keys].slice(-MOST_STORED)));
    } catch {
      // it then counts for this page only
    }
  }

  /** For this tab and this person only: another one has seen nothing yet. */
  function place() {
    return `${STORED}-${form.dataset.reader}`;
  }
}

function tick(member) {
  return member.querySelector("[name=member]");
}

function edges(member) {
  return [...member.querySelectorAll("[data-edge]")];
}

function isSeen(member) {
  return "seen" in member.dataset;
}
