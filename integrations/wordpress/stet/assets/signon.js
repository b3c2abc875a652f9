// Hands the token of whoever is logged in to the comments, now and whenever they ask for a new one.
await customElements.whenDefined("stet-comments");

async function signOn() {
  for (const area of document.querySelectorAll(".stet-comments[data-token-url]")) {
    const answer = await fetch(area.dataset.tokenUrl, {
      method: "POST",
      headers: { "X-WP-Nonce": area.dataset.nonce },
      credentials: "same-origin",
    });
    if (!answer.ok) return; // the reader writes by name, as everybody may
    const { token } = await answer.json();
    area.querySelector("stet-comments").signOn(token);
  }
}

document.addEventListener("stet-sign-on-needed", (event) => {
  if (event.detail.reason !== "asked") signOn();
});
signOn();
