// What colleagues do, within three seconds: a question every 2.5 that is mostly answered "nothing
// new" (304). Nothing that is being read moves: rows are marked where they are, and counts change.

import { view } from "./part.js";
import { words } from "./saying.js";
import { tell } from "./telling.js";

const EVERY_MS = 2_500;
const ARRIVALS_SAID_MS = 30_000; // a busy evening must not talk all the time

let since = "";
let tag = "";
let arrived = 0;
let saidAt = -ARRIVALS_SAID_MS;
let asking = false;

const rows = () => document.querySelectorAll("[data-live-list] [data-comment]");
const isWatched = () => view()?.dataset.ahead || document.querySelector("[data-live-list], .desk-count");

export function watch() {
  since = words().since;
  setInterval(ask, EVERY_MS);
  document.addEventListener("visibilitychange", ask);
}

async function ask() {
  if (asking || document.hidden || !isWatched()) return;
  asking = true;
  try {
    const asked = new URLSearchParams(location.search);
    asked.set("since", since);
    const headers = tag ? { "If-None-Match": tag } : {};
    const answer = await fetch(`${words().live}?${asked}`, { headers, cache: "no-store" });
    if (answer.status === 200) hear(await answer.json(), answer.headers.get("ETag"));
  } catch {
    // the next question may be answered
  } finally {
    asking = false;
  }
}

function hear(news, stamp) {
  since = news.since;
  tag = stamp;
  for (const count of document.querySelectorAll("[data-live-count]")) {
    if (count.textContent !== news.waiting) count.textContent = news.waiting;
  }
  for (const row of rows()) mark(row, news);
  const id = view()?.dataset.panel;
  const deed = news.deeds.findLast((each) => each.comment === id);
  if ((deed && !deed.mine) || news.leases[id]) {
    document.dispatchEvent(new CustomEvent("desk:doubt"));
  }
  arrive(news);
}

function mark(row, news) {
  const id = row.dataset.comment;
  const deed = news.deeds.findLast((each) => each.comment === id);
  if (deed) {
    row.dataset.live = deed.state;
    row.dataset.done = deed.state === "held" ? "" : deed.said;
  }
  const text = row.dataset.done || news.leases[id] || "";
  let note = row.querySelector(".live-note");
  if (!note && text) {
    note = document.createElement("span");
    note.className = "live-note";
    row.querySelector("td").append(note);
  }
  if (note && note.textContent !== text) note.textContent = text;
  if (note) note.hidden = !text;
}

function arrive(news) {
  arrived += news.arrived;
  const list = document.querySelector("[data-live-list=held]");
  if (!list || !arrived || performance.now() < saidAt + ARRIVALS_SAID_MS) return;
  saidAt = performance.now();
  arrived = 0;
  tell(words().arrived, { deed: words().load, then: () => location.reload() });
}
