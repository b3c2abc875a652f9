// Buttons that copy what stands beside them. Without this script, or where the browser lets no page
// reach the clipboard (over plain http), the text is there to be selected.

import { say } from "./saying.js";

export function offerCopies() {
  if (!navigator.clipboard) return;
  show();
  document.addEventListener("desk:shown", show);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copies]");
    if (button) copy(button);
  });
}

function show() {
  for (const button of document.querySelectorAll("[data-copies]")) button.hidden = false;
}

async function copy(button) {
  const source = document.getElementById(button.dataset.copies);
  try {
    await navigator.clipboard.writeText(source.textContent.trim());
  } catch {
    getSelection().selectAllChildren(source);
    return;
  }
  button.textContent = button.dataset.copied;
  say(button.dataset.copied);
}
