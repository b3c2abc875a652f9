// Times of comments in the reader's own time zone. Without script they stand in the newsroom's.

const style = { dateStyle: "long", timeStyle: "short" };
const language = document.documentElement.lang || undefined;
const format = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, style);

for (const time of document.querySelectorAll(".comment time[datetime]")) {
  const at = new Date(time.dateTime);
  if (!Number.isNaN(at.getTime())) {
    time.textContent = format.format(at);
  }
}
