// Before sending: asks, once for each draft, what the screener would stop at, and shows it.
// Whatever goes wrong, or takes longer than a reader notices, the comment is sent as if nobody asked.

const PATIENCE_MS = 1_000;
const ASKED = "asked"; // goes with the form where there was nothing to show

function marked(text, spans) {
  // Offsets count code points, strings UTF-16 units.
  const letters = [...text];
  const words = new Set(spans.map(({ start, end }) => letters.slice(start, end).join("")));
  return [...words].flatMap((found) => {
    const mark = document.createElement("mark");
    mark.dir = "auto";
    mark.textContent = found;
    return [mark, " "];
  });
}

function line(text, clause) {
  const item = document.createElement("li");
  const words = document.createElement("p");
  words.append(...marked(text, clause.spans));
  const rule = document.createElement("p");
  const title = document.createElement("b");
  // The guidelines have a language of their own, and so the direction of the whole line.
  rule.dir = "auto";
  title.textContent = clause.title;
  rule.append(title, `: ${clause.text}`);
  item.append(words, rule);
  return item;
}

function show(form, hint) {
  const { text, nudge } = form.elements;
  const copy = form.querySelector("template[data-nudge]").content.cloneNode(true);
  const notice = copy.querySelector("#nudge");
  notice.querySelector("ul").replaceChildren(...hint.clauses.map((one) => line(text.value, one)));
  nudge.value = hint.nudge;
  text.after(notice);
  text.setAttribute("aria-describedby", "nudge");
  notice.focus();
}

async function hintAbout(form) {
  const { text, name } = form.elements;
  const answer = await fetch(form.dataset.hints, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ text: text.value, name: name.value }),
    credentials: "omit",
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  return answer.ok ? (await answer.json()).hint : null;
}

/** Whether the form asks first; it then sends itself, unless there is something to show. */
export function asks(form) {
  const { nudge } = form.elements;
  if (!form.dataset.hints || !nudge || nudge.value) {
    return false;
  }
  nudge.value = ASKED;
  hintAbout(form)
    .catch(() => null)
    .then((hint) => (hint ? show(form, hint) : form.requestSubmit()));
  return true;
}
