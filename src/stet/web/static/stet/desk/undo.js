// The seconds left to undo a decision, counted down; at none the offer goes.

import { figure } from "./figures.js";

const clocks = new WeakSet();

export function countDown() {
  const form = document.querySelector("[data-undo]");
  if (!form || clocks.has(form)) return;
  clocks.add(form);
  const end = performance.now() + 1000 * Number(form.dataset.undo);
  const clock = setInterval(() => {
    const left = Math.ceil((end - performance.now()) / 1000);
    if (!form.isConnected || left <= 0) {
      clearInterval(clock);
      // Not while it has the focus: what a person is about to press must not vanish.
      if (!form.contains(document.activeElement)) form.remove();
      return;
    }
    form.querySelector("[data-left]").textContent = figure(left);
  }, 1000);
}
