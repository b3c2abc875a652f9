"""The newsroom's own program adds articles, and opens and closes their comments."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from stet.newsroom.articles import ArticleText, add_article
from stet.newsroom.models import Article, Site
from tests.api.conftest import NEWS, Caller, body, fields, problem

FERRY = {"headline": "The ferry sails", "body": "It *sails* again.", "url": f"{NEWS}/ferry"}


def test_an_editor_adds_an_article(edith: Caller) -> None:
    given = body(edith.post("desk/articles", FERRY), 201)

    kept = Article.objects.get(id=given["id"])
    assert given == {
        "id": str(kept.id),
        "slug": "the-ferry-sails",
        "headline": "The ferry sails",
        "url": FERRY["url"],
        "page": "http://testserver/articles/the-ferry-sails/",
        "lang": "en",
        "published_at": given["published_at"],
        "commenting": "open",
        "closes_at": None,
        "unconfirmed": False,
        "aliases": [],
        "merged_into": None,
        "comments": 0,
    }
    assert "<em>sails</em>" in kept.body_html


def test_every_part_arrives(edith: Caller) -> None:
    parts: dict[str, Any] = {
        **FERRY,
        "slug": "ferry",
        "place": "Harbour",
        "byline": "By Mara Lind",
        "section": "City",
        "summary": "Again.",
        "lang": "ckb",
        "published_at": "2026-01-31T20:00:00+02:00",
        "tags": ["City", "Boats"],
        "claims": [{"statement": "It floats.", "speaker": "The captain", "status": "confirmed"}],
        "commenting": "open",
        "closes_after_days": 7,
    }
    given = body(edith.post("desk/articles", parts), 201)
    kept = Article.objects.get(id=given["id"])
    for name in ("slug", "place", "byline", "section", "summary", "lang"):
        assert getattr(kept, name) == parts[name]
    assert given["published_at"] == "2026-01-31T18:00:00.000Z"
    assert given["closes_at"] == "2026-02-07T18:00:00.000Z"
    assert sorted(kept.tags.values_list("name", flat=True)) == ["Boats", "City"]
    claim = kept.claims.get()
    assert (claim.statement, claim.status, claim.evidence) == ("It floats.", "confirmed", "none")


def test_the_same_article_again_is_brought_up_to_date(edith: Caller) -> None:
    first = body(edith.post("desk/articles", FERRY), 201)
    again = body(edith.post("desk/articles", {**FERRY, "headline": "The ferry sank"}), 200)
    assert (again["id"], again["headline"]) == (first["id"], "The ferry sank")
    assert Article.objects.count() == 1


@pytest.mark.parametrize(
    ("parts", "refused"),
    [
        ({"headline": ""}, {"headline": "invalid"}),
        ({"headline": "two\nlines"}, {"headline": "invalid"}),
        ({"headline": "\ud800"}, {"headline": "lone_surrogate"}),
        ({"headline": None}, {"headline": "type"}),
        ({"headline": "x" * 301}, {"headline": "invalid"}),
        ({"url": "javascript:alert(1)"}, {"url": "invalid"}),
        ({"slug": "a/b"}, {"slug": "invalid"}),
        ({"lang": "no language"}, {"lang": "invalid"}),
        ({"published_at": "yesterday"}, {"published_at": "invalid"}),
        ({"published_at": "2026-01-31T18:00:00"}, {"published_at": "invalid"}),
        ({"published_at": "9999-12-31T23:59:59-23:59"}, {"published_at": "invalid"}),
        ({"published_at": "0001-01-01T00:00:00+23:59"}, {"published_at": "invalid"}),
        ({"published_at": 5}, {"published_at": "type"}),
        ({"tags": ["!"]}, {"tags": "invalid"}),
        ({"tags": "City"}, {"tags": "type"}),
        ({"claims": [{}]}, {"claims.0.statement": "required", "claims.0.speaker": "required"}),
        (
            {"claims": [{"statement": "x", "speaker": "y", "status": "maybe"}]},
            {"claims.0.status": "invalid"},
        ),
        ({"claims": [{"statement": "", "speaker": "y"}]}, {"claims.0.statement": "invalid"}),
        ({"commenting": "sometimes"}, {"commenting": "invalid"}),
        ({"closes_after_days": -1}, {"closes_after_days": "invalid"}),
        ({"closes_after_days": 10**30}, {"closes_after_days": "invalid"}),
        ({"closes_after_days": 1.5}, {"closes_after_days": "type"}),
        ({"closes_after_days": True}, {"closes_after_days": "type"}),
        ({"author": "x"}, {"author": "unknown"}),
    ],
)
def test_it_refuses_with_the_field_named(
    edith: Caller, parts: dict[str, Any], refused: dict[str, str]
) -> None:
    assert fields(edith.post("desk/articles", {**FERRY, **parts})) == refused
    assert not Article.objects.exists()


def test_comments_are_closed_and_opened(edith: Caller, article: Article) -> None:
    path = f"desk/articles/{article.id}"
    closes_at = (timezone.now() + timedelta(days=1)).isoformat(timespec="milliseconds")

    assert body(edith.send("PATCH", path, {"commenting": "closed"}))["commenting"] == "closed"
    later = body(edith.send("PATCH", path, {"commenting": "open", "closes_at": closes_at}))
    assert later["commenting"] == "open"
    assert later["closes_at"] == closes_at.replace("+00:00", "Z")
    kept = body(edith.send("PATCH", path, {}))
    assert kept == later
    never = body(edith.send("PATCH", path, {"closes_at": None}))
    assert (never["commenting"], never["closes_at"]) == ("open", None)


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({"commenting": "ajar"}, {"commenting": "invalid"}),
        ({"commenting": None}, {"commenting": "invalid"}),
        ({"closes_at": "soon"}, {"closes_at": "invalid"}),
        ({"closes_at": "2026-01-31"}, {"closes_at": "invalid"}),
        ({"headline": "Another"}, {"headline": "unknown"}),
    ],
)
def test_a_change_is_refused_with_the_field_named(
    edith: Caller, article: Article, change: dict[str, Any], refused: dict[str, str]
) -> None:
    assert fields(edith.send("PATCH", f"desk/articles/{article.id}", change)) == refused


@pytest.mark.parametrize("unknown", ["01890000-0000-7000-8000-000000000000", "bridge", "%00"])
def test_an_unknown_article_is_not_found(edith: Caller, article: Article, unknown: str) -> None:
    problem(edith.send("PATCH", f"desk/articles/{unknown}", {"commenting": "closed"}), 404)


def test_moderators_and_seniors_may_look_but_not_edit(
    alice: Caller, sara: Caller, article: Article
) -> None:
    for caller in (alice, sara):
        assert len(body(caller.get("desk/articles"))["items"]) == 1
        refusal = problem(caller.post("desk/articles", FERRY), 403)
        assert refusal["code"] == "not_allowed"
        path = f"desk/articles/{article.id}"
        problem(caller.send("PATCH", path, {"commenting": "closed"}), 403)
    assert Article.objects.get().commenting == "open"


def test_articles_are_listed_newest_first_in_pages(
    alice: Caller, site: Site, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    now = timezone.now()
    for number in range(23):
        text = ArticleText(headline=f"Number {number}", published_at=now - timedelta(hours=number))
        add_article(site, text, by=None, now=now)

    with django_assert_max_num_queries(8):
        first = body(alice.get("desk/articles"))
    second = body(alice.get("desk/articles", page=2))

    headlines = [item["headline"] for item in first["items"] + second["items"]]
    assert headlines == [f"Number {number}" for number in range(23)]
    assert (first["page"], first["pages"], second["page"]) == (1, 2, 2)
    assert body(alice.get("desk/articles", page=3))["items"] == []


@pytest.mark.parametrize(
    ("query", "refused"),
    [
        ({"page": "0"}, {"page": "out_of_range"}),
        ({"page": "x"}, {"page": "type"}),
        ({"p": "1"}, {"": "unknown"}),
    ],
)
def test_a_page_that_is_none_is_refused(
    alice: Caller, query: dict[str, str], refused: dict[str, str]
) -> None:
    assert fields(alice.get("desk/articles", **query)) == refused
