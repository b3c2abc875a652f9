// A run's page follows the run: its bar moves, and when it has ended the page is loaded anew.

const EVERY_MS = 2000;

async function follow() {
  const here = document.querySelector("[data-run-open]");
  if (!here) return;
  let text;
  try {
    const answer = await fetch(location.href, { headers: { "X-Stet-Part": "main" } });
    if (answer.ok) text = await answer.text();
  } catch {
    // The next look may find the server again.
  }
  if (text) {
    const fresh = new DOMParser().parseFromString(text, "text/html");
    if (!fresh.querySelector("[data-run-open]")) {
      location.reload();
      return;
    }
    for (const id of ["run-told", "run-bar"]) {
      const found = fresh.getElementById(id);
      if (found) document.getElementById(id)?.replaceWith(found);
    }
  }
  setTimeout(follow, EVERY_MS);
}

setTimeout(follow, EVERY_MS);
