"""Reading a thread of 10, 100 and 1,000 comments, 16 readers at once.

    python -m benchmarks.reading
    python -m benchmarks.reading feeds

The peers' figures were measured on the same kind of machine (two cores), rate limits off; their
reads give the whole thread in one answer, ours a page of fifty, which is what a reader opens.
"""

from __future__ import annotations

import gzip
import sys
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
    """Threads, or with the word ``feeds`` what programs read of them."""
    if sys.argv[1:] == ["feeds"]:
        feeds()
        return
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


def feeds() -> None:
    """Feeds, structured data and the sitemap, of a thread of a hundred comments."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        import_lines(data, "thread-100", 100, state="approved", replies=True)
        with served(data, "--no-worker") as base:
            thread = f"{base}/api/v1/threads?url=https://news.example/thread-100"
            article = get(thread)["article"]
            paths = {
                "thread as JSON": f"/api/v1/threads?article={article}",
                "comments.atom of an article": f"/feeds/comments.atom?article={article}",
                "comments.rss of an article": f"/feeds/comments.rss?article={article}",
                "comments.atom of all": "/feeds/comments.atom",
                "threads.jsonld": f"/api/v1/threads.jsonld?article={article}",
                "articles.atom": "/feeds/articles.atom",
                "sitemap.xml": "/sitemap.xml",
            }
            rows = [_read(name, base + path) for name, path in paths.items()]
    table("Feeds, 16 readers", ["", "/s (p50, p99 ms)", "304 /s", "bytes, gzip"], rows)


def _read(name: str, url: str) -> list[str]:
    whole = load(url, READERS, SECONDS, *_GZIP)
    same = load(url, READERS, SECONDS, *_GZIP, "-H", f"If-None-Match: {_tag(url)}")
    if whole.refused + same.refused:
        raise RuntimeError("answers were refusals")
    request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request) as answer:
        size = len(answer.read())
    speed = f"{whole.per_s:,.0f} ({whole.p50_ms:.1f}, {whole.p99_ms:.1f})"
    return [name, speed, f"{same.per_s:,.0f}", f"{size:,}"]


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
