// Second opinions and reviews: where the focus goes, and what is free again when a page is left.

import { words } from "./saying.js";

const view = () => document.querySelector("[data-leave]");

export function beFair() {
  // A toggle does not bubble. Opened by its key, the next key asks.
  document.addEventListener("toggle", opened, { capture: true });
  addEventListener("pagehide", leave);
}

function opened(event) {
  if (!event.target.matches("details.ask") || !event.target.open) return;
  const button = event.target.querySelector("[data-ask]");
  button.scrollIntoView({ block: "nearest" });
  button.focus({ preventScroll: true });
}

/** A review that was looked at, and not answered, is free for colleagues at once. */
function leave() {
  const panel = view();
  const token = document.querySelector("[name=csrfmiddlewaretoken]");
  if (!panel || !token || !words()) return;
  const body = new URLSearchParams({
    csrfmiddlewaretoken: token.value,
    until: panel.dataset.reviewUntil,
  });
  navigator.sendBeacon(panel.dataset.leave, body);
}
