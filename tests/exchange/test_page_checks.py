"""Unconfirmed articles: their pages are fetched, within bounds, and what they say is taken over."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from stet.config.verifying import faults
from stet.exchange.fetching import Bounds, NotFetched, fetch
from stet.exchange.page_checks import PAUSES, check_pages
from stet.ledger.reading import history
from stet.newsroom.articles import ArticleText, add_article
from stet.newsroom.embedding import NotHere, PageFacts, take_unknown
from stet.newsroom.models import Article, PageCheck, Site
from stet.newsroom.reading import article_by_url, latest_articles
from stet.newsroom.setup import ensure_newsroom
from stet.newsroom.sites import change_site

DATA = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "The old bridge closes",
    "inLanguage": "tr",
    "keywords": "City, Transport",
    "articleBody": "The council voted to close the bridge.",
}
GRAPH = '{"@graph": [{"@type": ["x", "NewsArticle"], "headline": "In a graph"}]}'
HINT = PageFacts(title="As a reader says", lang="en", text="Anything at all.", tags=("Spam",))


@dataclass
class Publisher:
    """Answers on a port of this machine as the test says; ``asked`` are the paths."""

    origin: str = ""
    answers: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    def says(self, path: str, body: str, status: int = 200, **headers: str) -> str:
        kind = {"Content-Type": "text/html; charset=utf-8"}
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[path] = (status, kind | given, body.encode())
        return self.origin + path

    def page(self, path: str, data: Any = None, head: str = "") -> str:
        script = f'<script type="application/ld+json">{json.dumps(data)}</script>' if data else ""
        return self.says(path, f"<html><head>{head}{script}</head><body><p>x</p></body></html>")


@contextmanager
def serving() -> Iterator[Publisher]:
    publisher = Publisher()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            publisher.asked.append(self.path)
            if self.path == "/never":
                publisher.ended.wait()
            status, headers, body = publisher.answers.get(self.path, (404, {}, b""))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    publisher.origin = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield publisher
    finally:
        publisher.ended.set()
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with serving() as one:
        yield one


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def site(db: None, publisher: Publisher, now: datetime, settings: Settings) -> Site:
    settings.STET = replace(settings.STET, fetch_networks=(ip_network("127.0.0.0/8"),))
    return change_site(ensure_newsroom(now), by=None, now=now, embed_origins=publisher.origin)


@pytest.fixture
def unknown(site: Site, now: datetime) -> Callable[[str], Article]:
    return lambda url: take_unknown(site, url, HINT, now)


def test_what_the_page_says_takes_the_place_of_what_a_reader_says(
    publisher: Publisher, unknown: Callable[[str], Article], now: datetime
) -> None:
    article = unknown(publisher.page("/bridge", DATA))
    assert (article.unconfirmed, "As a reader says" in article.headline) == (True, False)
    assert list(latest_articles(article.site)) == []  # no stranger's words on the front page

    assert check_pages(now) == 1

    article.refresh_from_db()
    assert (article.unconfirmed, article.headline) == (False, "The old bridge closes")
    assert (article.lang, article.plain_text) == ("tr", "The council voted to close the bridge.")
    assert [tag.name for tag in article.tags.all()] == ["City", "Transport"]
    assert [event.deed for event in history(article.id)] == ["article.added", "article.confirmed"]
    assert list(latest_articles(article.site)) == [article]
    assert check_pages(now) == 0
    assert list(faults()) == []


@pytest.mark.parametrize(
    ("head", "title", "lang"),
    [
        ('<meta property="og:title" content="By graph"><title>T</title>', "By graph", "en"),
        ("<title> By  title\n</title>", "By title", "en"),
        ('<script type="application/ld+json">{broken</script><title>T</title>', "T", "en"),
        (f'<script type="application/ld+json">{GRAPH}</script>', "In a graph", "en"),
        ('<meta property="og:locale" content="ku_TR"><title>T</title>', "T", "ku-TR"),
    ],
)
def test_a_page_without_structured_data_is_read_as_far_as_it_goes(
    publisher: Publisher,
    unknown: Callable[[str], Article],
    now: datetime,
    head: str,
    title: str,
    lang: str,
) -> None:
    article = unknown(publisher.page("/a", head=head))
    check_pages(now)
    article.refresh_from_db()
    assert (article.headline, article.lang, article.unconfirmed) == (title, lang, False)


def test_the_pages_own_address_becomes_the_articles_and_the_old_one_leads_there(
    publisher: Publisher, unknown: Callable[[str], Article], site: Site, now: datetime
) -> None:
    canonical = f"{publisher.origin}/news/bridge"
    publisher.page("/amp/bridge", DATA, f'<link rel="canonical" href="{canonical}">')
    article = unknown(f"{publisher.origin}/amp/bridge?utm_source=mail#top")
    assert article.url == f"{publisher.origin}/amp/bridge"

    check_pages(now)

    article.refresh_from_db()
    assert article.url == canonical
    for address in (canonical, f"{publisher.origin}/amp/bridge", f"{canonical}/"):
        assert article_by_url(site, address, "") == article


def test_a_page_of_an_article_that_is_here_already_is_merged_into_it(
    publisher: Publisher, unknown: Callable[[str], Article], site: Site, now: datetime
) -> None:
    canonical = f"{publisher.origin}/news/bridge"
    there, _ = add_article(site, ArticleText("Here before", url=canonical), by=None, now=now)
    article = unknown(publisher.page("/m", DATA, f'<link rel="canonical" href="{canonical}">'))

    check_pages(now)

    article.refresh_from_db()
    assert article.merged_into == there
    assert article_by_url(site, f"{publisher.origin}/m", "") == there
    assert list(faults()) == []


def test_a_canonical_address_on_another_origin_counts_for_nothing(
    publisher: Publisher, unknown: Callable[[str], Article], now: datetime
) -> None:
    url = publisher.page("/a", DATA, '<link rel="canonical" href="https://evil.example/a">')
    article = unknown(url)
    check_pages(now)
    article.refresh_from_db()
    assert article.url == url


def test_a_redirect_within_the_origin_is_followed_and_one_out_of_it_is_not(
    publisher: Publisher, unknown: Callable[[str], Article], now: datetime
) -> None:
    publisher.page("/new", DATA)
    moved = unknown(publisher.says("/old", "", 301, Location="/new"))
    check_pages(now)
    moved.refresh_from_db()
    assert moved.url == f"{publisher.origin}/new"

    with serving() as other:
        out = unknown(publisher.says("/out", "", 302, Location=other.page("/x", DATA)))
        check_pages(now)
        assert other.asked == []
    assert PageCheck.objects.get(article=out).problem == "origin"


def test_a_page_that_cannot_be_had_is_tried_again_later_and_given_up_in_the_end(
    publisher: Publisher, unknown: Callable[[str], Article], now: datetime
) -> None:
    article = unknown(f"{publisher.origin}/nowhere")
    for pause in PAUSES:
        assert check_pages(now) == 1
        assert check_pages(now + pause - timedelta(seconds=1)) == 0
        now += pause
    assert check_pages(now) == 1
    check = PageCheck.objects.get(article=article)
    assert (check.due_at, check.problem, check.tries) == (None, "status", len(PAUSES) + 1)
    article.refresh_from_db()
    assert article.unconfirmed


def test_an_article_that_the_newsroom_writes_meanwhile_is_left_as_it_is(
    publisher: Publisher, unknown: Callable[[str], Article], site: Site, now: datetime
) -> None:
    url = publisher.page("/bridge", DATA)
    article = unknown(url)
    add_article(site, ArticleText("Our own words", url=url), by=None, now=now)
    check_pages(now)
    article.refresh_from_db()
    assert (article.headline, article.unconfirmed) == ("Our own words", False)
    assert publisher.asked == []


def test_an_address_on_no_allowed_origin_makes_no_article(site: Site, now: datetime) -> None:
    for url in ("https://evil.example/a", "javascript:alert(1)", ""):
        with pytest.raises(NotHere):
            take_unknown(site, url, HINT, now)
    assert not Article.objects.exists()


def test_the_same_page_makes_one_article_however_its_address_is_written(
    publisher: Publisher, unknown: Callable[[str], Article]
) -> None:
    url = publisher.page("/bridge", DATA)
    assert unknown(url) == unknown(f"{url}?fbclid=x") == unknown(f"{url}#c") == unknown(f"{url}/")


def any_address(_: str) -> bool:
    return True


PRIVATE = [
    "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "0.0.0.0", "224.0.0.1", "255.255.255.255", "[::1]", "[::]", "[fe80::1]", "[fc00::1]",
    "[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]",
    "localhost", "2130706433", "0x7f.1",
]  # fmt: skip


@pytest.mark.parametrize("host", PRIVATE)
def test_no_private_network_is_ever_asked(publisher: Publisher, host: str) -> None:
    port = publisher.origin.rpartition(":")[2]
    publisher.page("/", DATA)
    with pytest.raises(NotFetched) as refused:
        fetch(f"http://{host}:{port}/", Bounds(any_address))
    assert refused.value.why in {"private", "unreachable"}
    assert publisher.asked == []


def test_what_is_too_large_too_slow_or_no_page_is_left(publisher: Publisher) -> None:
    home = (ip_network("127.0.0.0/8"),)
    cases = {
        "size": (publisher.says("/big", "x" * 5000), Bounds(any_address, home, size=4999)),
        "kind": (publisher.says("/pdf", "x", Content_Type="application/pdf"), None),
        "status": (publisher.says("/gone", "x", 410), None),
        "redirects": (publisher.says("/round", "", 302, Location="/round"), None),
        "late": (publisher.says("/never", "x"), Bounds(any_address, home, limit_s=0.3)),
    }
    for why, (url, bounds) in cases.items():
        with pytest.raises(NotFetched) as refused:
            fetch(url, bounds or Bounds(any_address, home))
        assert refused.value.why == why


def test_a_page_in_another_character_set_is_read(publisher: Publisher) -> None:
    body = '<meta charset="windows-1254"><title>Köprü kapandı ş</title>'.encode("windows-1254")
    publisher.answers["/tr"] = (200, {"Content-Type": "text/html"}, body)
    page = fetch(f"{publisher.origin}/tr", Bounds(any_address, (ip_network("127.0.0.0/8"),)))
    assert "Köprü kapandı ş" in page.html
