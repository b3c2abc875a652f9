"""A moderator's own program looks at the queue."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from stet.moderation.leasing import lease
from stet.moderation.models import QueueItem
from stet.newsroom.models import Article, Site
from stet.newsroom.tokens import revoke_token
from tests.api.conftest import NEWS, Caller, Post, body, decide, fields, problem, staff_of


def ids(queue: dict[str, Any]) -> list[str]:
    return [item["id"] for item in queue["items"]]


def test_an_empty_queue_is_empty(alice: Caller) -> None:
    assert body(alice.get("desk/queue")) == {"items": [], "next": None}


def test_it_shows_all_that_a_decision_needs(
    alice: Caller, article: Article, publish: Post, post: Post
) -> None:
    parent = publish("Question?", name="Bob B")
    posted = post("You idiot.", parent=parent.id)

    (item,) = body(alice.get("desk/queue"))["items"]

    screening = item.pop("screening")
    assert item.pop("waiting_s") in range(60)
    assert item.pop("seen")
    assert item == {
        "id": posted.id,
        "article": {"id": str(article.id), "headline": "The bridge closes", "url": NEWS},
        "parent": {"id": parent.id, "name": "Bob B", "text": "Question?"},
        "name": "Charlie",
        "text": "You idiot.",
        "lease": None,
    }
    assert screening["clauses"] == ["personal_attack"]
    assert 0.5 < screening["scores"]["personal_attack"] <= 1
    assert [span["clause"] for span in screening["spans"]] == ["personal_attack"]
    assert screening["reasons"]
    assert "@" in screening["screener"]


def test_an_article_of_ours_alone_has_the_address_of_its_page(
    alice: Caller, other_article: Article, post: Post
) -> None:
    post(article="ferry")
    (item,) = body(alice.get("desk/queue"))["items"]
    assert item["article"]["url"] == "http://testserver/articles/ferry/"


def test_what_is_decided_waits_no_more(alice: Caller, post: Post) -> None:
    first, second = post("First."), post("Second.")
    decide(alice, first, outcome="approve")
    assert ids(body(alice.get("desk/queue"))) == [second.id]


def test_an_unscreened_comment_waits_like_any_other(alice: Caller, post: Post) -> None:
    posted = post()
    QueueItem.objects.filter(comment=UUID(posted.id)).update(screening=None, suggestion="")
    (item,) = body(alice.get("desk/queue", unscreened="true"))["items"]
    assert (item["id"], item["screening"]) == (posted.id, None)
    decide(alice, posted, outcome="approve", seen=item["seen"])


def test_looking_takes_no_lease_and_shows_those_that_run(
    alice: Caller, bob: Caller, post: Post
) -> None:
    posted, now = post(), timezone.now()
    for _ in range(2):
        (item,) = body(alice.get("desk/queue"))["items"]
        assert item["lease"] is None

    lease(staff_of(bob), UUID(posted.id), now)
    (item,) = body(alice.get("desk/queue"))["items"]
    assert item["lease"]["holder"] == "Bob"
    assert item["lease"]["until"] > now.isoformat()

    QueueItem.objects.update(lease_until=now - timedelta(seconds=1))
    (item,) = body(alice.get("desk/queue"))["items"]
    assert item["lease"] is None


ORDERS = ["longest_waiting", "likely_fine", "likely_breach"]


@pytest.mark.parametrize("order", ORDERS)
def test_pages_meet_in_every_order(alice: Caller, post: Post, order: str) -> None:
    texts = ["Fine.", "You idiot.", "I like it.", "Bullshit, you idiot.", "Why?", "How?", "When?"]
    posted = [post(text).id for text in texts]
    whole = ids(body(alice.get("desk/queue", order=order)))
    assert sorted(whole) == sorted(posted)

    found: list[str] = []
    query: dict[str, Any] = {"order": order, "limit": 2}
    while True:
        page = body(alice.get("desk/queue", **query))
        found += ids(page)
        if page["next"] is None:
            break
        assert len(page["items"]) == 2
        query["after"] = page["next"]

    assert found == whole


def test_the_orders_are_those_of_the_desk(alice: Caller, post: Post) -> None:
    rude, fine = post("You idiot.").id, post("I like the bridge.").id
    assert ids(body(alice.get("desk/queue"))) == [rude, fine]
    assert ids(body(alice.get("desk/queue", order="likely_fine"))) == [fine, rude]
    assert ids(body(alice.get("desk/queue", order="likely_breach"))) == [rude, fine]


def test_the_sites_order_counts_where_none_is_asked(alice: Caller, site: Site, post: Post) -> None:
    rude, fine = post("You idiot.").id, post("I like the bridge.").id
    site.queue_order = Site.QueueOrder.LIKELY_FINE
    site.save()
    assert ids(body(alice.get("desk/queue"))) == [fine, rude]


def test_a_cursor_stays_good_when_its_comment_is_decided(alice: Caller, post: Post) -> None:
    posted = [post(f"Number {number}") for number in range(3)]
    page = body(alice.get("desk/queue", limit=1))
    decide(alice, posted[0], outcome="approve")
    rest = body(alice.get("desk/queue", after=page["next"]))
    assert ids(rest) == [posted[1].id, posted[2].id]


def test_filters_narrow_it(
    alice: Caller, other_article: Article, article: Article, post: Post
) -> None:
    rude = post("You idiot.").id
    fine = post("I like the bridge very much, and the river too.").id
    there = post("Wo ist die Brücke und wer bezahlt das alles?", article="ferry").id

    def asked(**query: str) -> list[str]:
        return ids(body(alice.get("desk/queue", **query)))

    assert asked(article="ferry") == asked(article=str(other_article.id)) == [there]
    assert asked(clause="personal_attack") == [rude]
    assert asked(lang="de") == [there]
    assert asked(suggestion="reject") == [rude]
    assert asked(unscreened="true") == []
    assert asked(lang="en", article="bridge") == [rude, fine]
    assert asked(lang="", clause="", suggestion="", article="", after="") == [rude, fine, there]


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("order", "random", "invalid"),
        ("limit", "0", "out_of_range"),
        ("limit", "101", "out_of_range"),
        ("limit", "many", "type"),
        ("limit", "9" * 5000, "type"),
        ("after", "nowhere", "invalid"),
        ("after", "AAAA", "invalid"),
        ("article", "no-such", "unknown"),
        ("article", "\x00", "unknown"),
        ("clause", "no-such", "unknown"),
        ("clause", "\x00", "unknown"),
        ("lang", "\x00", "invalid"),
        ("lang", "not a language", "invalid"),
        ("suggestion", "burn", "invalid"),
        ("unscreened", "perhaps", "type"),
        ("clauses", "threat", "unknown"),
    ],
)
def test_it_refuses_what_it_does_not_know(
    alice: Caller, article: Article, name: str, value: str, code: str
) -> None:
    refused = "" if name == "clauses" else name
    assert fields(alice.get("desk/queue", **{name: value})) == {refused: code}


def test_a_cursor_belongs_to_its_order(alice: Caller, post: Post) -> None:
    for number in range(2):
        post(f"Number {number}")
    cursor = body(alice.get("desk/queue", limit=1))["next"]
    answer = alice.get("desk/queue", after=cursor, order="likely_fine")
    assert fields(answer) == {"after": "invalid"}


def test_a_parameter_of_the_queue_is_not_the_interfaces_language(
    alice: Caller, article: Article
) -> None:
    answer = alice.get("desk/queue", lang="en")
    assert body(answer)["items"] == []
    assert not answer.cookies


def test_a_long_page_asks_no_more_often_than_a_short_one(
    alice: Caller, post: Post, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    parent = post("First.")
    decide(alice, parent, outcome="approve")
    for number in range(12):
        post(f"Number {number}", parent=parent.id)
    with django_assert_max_num_queries(6):
        assert len(body(alice.get("desk/queue"))["items"]) == 12


DESK = [
    ("GET", "desk/queue"),
    ("GET", "desk/articles"),
    ("POST", "desk/articles"),
    ("PATCH", "desk/articles/01890000-0000-7000-8000-000000000000"),
    ("GET", "desk/comments/01890000-0000-7000-8000-000000000000"),
    ("POST", "desk/comments/01890000-0000-7000-8000-000000000000/decisions"),
    ("POST", "desk/comments/01890000-0000-7000-8000-000000000000/reopen"),
]


@pytest.mark.parametrize(("method", "path"), DESK)
@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer", "Bearer ", "Bearer wrong", f"Bearer stet_{'a' * 40}", "Basic YTpi", "é\x80"],
)
def test_nobody_gets_in_without_a_token(
    charlie: Caller, site: Site, method: str, path: str, authorization: str
) -> None:
    # Not even what is wrong with the request is told.
    answer = charlie.send(method, path, raw=b"{", headers={"Authorization": authorization})
    assert problem(answer, 401)["code"] == "unauthenticated"
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_revoked_token_and_one_of_an_account_that_is_off_are_worth_nothing(
    alice: Caller, bob: Caller
) -> None:
    body(alice.get("desk/queue"))
    staff = staff_of(alice)
    revoke_token(staff.tokens.get(), by=None, now=timezone.now())
    problem(alice.get("desk/queue"), 401)
    colleague = staff_of(bob)
    colleague.is_active = False
    colleague.save()
    problem(bob.get("desk/queue"), 401)


def test_answers_of_the_desk_are_not_kept(alice: Caller, post: Post) -> None:
    post()
    assert alice.get("desk/queue").headers["Cache-Control"] == "no-store"
