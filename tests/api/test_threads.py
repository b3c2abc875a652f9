"""Anyone reads the approved comments of an article."""

import gzip
import json
from typing import Any
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from stet.comments.models import Comment
from stet.comments.reading import cursor_of
from stet.moderation.leaving import erase
from stet.newsroom.accounts import add_staff
from stet.newsroom.models import Article, Site
from stet.newsroom.roles import Role
from tests.api.conftest import NEWS, Caller, Post, Posted, body, decide, fields, problem

UNKNOWN = "01890000-0000-7000-8000-000000000000"


def ids(thread: dict[str, Any]) -> list[str]:
    return [comment["id"] for comment in thread["comments"]]


def read(charlie: Caller, article: Article, **query: str) -> Any:
    return body(charlie.get("threads", article=str(article.id), **query))


def test_an_article_without_comments_has_an_empty_thread(charlie: Caller, article: Article) -> None:
    assert read(charlie, article) == {
        "article": str(article.id),
        "count": 0,
        "comments": [],
        "next": None,
    }


def test_it_shows_what_is_approved_oldest_first(
    charlie: Caller, article: Article, publish: Post
) -> None:
    first = publish("First.")
    reply = publish("Reply.", parent=first.id, name="Rojîn")

    thread = read(charlie, article)

    assert ids(thread) == [first.id, reply.id]
    assert thread["count"] == 2
    shown = thread["comments"][1]
    assert shown.keys() == {"id", "name", "text", "parent", "posted_at", "published_at"}
    assert (shown["name"], shown["text"], shown["parent"]) == ("Rojîn", "Reply.", first.id)


@pytest.mark.parametrize(
    "named",
    [
        {"article": "bridge"},
        {"url": NEWS},
        {"url": f"{NEWS}/"},
        {"url": f"{NEWS}#c-1"},
        {"url": "http://testserver/articles/bridge/"},
        {"url": "http://testserver/articles/bridge?page=2"},
    ],
)
def test_the_article_can_be_named_in_every_way(
    charlie: Caller, article: Article, publish: Post, named: dict[str, str]
) -> None:
    posted = publish()
    assert ids(body(charlie.get("threads", **named))) == [posted.id]


@pytest.mark.parametrize(
    "named",
    [
        {"article": UNKNOWN},
        {"article": "no-such"},
        {"article": "\x00"},
        {"url": "https://elsewhere.example/"},
        {"url": "http://testserver/articles///[x"},
        {"url": "\x00\x07"},
    ],
)
def test_an_unknown_article_is_not_found(
    charlie: Caller, article: Article, named: dict[str, str]
) -> None:
    assert problem(charlie.get("threads", **named), 404)["code"] == "not_found"


def test_it_wants_exactly_one_article(charlie: Caller, article: Article) -> None:
    assert fields(charlie.get("threads")) == {"article": "required"}
    assert fields(charlie.get("threads", article="bridge", url=NEWS)) == {"article": "required"}
    twice = charlie.send("GET", "threads?article=bridge&article=ferry")
    assert fields(twice) == {"article": "repeated"}


@pytest.mark.parametrize("cursor", ["x", "AAAA", "é", "=", "A" * 28, "A" * 4000])
def test_a_cursor_from_nowhere_is_refused(charlie: Caller, article: Article, cursor: str) -> None:
    assert fields(charlie.get("threads", article="bridge", after=cursor)) == {"after": "invalid"}


def test_a_long_thread_comes_in_pages_that_meet(
    charlie: Caller, article: Article, publish: Post
) -> None:
    posted = [publish(f"Number {number}").id for number in range(53)]

    first = read(charlie, article)
    second = read(charlie, article, after=first["next"])

    assert ids(first) + ids(second) == posted
    assert (len(ids(first)), first["count"], second["count"]) == (50, 53, 53)
    assert second["next"] is None


def test_a_cursor_within_a_page_goes_on_from_there(
    charlie: Caller, article: Article, publish: Post
) -> None:
    posted = [publish(f"Number {number}").id for number in range(3)]
    at = Comment.objects.get(id=posted[0])
    thread = read(charlie, article, after=cursor_of(at.posted_at, at.id))
    assert ids(thread) == posted[1:]
    assert thread["count"] == 3


def conditional(charlie: Caller, article: Article, **headers: str) -> HttpResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return charlie.get("threads", headers=named, article=str(article.id))


def test_each_encoding_has_its_own_strong_etag(
    charlie: Caller, article: Article, publish: Post
) -> None:
    publish()
    plain = conditional(charlie, article)
    squeezed = conditional(charlie, article, Accept_Encoding="br, gzip;q=0.5")

    assert gzip.decompress(squeezed.content) == plain.content
    assert squeezed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    tags = {plain.headers["ETag"], squeezed.headers["ETag"]}
    assert len(tags) == 2
    assert all(tag.startswith('"') for tag in tags)
    for answer in (plain, squeezed):
        assert answer.headers["Vary"] == "Accept-Encoding, Origin"
        assert answer.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
        assert answer.headers["Content-Type"] == "application/json"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert not answer.cookies


@pytest.mark.parametrize("accepted", ["", "identity", "gzip;q=0", "*;q=0", "br", "gzip;q=x"])
def test_gzip_goes_only_to_those_who_take_it(
    charlie: Caller, article: Article, accepted: str
) -> None:
    answer = conditional(charlie, article, Accept_Encoding=accepted)
    assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize("asked", ["{tag}", "W/{tag}", '"old", {tag} , "older"', "*"])
def test_who_has_it_already_gets_304(
    charlie: Caller, article: Article, publish: Post, asked: str
) -> None:
    publish()
    tag = conditional(charlie, article).headers["ETag"]

    answer = conditional(charlie, article, If_None_Match=asked.format(tag=tag))

    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["ETag"] == tag
    assert answer.headers["Vary"] == "Accept-Encoding, Origin"
    assert answer.headers["Cache-Control"].startswith("public")


def test_who_has_something_else_gets_it_whole(
    charlie: Caller, article: Article, publish: Post
) -> None:
    tag = conditional(charlie, article).headers["ETag"]
    publish()
    for asked in (tag, '"x"', "nonsense", tag.strip('"')):
        assert conditional(charlie, article, If_None_Match=asked).status_code == 200


def test_head_tells_the_same_without_the_body(
    charlie: Caller, article: Article, publish: Post
) -> None:
    publish()
    got = conditional(charlie, article)
    told = charlie.send("HEAD", "threads", query={"article": str(article.id)})
    assert (told.status_code, told.content) == (200, b"")
    for name in ("ETag", "Content-Length", "Content-Type"):
        assert told.headers[name] == got.headers[name]


def test_a_decision_shows_at_the_next_read(
    charlie: Caller, alice: Caller, sara: Caller, article: Article, post: Post
) -> None:
    posted = post()
    assert ids(read(charlie, article)) == []
    decide(alice, posted, outcome="approve")
    assert ids(read(charlie, article)) == [posted.id]
    seen = body(sara.get(f"desk/comments/{posted.id}"))["seen"]
    decide(sara, posted, outcome="reject", clauses=["threat"], seen=seen)
    assert ids(read(charlie, article)) == []


def hidden(posted: dict[str, Posted], alice: Caller, charlie: Caller, site: Site) -> None:
    """Bring each of the comments out of the public's sight in its own way."""
    decide(alice, posted["rejected"], outcome="reject", clauses=["profanity"])
    for state in ("withdrawn", "reopened", "erased"):
        decide(alice, posted[state], outcome="approve")
    body(alice.post(f"desk/comments/{posted['reopened'].id}/reopen"))
    body(charlie.post(f"receipts/{posted['withdrawn'].token}/withdraw"))
    ada = add_staff(
        "ada", "Ada", "copper lantern pier", Role.ADMINISTRATOR, by=None, now=timezone.now()
    )
    erase(UUID(posted["erased"].id), ada, timezone.now())


def test_nothing_but_the_approved_is_in_any_public_answer(
    charlie: Caller, alice: Caller, article: Article, post: Post, publish: Post, site: Site
) -> None:
    ways = ("held", "rejected", "withdrawn", "reopened", "erased")
    posted = {way: post(f"zanzibar {way}", name=f"quokka {way}") for way in ways}
    hidden(posted, alice, charlie, site)
    publish("Shown.")

    answers = [
        charlie.get("threads", article="bridge"),
        charlie.get("threads", url=NEWS),
        charlie.get("counts", url=NEWS),
        charlie.get("guidelines"),
        charlie.get("openapi.json"),
    ]

    for answer in answers:
        assert b"zanzibar" not in answer.content
        assert b"quokka" not in answer.content
    assert body(answers[0])["count"] == 1


def test_a_reply_to_what_is_gone_has_no_parent(
    charlie: Caller, article: Article, publish: Post
) -> None:
    parent = publish()
    publish("Reply.", parent=parent.id)
    body(charlie.post(f"receipts/{parent.token}/withdraw"))
    assert [comment["parent"] for comment in read(charlie, article)["comments"]] == [None]


@pytest.mark.parametrize(("named", "most"), [("article", 1), ("url", 2)])
def test_reading_again_asks_the_database_once(
    charlie: Caller,
    article: Article,
    publish: Post,
    named: str,
    most: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    publish()
    query = {named: str(article.id) if named == "article" else NEWS}
    with django_assert_max_num_queries(most + 1):
        first = charlie.get("threads", **query)
    with django_assert_max_num_queries(most):
        again = charlie.get("threads", **query)
    assert again.content == first.content


def test_the_answer_is_utf_8_without_a_space_too_many(
    charlie: Caller, article: Article, publish: Post
) -> None:
    publish("Û ئەم")
    raw = charlie.get("threads", article="bridge").content
    assert "Û ئەم".encode() in raw
    assert json.loads(raw)["count"] == 1


def test_a_problem_speaks_no_other_readers_language(charlie: Caller, article: Article) -> None:
    # Another request of the same thread was in another language.
    charlie.send("GET", "receipts/none", headers={"Accept-Language": "de"})
    assert problem(charlie.get("threads", article="none"), 404)["detail"] == (
        "There is no such article."
    )
