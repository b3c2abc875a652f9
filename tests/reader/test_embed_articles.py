"""Articles that come in by the frame: with the first comment, and only from allowed origins."""

from datetime import timedelta
from typing import Any

import jwt
import pytest
from django.test import Client
from django.utils import timezone

from stet.comments.models import Comment
from stet.newsroom.accounts import add_staff
from stet.newsroom.embedding import PageFacts, page_address, take_unknown
from stet.newsroom.models import Article, PageCheck, Site, Staff
from stet.newsroom.roles import NotAllowed, Role
from stet.newsroom.signed_articles import AUDIENCE, embed_key, renew_embed_key
from stet.newsroom.sites import change_site
from tests.reader.acts import approve, page_of
from tests.reader.framed import NEWS, framed, post, sent_in_frame

URL = f"{NEWS}/2024/the-bridge"
HINT = {
    "hint_title": "A stranger's <b>title</b>",
    "hint_lang": "tr",
    "hint_tags": "Spam,More spam",
    "hint_text": "A stranger's text.",
}


@pytest.fixture(autouse=True)
def site(site: Site) -> Site:
    return change_site(site, by=None, now=timezone.now(), embed_origins=NEWS)


def signed(site: Site, key: str = "", algorithm: str = "HS256", **claims: Any) -> str:
    said = {"aud": AUDIENCE, "sub": URL, "title": "The bridge closes", "lang": "tr"} | claims
    kept = {name: value for name, value in said.items() if value is not None}
    return jwt.encode(kept, key or embed_key(site), algorithm=algorithm)


def test_looking_at_a_page_makes_no_article(client: Client) -> None:
    assert "Nobody has written here yet" in framed(client, URL).content.decode()
    assert not Article.objects.exists()


def test_the_first_comment_brings_its_article_in(client: Client) -> None:
    comment = sent_in_frame(client, f"{URL}?utm_source=mail&id=7#top", "First.", **HINT)

    article = comment.article
    assert (article.unconfirmed, article.url) == (True, f"{URL}?id=7")
    assert (article.headline, article.lang) == ("news.example.org/2024/the-bridge?id=7", "tr")
    assert "A stranger's text." in article.plain_text  # which screening reads
    assert PageCheck.objects.get().due_at is not None
    again = sent_in_frame(client, f"{URL}?id=7&fbclid=x", "Second.")
    assert again.article == article


def test_readers_never_see_what_a_readers_page_said(client: Client, alice: Staff) -> None:
    comment = approve(sent_in_frame(client, URL, "First.", **HINT), alice)
    paths = ["/", "/feeds/articles.atom", f"/articles/{comment.article.slug}/"]
    shown = [page_of(client, path) for path in paths] + [framed(client, URL).content.decode()]
    shown.append(page_of(client, "/embed/fragment", url=URL))
    for page in shown:
        assert "stranger" not in page
        assert "spam" not in page.lower()
    assert "the-bridge" not in shown[0]  # nor is it among the newsroom's articles
    assert client.get("/tags/spam/").status_code == 404


def test_a_comment_that_is_refused_brings_nothing_in(client: Client) -> None:
    assert post(client, URL, "", **HINT).status_code == 422
    assert post(client, URL, "Too soon.", ticket="x").status_code == 422
    assert post(client, URL, "A trap.", website="x").status_code == 422
    assert post(client, URL, "Damaged.", parent="x").status_code == 422
    assert not Article.objects.exists()
    assert not PageCheck.objects.exists()


def test_an_origin_that_is_not_allowed_brings_nothing_in(client: Client) -> None:
    for url in ("https://evil.example/a", "http://news.example.org/a", f"{NEWS}:8443/a"):
        shown = framed(client, url)
        assert (shown.status_code, "There are no comments here" in shown.content.decode()) == (
            404,
            True,
        )
        assert post(client, url, "Let me in.").status_code == 404
    assert not Article.objects.exists()
    assert not Comment.objects.exists()


def test_a_form_opened_before_somebody_elses_first_comment_is_still_good(client: Client) -> None:
    """Its ticket was handed out for the address."""
    first = sent_in_frame(client, URL, "First.")
    assert sent_in_frame(client, URL, "Second.").article == first.article


def test_what_the_publishers_server_signed_confirms_the_article(client: Client, site: Site) -> None:
    token = signed(site, tags=["City"], text="The council voted.")
    article = sent_in_frame(client, URL, "First.", signed=token, **HINT).article

    assert (article.unconfirmed, article.headline) == (False, "The bridge closes")
    assert (article.lang, article.plain_text) == ("tr", "The council voted.")
    assert [tag.name for tag in article.tags.all()] == ["City"]
    assert PageCheck.objects.get().due_at is None


def test_it_confirms_an_article_that_a_reader_brought_in_before(client: Client, site: Site) -> None:
    article = sent_in_frame(client, URL, "First.", **HINT).article
    sent_in_frame(client, URL, "Second.", signed=signed(site))
    article.refresh_from_db()
    assert (article.unconfirmed, article.headline) == (False, "The bridge closes")


def test_a_signature_that_does_not_hold_says_nothing(client: Client, site: Site) -> None:
    past = timezone.now() - timedelta(minutes=5)
    bad = {
        "another key": signed(site, "k" * 32),
        "another algorithm": signed(site, algorithm="HS512"),
        "none at all": signed(site, key="", algorithm="HS256").rpartition(".")[0] + ".",
        "another address": signed(site, sub=f"{NEWS}/another"),
        "another audience": signed(site, aud="stet-sign-on"),
        "no audience": signed(site, aud=None),
        "no address": signed(site, sub=None),
        "run out": signed(site, exp=past),
        "no token": "x.y.z",
        "too long": "x" * 100_000,
    }
    for number, (name, token) in enumerate(bad.items()):
        article = sent_in_frame(client, URL, f"Comment {number}.", signed=token).article
        assert article.unconfirmed, name


def test_a_new_key_ends_what_the_old_one_signed(client: Client, site: Site) -> None:
    token = signed(site)
    words = "copper lantern on the pier"
    administrator, editor = (
        add_staff(name, name.title(), words, role, by=None, now=timezone.now())
        for name, role in (("ada", Role.ADMINISTRATOR), ("bob", Role.EDITOR))
    )
    with pytest.raises(NotAllowed):
        renew_embed_key(site, by=editor, now=timezone.now())
    renewed = renew_embed_key(site, by=administrator, now=timezone.now())

    assert embed_key(renewed) != embed_key(site)
    assert len(embed_key(renewed)) == 64
    assert sent_in_frame(client, URL, "First.", signed=token).article.unconfirmed


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("HTTPS://News.Example.org:443/a?b=1&utm_source=x&c#d", f"{NEWS}/a?b=1&c"),
        (f"{NEWS}?fbclid=1", f"{NEWS}/"),
        (f"{NEWS}/a?gclid=1&utm_x", f"{NEWS}/a"),
        (f"{NEWS}/ä/%D8%A7?q=ß", f"{NEWS}/ä/%D8%A7?q=ß"),
        (f"{NEWS}/a\nb", ""),
        (f"{NEWS}/\x00", ""),
        ("mailto:bob@example.org", ""),
    ],
)
def test_an_address_is_brought_to_one_spelling(given: str, expected: str) -> None:
    assert page_address(given) == expected
    assert page_address(expected) == expected


def test_an_address_of_any_script_has_a_page_of_its_own(site: Site, client: Client) -> None:
    for path in ("/خەبەر/پرد", "/%D8%AE/1", "/" + "a" * 1500, "/"):
        made = take_unknown(site, NEWS + path, PageFacts(), timezone.now())
        assert client.get(f"/articles/{made.slug}/").status_code == 200
