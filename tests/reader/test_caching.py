"""Who may keep what: every address that is read in public, with its headers."""

from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.utils import timezone

from stet.comments.receipts import token_of
from stet.newsroom.models import Article, Site, Staff
from stet.newsroom.sites import change_site
from tests.reader.acts import approve, reject, sent
from tests.reader.framed import NEWS
from tests.reader.letters import LETTERS, tokens_in_letters

FRESH, HOUR = "public, max-age=0, must-revalidate", "public, max-age=3600"
PAGE, SECRET = "private, no-cache", "private, no-store"
HTML, JSON, XML = "text/html; charset=utf-8", "application/json", "application/xml; charset=utf-8"
FRAME = f"/embed/?url={NEWS}/bridge"
# Address, media type, Cache-Control, and whether it is the same for everybody (then with a validator).
PUBLIC = [
    ("/api/v1/threads?article=bridge", JSON, FRESH),
    ("/api/v1/threads.jsonld?article=bridge", "application/ld+json; charset=utf-8", FRESH),
    ("/api/v1/counts?article=bridge", JSON, FRESH),
    ("/api/v1/guidelines", JSON, FRESH),
    ("/feeds/articles.atom", "application/atom+xml; charset=utf-8", FRESH),
    ("/feeds/articles.rss", "application/rss+xml; charset=utf-8", FRESH),
    ("/feeds/comments.atom", "application/atom+xml; charset=utf-8", FRESH),
    ("/feeds/comments.rss?article=bridge", "application/rss+xml; charset=utf-8", FRESH),
    ("/articles/bridge/thread/1.html", HTML, FRESH),
    ("/embed/fragment?url=http://testserver/articles/bridge/", HTML, FRESH),
    ("/sitemap.xml", XML, HOUR),
    ("/sitemaps/1.xml", XML, HOUR),
    ("/robots.txt", "text/plain; charset=utf-8", HOUR),
    ("/embed.js", "text/javascript; charset=utf-8", None),
    ("/embed/styles.css", "text/css; charset=utf-8", None),
]
OWN = [
    ("/", HTML, PAGE),
    ("/articles/bridge/", HTML, PAGE),
    ("/tags/city/", HTML, PAGE),
    ("/guidelines/", HTML, PAGE),
    ("/guidelines/1/", HTML, PAGE),
    (FRAME, HTML, PAGE),
    ("/articles/bridge/comments/{comment}/report/", HTML, None),
    ("/receipts/{token}/", HTML, SECRET),
    ("/mine/", HTML, None),
    ("/mine/{find}/", HTML, SECRET),
    ("/mail/confirm/{confirm}/", HTML, SECRET),
    ("/mail/stop/{stop}/", HTML, SECRET),
    ("/api/v1/receipts/{token}", "application/json; charset=utf-8", SECRET),
]


@pytest.fixture
def filled(client: Client, article: Article, site: Site, alice: Staff) -> dict[str, str]:
    change_site(site, embed_origins=NEWS, by=None, now=timezone.now())
    comment = approve(sent(client, article), alice)
    refused = reject(sent(client, article, "Bob was refused."), alice)
    letters = tokens_in_letters(refused, "bob@example.org")
    return {"comment": str(comment.id), "token": token_of(refused.id), **letters}


def test_what_is_public_is_the_same_for_everybody_and_has_validators(
    client: Client, filled: dict[str, str]
) -> None:
    client.get("/", {"lang": "tr"})  # leaves a cookie, of which nothing public may know
    for path, kind, kept in PUBLIC:
        tags, bodies = set(), set()
        for encoding in ("identity", "gzip"):
            answer = client.get(path, headers={"Accept-Encoding": encoding})
            told = answer.headers
            assert answer.status_code == 200, path
            assert told["Content-Type"] == kind, path
            assert told["X-Content-Type-Options"] == "nosniff", path
            assert told["Cache-Control"].startswith("public, max-age="), path
            assert kept in (None, told["Cache-Control"]), path
            vary = {name.strip() for name in told["Vary"].split(",")}
            assert {"Accept-Encoding"} <= vary <= {"Accept-Encoding", "Origin"}, path
            assert (told.get("Content-Encoding") == "gzip") == (encoding == "gzip"), path
            assert not answer.cookies, path
            tag = told["ETag"]
            assert tag.startswith('"'), path  # strong
            tags.add(tag)
            bodies.add(answer.content)
            held = {"Accept-Encoding": encoding, "If-None-Match": tag, "Accept-Language": "ar"}
            again = client.get(path, headers=held)
            assert (again.status_code, again.content) == (304, b""), path
            assert again.headers["ETag"] == tag, path
            assert again.headers["Vary"] == told["Vary"], path
            assert again.headers["Cache-Control"] == told["Cache-Control"], path
        assert len(tags) == len(bodies) == 2, path


def test_what_is_one_readers_is_kept_by_nobody_else(client: Client, filled: dict[str, str]) -> None:
    for path, kind, kept in OWN:
        answer = client.get(path.format(**filled))
        told = answer.headers
        assert answer.status_code == 200, path
        assert told["Content-Type"] == kind, path
        assert told["X-Content-Type-Options"] == "nosniff", path
        assert told["Cache-Control"].startswith("private"), path
        assert kept in (None, told["Cache-Control"]), path
        assert "Content-Security-Policy" in told or kind != HTML, path


# What takes something in, or is named by its content.
ELSEWHERE = {
    "reader:post",
    "reader:withdraw",
    "reader:appeal",
    "reader:text_size",
    "embed:post",
    "embed:scripts",
}


def test_no_address_that_is_read_in_public_is_forgotten() -> None:
    there = {
        name
        for name in _names(get_resolver().url_patterns)
        if name.startswith(("reader:", "embed:"))
    }
    own = {"comment": str(UUID(int=7)), **dict.fromkeys(["token", *LETTERS], "A" * 43)}
    asked = [path.format(**own).partition("?")[0] for path, *_ in (*PUBLIC, *OWN)]
    tried = {resolve(path).view_name for path in asked}
    assert there - tried == ELSEWHERE


def _names(patterns: list[URLPattern | URLResolver], space: str = "") -> list[str]:
    found: list[str] = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            found += _names(pattern.url_patterns, pattern.namespace or space)
        elif pattern.name:
            found.append(f"{space}:{pattern.name}")
    return found
