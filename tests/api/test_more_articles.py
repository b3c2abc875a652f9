"""Programs bring articles in by a comment, find them by any address, and make two of them one."""

import pytest
from django.utils import timezone

from stet.newsroom.models import Article, Site
from stet.newsroom.sites import change_site
from tests.api.conftest import NEWS, Caller, Post, body, fields, problem

UNKNOWN = "https://news.example/ferry?utm_source=x"


@pytest.fixture
def allowed(site: Site) -> Site:
    change_site(site, embed_origins="https://news.example", by=None, now=timezone.now())
    site.refresh_from_db()
    return site


def comment(url: str, text: str = "Who pays?") -> dict[str, str]:
    return {"article_url": url, "name": "Charlie", "text": text}


def test_a_comment_on_a_page_of_an_allowed_origin_brings_its_article_in(
    charlie: Caller, edith: Caller, allowed: Site
) -> None:
    body(charlie.post("comments", comment(UNKNOWN)), 201)
    body(charlie.post("comments", comment("https://news.example/ferry#end", "And when?")), 201)

    (found,) = body(edith.get("desk/articles", url="https://news.example/ferry"))["items"]

    assert found["unconfirmed"] is True
    assert (found["url"], found["comments"]) == ("https://news.example/ferry", 0)
    assert body(edith.get(f"desk/articles/{found['id']}")) == found
    assert Article.objects.count() == 1


def test_no_other_address_brings_one_in(charlie: Caller, allowed: Site) -> None:
    for url in (
        "https://elsewhere.example/ferry",
        "javascript:alert(1)",
        "https://news.example.evil/",
    ):
        assert fields(charlie.post("comments", comment(url))) == {"article_url": "unknown"}
    unnamed = {"article": "nowhere", "name": "Charlie", "text": "Who pays?"}
    assert fields(charlie.post("comments", unnamed)) == {"article": "unknown"}


def test_a_comment_that_is_refused_brings_nothing_in(charlie: Caller, allowed: Site) -> None:
    assert fields(charlie.post("comments", comment(UNKNOWN, " "))) == {"text": "blank"}
    assert not Article.objects.exists()


def test_merging_leads_every_address_to_one_thread(
    charlie: Caller, edith: Caller, publish: Post, article: Article, other_article: Article
) -> None:
    publish()
    gone = f"desk/articles/{article.id}"
    kept = body(edith.post(f"{gone}/merge", {"into": "ferry"}))
    assert (kept["id"], kept["aliases"], kept["comments"]) == (str(other_article.id), [NEWS], 1)
    assert body(edith.get(gone))["merged_into"] == kept["id"]
    assert body(charlie.get("threads", url=NEWS))["article"] == kept["id"]
    assert body(edith.get("desk/articles", url=NEWS))["items"] == [kept]
    assert "into" in fields(edith.post(f"{gone}/merge", {"into": "ferry"}))  # once is for good


@pytest.mark.parametrize("into", ["nowhere", "https://elsewhere.example/", "bridge", "\x00"])
def test_an_article_is_merged_into_another_that_is_there(
    edith: Caller, article: Article, into: str
) -> None:
    assert "into" in fields(edith.post(f"desk/articles/{article.id}/merge", {"into": into}))


def test_only_editors_merge(
    alice: Caller, charlie: Caller, article: Article, other_article: Article
) -> None:
    path = f"desk/articles/{article.id}/merge"
    problem(alice.post(path, {"into": "ferry"}), 403)
    problem(charlie.post(path, {"into": "ferry"}), 401)
    article.refresh_from_db()
    assert article.merged_into_id is None


def test_a_program_learns_whose_token_it_has_and_how_the_site_is_set_up(
    alice: Caller, edith: Caller, charlie: Caller, allowed: Site
) -> None:
    assert "edit_articles" not in body(alice.get("desk/me"))["may"]
    me = body(edith.get("desk/me"))
    assert (me["name"], me["role"]) == ("Edith", "editor")
    assert {"decide", "edit_articles"} <= set(me["may"])
    assert body(alice.get("desk/site"))["embed_origins"] == ["https://news.example"]
    for path in ("desk/me", "desk/site"):
        problem(charlie.get(path), 401)


def test_guidelines_of_the_past_can_be_read(charlie: Caller, site: Site) -> None:
    assert body(charlie.get("guidelines", version="1")) == body(charlie.get("guidelines"))
    problem(charlie.get("guidelines", version="2"), 404)
    assert fields(charlie.get("guidelines", version="0")) == {"version": "out_of_range"}
