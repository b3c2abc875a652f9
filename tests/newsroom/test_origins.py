"""Which sites may show the comments: origins as browsers write them, and nothing looser."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stet.ledger.reading import history
from stet.newsroom.models import Site, Staff
from stet.newsroom.origins import MOST_ORIGINS, is_allowed, origin_of, origins_of
from stet.newsroom.roles import NotAllowed
from stet.newsroom.sites import BadSite, change_site

TYPED = "https://News.Example.org/\nhttp://localhost:8080  https://news.example.org:443"


def test_an_editor_sets_them_and_the_ledger_has_it(site: Site, alice: Staff, now: datetime) -> None:
    changed = change_site(site, by=alice, now=now, embed_origins=TYPED)

    assert origins_of(changed) == ("https://news.example.org", "http://localhost:8080")
    (event,) = history(site.id)
    assert event.payload == {"embed_origins": "https://news.example.org\nhttp://localhost:8080"}
    assert origins_of(change_site(site, by=alice, now=now, embed_origins="")) == ()


def test_a_moderator_may_not(site: Site, bob: Staff, now: datetime) -> None:
    with pytest.raises(NotAllowed):
        change_site(site, by=bob, now=now, embed_origins="https://news.example.org")


@pytest.mark.parametrize(
    "typed",
    [
        "news.example.org",
        "https://news.example.org/comments",
        "https://news.example.org?",
        "https://news.example.org#",
        "https://*.example.org",
        "*",
        "'self'",
        "https://a;b",
        "https://bob@news.example.org",
        "ftp://news.example.org",
        "javascript:alert(1)",
        "https://news.example.org:99999",
        "https://",
        "null",
        "\n".join(f"https://n{number}.example.org" for number in range(MOST_ORIGINS + 1)),
    ],
)
def test_what_is_no_origin_is_refused(site: Site, now: datetime, typed: str) -> None:
    with pytest.raises(BadSite) as refused:
        change_site(site, by=None, now=now, embed_origins=typed)
    assert refused.value.field == "embed_origins"
    assert origins_of(Site.objects.get()) == ()


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://news.example.org/a/b?c=d#e", True),
        ("https://NEWS.example.org:443/", True),
        ("http://news.example.org/", False),
        ("https://news.example.org:8443/", False),
        ("https://news.example.org.evil.example/", False),
        ("https://evil.example/https://news.example.org/", False),
        ("https://news.example.org@evil.example/", False),
        ("//news.example.org/", False),
        ("", False),
    ],
)
def test_an_address_is_allowed_by_its_exact_origin(
    site: Site, now: datetime, url: str, allowed: bool
) -> None:
    site = change_site(site, by=None, now=now, embed_origins="https://news.example.org")
    assert is_allowed(site, url) is allowed


@given(st.text(max_size=60))
def test_no_text_makes_more_than_an_origin(text: str) -> None:
    """What goes into the policy's header cannot end a directive or a line."""
    origin = origin_of(text)
    assert not set(origin) & set(" ;,'\"\r\n\t*@/?#") - {"/"}
    assert origin == "" or (origin_of(origin) == origin and origin.count("/") == 2)
    assert origin.isascii()
