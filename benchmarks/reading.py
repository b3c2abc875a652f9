"""Reading a thread of 10, 100 and 1,000 comments, 16 readers at once.

    python -m benchmarks.reading

The peers' figures were measured on the same kind of machine (two cores), rate limits off; their
reads give the whole thread in one answer, ours a page of fifty, which is what a reader opens.
"""

from __future__ import annotations

import gzip
import tempfile
import urllib.request
from pathlib import Path

from benchmarks.support import get, import_lines, load, served, table

SIZES = (10, 100, 1000)
READERS = 16
SECONDS = 5
# Requests a second at 16 readers: Remark42 (larger cache), Isso, contrib-comments, xtd.
PEERS = {
    10: ("8,310", "124", "486", "259"),
    100: ("328 (6,050)", "20", "174", "109"),
    1000: ("36 (1,039)", "2.3", "26", "17"),
}
_GZIP = ("-H", "Accept-Encoding: gzip")


def _tag(url: str) -> str:
    request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request) as answer:
        gzip.decompress(answer.read())
        return str(answer.headers["ETag"])


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        for size in SIZES:
            import_lines(data, f"thread-{size}", size, state="approved", replies=True)
        with served(data, "--no-worker") as base:
            rows = [_measured(base, size) for size in SIZES]
    heads = [
        "comments",
        "Stet JSON page /s (p50, p99 ms)",
        "304 /s",
        "HTML fragment /s",
        "article page /s",
    ]
    table(
        "Thread reads, 16 readers",
        [*heads, "Remark42 /s", "Isso /s", "contrib-comments /s", "xtd /s"],
        rows,
    )


def _measured(base: str, size: int) -> list[str]:
    url = f"{base}/api/v1/threads?url=https://news.example/thread-{size}"
    thread = get(url)
    if thread["count"] != size:
        raise RuntimeError(f"{thread['count']} comments are public, not {size}")
    by_id = f"{base}/api/v1/threads?article={thread['article']}"
    whole = load(by_id, READERS, SECONDS, *_GZIP)
    same = load(by_id, READERS, SECONDS, *_GZIP, "-H", f"If-None-Match: {_tag(by_id)}")
    page = f"{base}/articles/an-article-with-{size}-comments/"
    fragment = load(f"{page}thread/1.html", READERS, SECONDS, *_GZIP)
    around = load(page, READERS, SECONDS, *_GZIP)
    refused = whole.refused + same.refused + fragment.refused + around.refused
    if refused:
        raise RuntimeError(f"{refused} answers were refusals")
    return [
        f"{size:,}",
        f"{whole.per_s:,.0f} ({whole.p50_ms:.1f}, {whole.p99_ms:.1f})",
        f"{same.per_s:,.0f}",
        f"{fragment.per_s:,.0f}",
        f"{around.per_s:,.0f}",
        *PEERS[size],
    ]


if __name__ == "__main__":
    main()
