// The comment has arrived: its draft is not needed any more.

import { forget } from "./draft.js";

for (const words of document.querySelectorAll("[data-sent]")) {
  forget(words.dataset.sent, words.textContent);
}
