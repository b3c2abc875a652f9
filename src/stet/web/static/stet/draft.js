// The draft of a comment, kept in this browser until it is sent, one for each article.

const PREFIX = "stet:draft:";
// A forgotten draft on a shared machine should not stay for ever.
const KEPT_MS = 7 * 24 * 3600 * 1000;

/** Line breaks as the browser holds them, so that texts can be compared. */
export function plain(text) {
  return text.replace(/\r\n?/g, "\n");
}

function storage() {
  try {
    return window.localStorage;
  } catch {
    return null; // switched off by the reader: then there are no drafts
  }
}

export function read(article) {
  try {
    const kept = JSON.parse(storage()?.getItem(PREFIX + article) ?? "null");
    return kept && Date.now() - kept.at < KEPT_MS ? kept : null;
  } catch {
    return null;
  }
}

export function keep(article, name, text) {
  try {
    if (text === "") {
      storage()?.removeItem(PREFIX + article);
    } else {
      storage()?.setItem(PREFIX + article, JSON.stringify({ name, text, at: Date.now() }));
    }
  } catch {
    // No room left: the form still works, only the draft is not kept.
  }
}

/** Forgets the draft if it is what was sent; a newer one stays. */
export function forget(article, sent) {
  const kept = read(article);
  if (kept && plain(kept.text) === plain(sent)) {
    storage()?.removeItem(PREFIX + article);
  }
}
