"""Articles at the desk: writing, changing, opening and closing."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from stet.newsroom.models import Article, Site, Staff
from stet.newsroom.sites import change_site
from tests.desk.conftest import SignedIn
from tests.desk.pages import html_of, plain

NEW = "/desk/articles/new/"


@pytest.fixture
def theirs(editor: Staff, signed_in: SignedIn) -> Client:
    return signed_in(editor)


def test_a_written_article_has_its_page(theirs: Client, site: Site) -> None:
    response = theirs.post(
        NEW,
        {
            "headline": "A new pier",
            "body": "First paragraph.\r\n\r\n## A heading\r\n\r\n<script>x</script>",
            "byline": "By Ines Roth",
            "tags": "harbour, town",
            "count": "2",
            "claims.1.statement": "The pier is paid for.",
            "claims.1.speaker": "The treasurer",
            "claims.1.evidence": "document",
            "claims.1.status": "confirmed",
            "claims.2.statement": "",
        },
    )
    page = Client().get(response["Location"])
    assert "A heading" in plain(page)
    assert "The pier is paid for." in plain(page)
    assert "<script>x" not in html_of(page)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("headline", ""),
        ("url", "not an address"),
        ("lang", "what?"),
        ("closes_after_days", "soon"),
        ("closes_after_days", "99999"),
    ],
)
def test_it_marks_the_field_that_cannot_stand_and_keeps_the_rest(
    theirs: Client, site: Site, field: str, value: str
) -> None:
    sent = {"headline": "A new pier", "body": "The long text.", field: value}
    response = theirs.post(NEW, sent)
    assert response.status_code == 422
    assert 'aria-invalid="true"' in html_of(response).split(f'name="{field}"')[1].split(">")[0]
    assert "The long text." in html_of(response)
    assert not Article.objects.exists()


def test_it_never_writes_over_an_article_with_the_same_headline(
    theirs: Client, article: Article
) -> None:
    response = theirs.post(NEW, {"headline": article.headline, "body": "Other."})
    assert response.status_code == 422
    article.refresh_from_db()
    assert article.source != "Other."


def test_news_on_a_claim_goes_into_the_article(theirs: Client, article: Article) -> None:
    claim = article.claims.get()
    address = f"/desk/articles/{article.id}/"
    page = html_of(theirs.get(address))
    assert "The bridge is safe." in page
    sent = {
        "headline": article.headline,
        "body": article.source,
        "byline": article.byline,
        "count": "1",
        "claims.1.statement": "The bridge is safe.",
        "claims.1.speaker": "The mayor",
        "claims.1.evidence": "none",
        "claims.1.status": "false",
        "claims.1.note": "The survey says otherwise.",
    }
    assert theirs.post(address, sent).status_code == 302
    claim.refresh_from_db()
    assert claim.status == "false"
    assert "The survey says otherwise." in plain(Client().get(f"/articles/{article.slug}/"))


def test_closing_and_opening_comments(theirs: Client, article: Article) -> None:
    address = f"/desk/articles/{article.id}/commenting/"
    theirs.post(address, {"commenting": "closed"})
    article.refresh_from_db()
    assert article.commenting == "closed"
    theirs.post(address, {"commenting": "open", "closes_at": ""})
    article.refresh_from_db()
    assert (article.commenting, article.closes_at) == ("open", None)


def test_a_closing_time_is_in_the_site_s_zone(
    theirs: Client, article: Article, site: Site, now: datetime
) -> None:
    change_site(site, by=None, now=now, timezone="Asia/Baghdad")
    sent = {"commenting": "open", "closes_at": "2040-05-31T18:00"}
    theirs.post(f"/desk/articles/{article.id}/commenting/", sent)
    article.refresh_from_db()
    assert article.closes_at == datetime(2040, 5, 31, 18, tzinfo=ZoneInfo("Asia/Baghdad"))
    assert 'value="2040-05-31T18:00"' in html_of(theirs.get("/desk/articles/"))


@pytest.mark.parametrize(
    "sent",
    [
        {"commenting": "ajar"},
        {"commenting": "open", "closes_at": "tomorrow"},
        {"commenting": "open", "closes_at": "2040-13-45T99:00"},
    ],
)
def test_it_refuses_what_is_no_state_or_time(
    theirs: Client, article: Article, sent: dict[str, str]
) -> None:
    response = theirs.post(f"/desk/articles/{article.id}/commenting/", sent)
    assert response.status_code == 422
    article.refresh_from_db()
    assert (article.commenting, article.closes_at) == ("open", None)


@pytest.mark.parametrize("number", ["0", "99", "x", "-1", "9" * 30])
def test_it_shows_some_page_whatever_number_is_asked_for(
    theirs: Client, article: Article, number: str
) -> None:
    assert article.headline in plain(theirs.get("/desk/articles/", {"page": number}))
