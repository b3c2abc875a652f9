"""What is kept of published pages: never more than its share, never an older edition."""

from django.db import transaction

from stet.comments.keeping import Shelf, kept_thread_json
from stet.comments.reading import Bytes
from stet.newsroom.models import Article
from tests.api.conftest import Caller, Committed, Post, body
from tests.support.threads import race, refusals, results


def page(size: int) -> Bytes:
    return Bytes(b"x" * size, b"", "tag")


def test_a_body_is_kept_for_its_edition_only() -> None:
    shelf = Shelf(100)
    shelf.put("a", 1, page(10))
    assert shelf.get("a", 1) == page(10)
    assert shelf.get("a", 2) is None
    shelf.put("a", 2, page(20))
    assert shelf.get("a", 1) is None
    assert shelf.get("a", 2) == page(20)


def test_what_was_asked_for_least_lately_makes_room() -> None:
    shelf = Shelf(100)
    for key in ("a", "b"):
        shelf.put(key, 1, page(40))
    shelf.get("a", 1)
    shelf.put("c", 1, page(40))
    assert [shelf.get(key, 1) is not None for key in ("a", "b", "c")] == [True, False, True]


def test_replacing_a_body_gives_its_room_back() -> None:
    shelf = Shelf(100)
    for edition in range(50):
        shelf.put("a", edition, page(60))
    shelf.put("b", 1, page(40))
    assert shelf.get("a", 49) is not None
    assert shelf.get("b", 1) is not None


def test_what_is_larger_than_the_shelf_is_not_kept() -> None:
    shelf = Shelf(100)
    shelf.put("a", 1, page(101))
    assert shelf.get("a", 1) is None


def test_an_article_that_is_none_has_no_thread(charlie: Caller, article: Article) -> None:
    assert kept_thread_json(article.site_id) is None


def test_a_decision_that_is_rolled_back_was_never_to_be_read(
    charlie: Caller, alice: Caller, article: Article, post: Post
) -> None:
    posted = post()
    with transaction.atomic():
        body(alice.post(f"desk/comments/{posted.id}/decisions", {"outcome": "approve"}), 201)
        transaction.set_rollback(True)
    assert body(charlie.get("threads", article="bridge"))["count"] == 0


def test_no_reader_sees_less_after_a_decision_than_the_decision_said(committed: Committed) -> None:
    (alice,), first = committed(1)
    reader = Caller("Charlie")
    comments = [first]
    for number in range(7):
        sent = {"article": "bridge", "name": "Charlie", "text": f"Number {number}"}
        comments.append(body(reader.post("comments", sent), 201)["id"])

    def decide_and_read(number: int) -> bool:
        path = f"desk/comments/{comments[number]}/decisions"
        body(alice.post(path, {"outcome": "approve"}), 201)
        shown = body(reader.get("threads", article="bridge"))["comments"]
        return comments[number] in [comment["id"] for comment in shown]

    outcomes = race(len(comments), decide_and_read)

    assert refusals(outcomes) == []
    assert results(outcomes) == [True] * len(comments)
    assert body(reader.get("threads", article="bridge"))["count"] == len(comments)
