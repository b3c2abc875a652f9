"""A session at the desk: 500 real comments, read from a file, decided by keys alone in Chromium.

python -m benchmarks.session COMMENTS.jsonl[.gz] [--comments 500] [--pause-ms 700] [--json FILE]

The file has one JSON object a line with `id` and `text`, and perhaps `article` with `title` or
`parent_comment`. Its comments are drawn evenly, put under their articles, screened, and held. The
moderator follows the screener: what it names she rejects for those clauses, the rest she approves;
now and then she skips, writes a note, or takes her last decision back. What counts is the time
that Stet takes: from each of her keys to the frame that answers it. No text is printed.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from benchmarks.deskwork import (
    HEADS,
    SHARES,
    Asker,
    Run,
    chromium_page,
    open_newsroom,
    queries_of_deciding,
    row,
    rows,
    work,
)
from benchmarks.support import percentile, stet, table

LONGEST = 4000  # characters; a form takes no more
SKIP_EVERY, NOTE_EVERY, UNDO_EVERY = 25, 20, 50  # decisions between two of a kind
LEFT_OVER = 10  # comments more than are decided, so that the queries have something to ask for

# The keys of the clauses that the screener names; None when no comment is there to decide.
_NAMED = """() => document.querySelector("[data-panel]")
  ? [...document.querySelectorAll(".clause-found [data-key]")].map((box) => box.dataset.key)
  : null"""


@dataclass
class Session:
    """What she did; ``spent`` is the time of each decision that went by in Stet, in ms."""

    comments: int
    pause_ms: int
    decided: int = 0
    rejected: int = 0
    skipped: int = 0
    undone: list[float] = field(default_factory=list)
    spent: list[float] = field(default_factory=list)

    def decide(self, page: Page) -> None:
        while self.decided < self.comments:
            page.wait_for_timeout(self.pause_ms)
            named = page.evaluate(_NAMED)
            if named is None:
                raise RuntimeError(f"the queue ended after {self.decided} decisions")
            turn = self.decided + self.skipped + 1
            if turn % SKIP_EVERY == 0:
                self._brings_another(page, "s")
                self.skipped += 1
                continue
            keys = [key for key in named if key]
            if keys and turn % NOTE_EVERY == 0:
                _write_note(page)
            before = len(page.evaluate("window.answered"))
            for key in keys:
                page.keyboard.press(key)
            brought = self._brings_another(page, "Enter" if keys else "a")
            choosing = page.evaluate("at => window.answered.slice(at, -1)", before)
            self.spent.append(sum(choosing) + brought)
            self.decided += 1
            self.rejected += bool(keys)
            if self.decided % UNDO_EVERY == 0:
                self._take_back(page)

    def _take_back(self, page: Page) -> None:
        page.wait_for_timeout(self.pause_ms)
        self.undone.append(self._brings_another(page, "u"))
        self.decided -= 1  # it is decided once more
        self.spent.pop()
        page.wait_for_timeout(self.pause_ms)
        self.spent.append(self._brings_another(page, "a"))
        self.decided += 1

    def _brings_another(self, page: Page, key: str) -> float:
        """Presses ``key``; how long it took until another comment was painted, in ms."""
        count = len(page.evaluate("window.painted"))
        page.keyboard.press(key)
        page.wait_for_function("count => window.painted.length > count", arg=count)
        return float(page.evaluate("window.painted.at(-1)"))


def main() -> None:
    options = _options()
    session = Session(options.comments, options.pause_ms)
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        articles = _fill(data, options.file, options.comments + LEFT_OVER)
        open_newsroom(data)
        with chromium_page(data, "--no-worker") as (page, base):
            run = work(page, base, session.pause_ms, session.decide)
        deciding, pages = queries_of_deciding(), _queries_of_pages()
    figures = _figures(session, run, articles, deciding, pages)
    _tell(session, run, figures)
    text = json.dumps(figures, indent=2)
    if options.json:
        options.json.write_text(f"{text}\n")
    else:
        print(f"\n{text}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.session")
    parser.add_argument("file", type=Path)
    parser.add_argument("--comments", type=int, default=500)
    parser.add_argument("--pause-ms", type=int, default=700)
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


def _fill(data: Path, source: Path, comments: int) -> int:
    """Imports and screens ``comments`` of the file's comments; under how many articles."""
    path = data / "session.jsonl"
    drawn = _drawn(source, comments)
    lines = [line for place, record in enumerate(drawn) for line in _lines(place, record)]
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    stet(data, "import", "jsonl", str(path), "--source", "session", "--keep-states", "--screen")
    path.unlink()
    return len({line["article_url"] for line in lines})


def _drawn(source: Path, comments: int) -> list[dict[str, Any]]:
    """The same comments every time, from all over the file. Raises SystemExit for too few."""
    usable = {
        str(record["text"]): record
        for record in _records(source)
        if 0 < len(str(record["text"]).strip()) <= LONGEST
    }
    drawn = sorted(usable.values(), key=lambda record: sha256(record["id"].encode()).digest())
    if len(drawn) < comments:
        raise SystemExit(f"the file has {len(drawn)} comments, and {comments} are needed")
    return drawn[:comments]


def _records(source: Path) -> Iterator[dict[str, Any]]:
    opened = gzip.open if source.suffix == ".gz" else open
    with opened(source, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _lines(place: int, record: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The comment as the import reads it, and before it the published one that it answers."""
    about = record.get("article") or {}
    title = str(about.get("title") or "Talk")
    shared = {
        "article_url": f"https://news.example/{sha256(title.encode()).hexdigest()[:12]}",
        "article_title": title,
        "posted_at": f"2026-01-{1 + place % 28:02}T12:{place % 60:02}:00Z",
    }
    parent = str(about.get("parent_comment") or "").strip()
    if parent and len(parent) <= LONGEST:
        said = {"source_id": f"p{place}", "name": "A reader", "text": parent, "status": "approved"}
        yield {**shared, **said}
        shared["parent_source_id"] = f"p{place}"
    said = {"source_id": f"c{place}", "name": f"Reader {place % 211}", "status": "held"}
    yield {**shared, **said, "text": record["text"]}


def _write_note(page: Page) -> None:
    page.keyboard.press("n")
    page.keyboard.type("Please speak about the article.")
    page.keyboard.press("Escape")


def _queries_of_pages() -> list[tuple[str, int]]:
    """How often each page of the menu asks the database, for somebody who may open all."""
    from django.urls import reverse  # noqa: PLC0415

    from stet.comments.models import Comment  # noqa: PLC0415
    from stet.web.desk.words import MENU  # noqa: PLC0415

    asker = Asker("boss")
    for entry in MENU:
        path = reverse(entry[0])
        asker.ask(path, "get", path)
    for state in ("held", "rejected"):
        comment = Comment.objects.filter(state=state).latest("received_at")
        asker.ask(f"a {state} comment", "get", reverse("desk:comment", args=[comment.id]))
    return asker.counted


def _figures(
    session: Session,
    run: Run,
    articles: int,
    deciding: list[tuple[str, int]],
    pages: list[tuple[str, int]],
) -> dict[str, Any]:
    return {
        "comments": session.decided,
        "articles": articles,
        "rejected": session.rejected,
        "skipped": session.skipped,
        "taken_back": len(session.undone),
        "pause_ms": session.pause_ms,
        "load": [round(each, 1) for each in os.getloadavg()],
        "spent_per_decision_ms": _shares(session.spent),
        "key_to_next_comment_ms": _shares(run.painted),
        "taking_back_ms": _shares(session.undone) if session.undone else None,
        "carried_out_ms": _shares(run.carried),
        "first_load_bytes": run.page,
        "bytes_received_per_decision": _shares(run.received),
        "bytes_sent_per_decision": _shares(run.sent),
        "queries": dict(deciding),
        "queries_of_pages": dict(pages),
    }


def _shares(values: list[float]) -> dict[str, float]:
    told = {f"p{round(100 * share)}": round(percentile(values, share), 1) for share in SHARES}
    return {**told, "most": round(max(values), 1)}


def _tell(session: Session, run: Run, figures: dict[str, Any]) -> None:
    load = figures["load"][1]
    table(
        f"{session.decided} real comments decided by keys (load of the machine {load})",
        HEADS,
        [
            row("spent in Stet per decision, all its keys, ms", session.spent),
            *rows(run),
            *([row("taking a decision back, ms", session.undone)] if session.undone else []),
        ],
    )
    print(
        f"\n{session.rejected} rejected, {session.skipped} passed over, {len(session.undone)} taken"
        f" back. The page with all it needs, first load: {run.page:,} bytes."
    )
    for title, of in (("Request", "queries"), ("Page", "queries_of_pages")):
        table(
            of.replace("_", " "), [title, "queries"], [[n, str(c)] for n, c in figures[of].items()]
        )


if __name__ == "__main__":
    main()
