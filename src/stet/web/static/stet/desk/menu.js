// A group of the menu closes by Esc, and when something else is pressed or comes into focus.

const open = () => document.querySelector(".menu-group[open]");

export function closeMenus() {
  // Before the single keys hear of it, for which Esc means something else.
  document.addEventListener("keydown", escape, { capture: true });
  for (const sign of ["pointerdown", "focusin"]) {
    document.addEventListener(sign, (event) => {
      const group = open();
      if (group && !group.contains(event.target)) group.open = false;
    });
  }
}

function escape(event) {
  const group = open();
  if (event.key !== "Escape" || !group) return;
  event.stopPropagation();
  group.open = false;
  if (group.contains(document.activeElement)) group.querySelector("summary").focus();
}
