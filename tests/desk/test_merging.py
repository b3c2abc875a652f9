"""Articles made one at the desk, and the marks of those that nobody has confirmed."""

from datetime import datetime

import pytest
from django.test import Client

from stet.newsroom.articles import ArticleText, add_article
from stet.newsroom.embedding import PageFacts, take_unknown
from stet.newsroom.models import Article, Site, Staff
from stet.newsroom.sites import change_site
from tests.desk.conftest import SignedIn
from tests.desk.pages import html_of, plain

NEWS = "https://news.example.org"


@pytest.fixture
def theirs(editor: Staff, signed_in: SignedIn) -> Client:
    return signed_in(editor)


@pytest.fixture
def unknown(site: Site, now: datetime) -> Article:
    site = change_site(site, by=None, now=now, embed_origins=NEWS)
    return take_unknown(site, f"{NEWS}/amp/pier", PageFacts(title="The <new> pier"), now)


def test_an_unconfirmed_article_is_marked_and_confirmed_by_saving_it(
    theirs: Client, unknown: Article
) -> None:
    assert "Unconfirmed" in plain(theirs.get("/desk/articles/"))
    page = theirs.get(f"/desk/articles/{unknown.id}/")
    assert "Unconfirmed" in plain(page)
    assert "The &lt;new&gt; pier" in html_of(page)

    theirs.post(f"/desk/articles/{unknown.id}/", {"headline": "The new pier", "count": "0"})
    unknown.refresh_from_db()
    assert (unknown.unconfirmed, unknown.headline) == (False, "The new pier")
    assert "Unconfirmed" not in plain(theirs.get(f"/desk/articles/{unknown.id}/"))


@pytest.mark.parametrize("name", ["url", "slug", "id", "ours"])
def test_an_article_is_merged_into_the_one_that_is_named(
    theirs: Client, unknown: Article, article: Article, site: Site, now: datetime, name: str
) -> None:
    into, _ = add_article(site, ArticleText("The pier", url=f"{NEWS}/pier"), by=None, now=now)
    named = {
        "url": into.url,
        "slug": into.slug,
        "id": str(into.id),
        "ours": f"http://testserver/articles/{into.slug}/",
    }
    answer = theirs.post(f"/desk/articles/{unknown.id}/merge/", {"into": named[name]})

    assert answer["Location"] == f"/desk/articles/{into.id}/"
    unknown.refresh_from_db()
    assert unknown.merged_into == into
    page = theirs.get(f"/desk/articles/{unknown.id}/", follow=True)
    assert f"{NEWS}/amp/pier" in plain(page)
    assert "was merged into this one" in plain(page)


@pytest.mark.parametrize("name", ["", "nowhere", "itself"])
def test_what_cannot_be_merged_is_said_at_the_field(
    theirs: Client, unknown: Article, name: str
) -> None:
    into = unknown.slug if name == "itself" else name
    answer = theirs.post(f"/desk/articles/{unknown.id}/merge/", {"into": into})

    assert answer.status_code == 422
    assert 'aria-invalid="true"' in html_of(answer).split('name="into"')[1].split(">")[0]
    unknown.refresh_from_db()
    assert unknown.merged_into is None


def test_the_key_is_shown_to_those_who_manage_keys(
    signed_in: SignedIn, editor: Staff, administrator: Staff, site: Site
) -> None:
    assert "Key for signing" not in plain(signed_in(editor).get("/desk/site/"))
    theirs = signed_in(administrator)
    first = html_of(theirs.get("/desk/site/")).partition('class="secret"')[2][:120]
    theirs.post("/desk/site/embed-key/")
    second = html_of(theirs.get("/desk/site/")).partition('class="secret"')[2][:120]
    assert first
    assert first != second
