// Times of comments in the reader's own time zone. Without script they stand in the newsroom's, and
// so they do in a language of which the browser knows no dates: better than in another language.

const { lang, dataset } = document.documentElement;
const language = lang === "en" ? "en-GB" : lang;

function rewrite() {
  const style = { dateStyle: "long", timeStyle: "short", numberingSystem: dataset.numbering };
  const format = new Intl.DateTimeFormat(language, style);
  for (const time of document.querySelectorAll(".comment time[datetime]")) {
    const at = new Date(time.dateTime);
    if (!Number.isNaN(at.getTime())) time.textContent = format.format(at);
  }
}

if (Intl.DateTimeFormat.supportedLocalesOf(language).length) rewrite();
