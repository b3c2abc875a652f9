// The leases of a page of several comments go on while its reader is at work on it; otherwise they run
// out by themselves, and colleagues get the comments.

import { words } from "./saying.js";

const CHECK_MS = 5_000; // how often it is looked whether the leases want renewing

/** Renews the leases on the comments that ``ids`` names; ``lose`` is told of each that is gone. */
export function keepLeases(form, ids, lose) {
  if (!form.dataset.until) return;
  let renewed = performance.now();
  let active = true;
  for (const sign of ["keydown", "pointerdown", "wheel", "touchmove"]) {
    document.addEventListener(sign, () => (active = true), { passive: true });
  }
  setInterval(async () => {
    const due = performance.now() > renewed + 250 * Number(words().lease);
    const wanted = ids();
    if (!due || !active || document.hidden || !wanted.length) return;
    active = false;
    renewed = performance.now();
    const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
    const body = new URLSearchParams({ csrfmiddlewaretoken: token });
    for (const id of wanted) body.append("comment", id);
    try {
      const answer = await fetch(form.dataset.keep, { method: "POST", body });
      if (!answer.ok) throw new Error(String(answer.status));
      const { until, lost } = await answer.json();
      form.dataset.until = until;
      lost.forEach(lose);
    } catch {
      active = true; // the net may be back with the next look
    }
  }, CHECK_MS);
}
