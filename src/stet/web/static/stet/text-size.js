// A+ and A- without a reload: the page changes at once, the server sets the cookie.

const USUAL = 1;
const root = document.documentElement;

function current() {
  const named = [...root.classList].find((name) => /^text-\d$/.test(name));
  return named ? Number(named.slice(5)) : USUAL;
}

function apply(form, size) {
  root.classList.remove(`text-${current()}`);
  root.classList.add(`text-${size}`);
  const largest = Number(form.dataset.largest);
  const [smaller, larger] = form.querySelectorAll("button");
  smaller.value = String(Math.max(0, size - 1));
  larger.value = String(Math.min(largest, size + 1));
  smaller.disabled = size === 0;
  larger.disabled = size === largest;
}

function submitted(event) {
  const form = event.currentTarget;
  const size = Number(event.submitter.value);
  const fields = new URLSearchParams(new FormData(form));
  fields.set("size", String(size));
  event.preventDefault();
  apply(form, size);
  // The answer is a redirection to this page, which need not be followed. Off the network the size
  // holds for this page only.
  fetch(form.action, { method: "POST", body: fields, redirect: "manual" }).catch(() => {});
  if (event.submitter.disabled) {
    form.querySelector("button:not(:disabled)").focus();
  }
}

for (const form of document.querySelectorAll("[data-text-size]")) {
  form.addEventListener("submit", submitted);
}
