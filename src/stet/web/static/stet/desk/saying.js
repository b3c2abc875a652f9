// What is said aloud by screen readers, in the page's language.

const region = document.getElementById("said");

export const words = () => region.dataset;

export function say(text) {
  // Emptied first: the same words twice are news too.
  region.textContent = "";
  requestAnimationFrame(() => {
    region.textContent = text;
  });
}

/** Says it, and shows it beside the buttons too, until something else happens. */
export function warn(text) {
  const hint = document.querySelector("[data-hint]");
  if (hint) {
    hint.textContent = text;
    hint.hidden = false;
  }
  say(text);
}

export function calm() {
  const hint = document.querySelector("[data-hint]");
  if (hint) hint.hidden = true;
}
