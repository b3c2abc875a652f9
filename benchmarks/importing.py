"""Imports: how many comments a second of processor time, and how much memory a large file takes.

python -m benchmarks.importing speed [COMMENTS]     JSON Lines into SQLite, screening off, then verified
python -m benchmarks.importing memory [MEGABYTES]   a dry run of a generated export in each format
"""

from __future__ import annotations

import gzip
import json
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.support import stet, table

_TEXT = (
    "the council bridge mill weir river town money people think never again would should could "
    "about market street school health tax road paper editor reader comment public good bad slow "
    "quick water winter summer election vote party mayor report answer question family children"
)
_WORDS = _TEXT.split()
_START = datetime(2015, 1, 1, tzinfo=UTC)
_STATES = ["approved"] * 6 + ["held"] * 2 + ["rejected"]


def records() -> Iterator[dict[str, str]]:
    """Comments of some forty words, a hundred on each article, a third of them replies."""
    chance, at, number = random.Random(3), _START, 0
    while True:
        at += timedelta(seconds=chance.randrange(5, 300))
        text = " ".join(chance.choices(_WORDS, k=chance.randrange(10, 70)))
        place = number % 100
        parent = str(number - chance.randrange(1, place)) if place > 5 and number % 3 == 0 else ""
        number += 1
        yield {
            "source_id": str(number),
            "article_url": f"https://news.example.org/story/{(number - 1) // 100}",
            "article_title": f"Story number {(number - 1) // 100}",
            "name": " ".join(chance.choices(_WORDS, k=2)).title(),
            "text": text.capitalize() + ".",
            "posted_at": at.isoformat(),
            "status": chance.choice(_STATES),
            "parent": parent,
        }


def _jsonl(one: dict[str, str]) -> str:
    fields = {name: value for name, value in one.items() if name != "parent"}
    return json.dumps(fields | ({"parent_source_id": one["parent"]} if one["parent"] else {}))


def _wordpress(one: dict[str, str]) -> str:
    at = one["posted_at"][:19].replace("T", " ")
    state = {"approved": "1", "held": "0", "rejected": "spam"}[one["status"]]
    return (
        f"<item><title>{one['article_title']}</title><link>{one['article_url']}</link><wp:comment>"
        f"<wp:comment_id>{one['source_id']}</wp:comment_id>"
        f"<wp:comment_author>{one['name']}</wp:comment_author>"
        f"<wp:comment_date_gmt>{at}</wp:comment_date_gmt>"
        f"<wp:comment_content><![CDATA[<p>{one['text']}</p>]]></wp:comment_content>"
        f"<wp:comment_approved>{state}</wp:comment_approved><wp:comment_type></wp:comment_type>"
        f"<wp:comment_parent>{one['parent'] or 0}</wp:comment_parent></wp:comment></item>"
    )


def _commento(one: dict[str, str]) -> str:
    told = {
        "commentHex": one["source_id"],
        "domain": "news.example.org",
        "url": one["article_url"].removeprefix("https://news.example.org"),
        "commenterHex": "anonymous",
        "markdown": one["text"],
        "parentHex": one["parent"] or "root",
        "state": "approved",
        "creationDate": one["posted_at"],
    }
    return json.dumps(told) + ","


_WXR = '<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel>\n'
Form = tuple[str, Callable[[dict[str, str]], str], str]
FORMS: dict[str, Form] = {
    "jsonl": ("", _jsonl, ""),
    "wordpress": (_WXR, _wordpress, "</channel></rss>"),
    "commento": ('{"version":1,"comments":[\n', _commento, '{"commentHex":"x"}],"commenters":[]}'),
}


def write(path: Path, form: Form, megabytes: float, count: int = sys.maxsize) -> int:
    """Writes an export of so many megabytes, or comments if those come first: how many it has."""
    begin, one, end = form
    told, size = records(), len(begin)
    written = 0
    with (gzip.open if path.suffix == ".gz" else open)(path, "wt", encoding="utf-8") as file:
        file.write(begin)
        while written < count and size < megabytes * 1e6:
            size += file.write(one(next(told)) + "\n")
            written += 1
        file.write(end)
    return written


def _speed(count: int) -> None:
    rows = []
    for keep in ((), ("--keep-states",)):
        with tempfile.TemporaryDirectory() as folder:
            data, path = Path(folder) / "data", Path(folder) / "comments.jsonl"
            write(path, FORMS["jsonl"], 1e9, count)
            stet(data, "migrate")
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            begun = time.perf_counter()
            stet(data, "import", "jsonl", str(path), *keep)
            took = time.perf_counter() - begun
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            stet(data, "verify")
        name = "with their states" if keep else "all held"
        rows.append([name, f"{count / spent:,.0f}", f"{count / took:,.0f}"])
    title = f"Importing {count:,} comments, screening off; `stet verify` found no fault"
    table(title, ["", "a second of processor time", "a second"], rows)


def _memory(megabytes: int) -> None:
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        stet(data, "migrate")
        for name, form in FORMS.items():
            path = Path(folder) / f"export{'.gz' if name == 'commento' else ''}"
            count = write(path, form, megabytes)
            peak = _peak(data, name, path)
            path.unlink()
            rows.append([name, f"{count:,}", f"{peak:,}"])
        small = Path(folder) / "small"
        write(small, FORMS["jsonl"], 1)
        rows.append(["(jsonl of one megabyte)", "", f"{_peak(data, 'jsonl', small):,}"])
    table(f"A dry run of {megabytes} MB", ["format", "comments", "peak RSS, MB"], rows)


def _peak(data: Path, name: str, path: Path) -> int:
    """Megabytes that the process had at most, as GNU time's -v or the kernel tells it."""
    code = (
        "import resource, sys; from stet.cli import run; code = run(sys.argv[1:]); "
        "print('peak', resource.getrusage(resource.RUSAGE_SELF).ru_maxrss); sys.exit(code)"
    )
    words = ["import", name, str(path), "--data", str(data), "--dry-run"]
    done = subprocess.run(
        [sys.executable, "-c", code, *words], check=True, capture_output=True, text=True
    )
    found = re.search(r"^peak (\d+)$", done.stdout, re.MULTILINE)
    assert found, done.stderr
    return int(found[1]) // 1024


def main() -> None:
    what, *rest = sys.argv[1:] or ["speed"]
    if what == "memory":
        _memory(int(rest[0]) if rest else 300)
    else:
        _speed(int(rest[0]) if rest else 20_000)


if __name__ == "__main__":
    main()
