"""A publisher's feed: its articles come in once, follow it, and keep what the newsroom added."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from django.utils import timezone

from stet.config.verifying import faults
from stet.exchange.feeding import BadFile, NotFetched, bring_feed
from stet.ledger.models import Entry
from stet.newsroom.articles import ArticleText, ClaimText, add_article
from stet.newsroom.claims import claim_texts
from stet.newsroom.models import Article, Site

SAMPLES = Path(__file__).parent / "samples"
RSS, ATOM = str(SAMPLES / "feed.rss"), str(SAMPLES / "feed.atom")
MILL = "https://weir.example.org/mill/"


def test_articles_of_rss_come_in(site: Site) -> None:
    report = bring_feed(site, RSS)

    mill = Article.objects.get(url=MILL)
    assert (mill.headline, mill.byline, mill.summary, mill.lang) == (
        "The mill & the weir",
        "Ada Wren",
        "The mill is let.",
        "de",
    )
    assert mill.published_at == datetime(2024, 3, 1, 7, tzinfo=UTC)
    assert {tag.name for tag in mill.tags.all()} == {"Town", "Mills"}
    assert Article.objects.filter(url="https://weir.example.org/bridge/").exists()
    assert report.added == 2
    assert [code for _, code in report.refused] == ["headline:invalid", "url:invalid"]
    lines = Path(RSS).read_text().splitlines()
    assert {lines[line - 1] for line, _ in report.refused} == {"<item>"}
    assert list(faults()) == []


def test_articles_of_atom_come_in(site: Site) -> None:
    with served(Path(ATOM).read_bytes(), "application/atom+xml") as address:
        bring_feed(site, address, allow_private=True)

    article = Article.objects.get()
    assert article.url == address.removesuffix("feed") + "mill/"
    assert (article.headline, article.byline, article.lang) == (
        "The mill & the weir",
        "Ada Wren",
        "en",
    )
    assert article.published_at == datetime(2024, 3, 1, 7, tzinfo=UTC)


def test_the_same_feed_again_changes_nothing(site: Site) -> None:
    bring_feed(site, RSS)
    before = Entry.objects.count()

    report = bring_feed(site, RSS)

    assert (report.added, report.changed, report.known) == (0, 0, 2)
    assert Entry.objects.count() == before


def test_what_a_feed_does_not_know_stays(site: Site) -> None:
    claim = ClaimText("The mill is let.", "The council")
    text = ArticleText(
        "The mill", url=MILL, body="All of it.", claims=(claim,), commenting="closed"
    )
    add_article(site, text, by=None, now=timezone.now())

    report = bring_feed(site, RSS)

    mill = Article.objects.get(url=MILL)
    assert (report.changed, report.added) == (1, 1)
    assert (mill.headline, mill.source) == ("The mill & the weir", "All of it.")
    assert claim_texts(mill) == [claim]
    assert mill.commenting == "closed"


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b'<!DOCTYPE rss [<!ENTITY a "b">]>\n<rss><channel><item><title>&a;</title>', 1),
        (b"<rss><channel>\n<item><title>Cut", 2),
        (b"<html></html>", 1),
    ],
)
def test_a_hostile_feed_is_refused_whole(
    site: Site, tmp_path: Path, content: bytes, line: int
) -> None:
    path = tmp_path / "feed"
    path.write_bytes(content)

    with pytest.raises(BadFile) as bad:
        bring_feed(site, str(path))

    assert bad.value.line == line
    assert not Article.objects.exists()


def test_a_private_address_is_asked_only_if_allowed(site: Site) -> None:
    with served(Path(RSS).read_bytes(), "application/rss+xml") as address:
        with pytest.raises(NotFetched, match="private"):
            bring_feed(site, address)
        assert bring_feed(site, address, allow_private=True).added == 2


def test_what_is_no_feed_by_its_kind_is_not_read(site: Site) -> None:
    with served(b"<rss/>", "text/html") as address, pytest.raises(NotFetched, match="kind"):
        bring_feed(site, address, allow_private=True)


@contextmanager
def served(content: bytes, kind: str) -> Iterator[str]:
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/feed"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
