"""A reader's program posts a comment."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, strategies
from hypothesis import settings as examples
from pytest_django import DjangoAssertNumQueries, Settings

from stet.comments.models import Comment, Contact
from stet.moderation.models import QueueItem
from stet.newsroom.models import Article, Claim
from tests.api.conftest import NEWS, Caller, Post, body, decide, fields, problem

# What the form refuses: controls except TAB, LF and CR, and halves of surrogate pairs.
LETTERS = strategies.characters(exclude_categories=["Cs", "Cc"])
TEXTS = strategies.text(LETTERS | strategies.sampled_from("\t\n\r"), max_size=200)


def sent(article: Article, /, **parts: Any) -> dict[str, Any]:
    return {"article": str(article.id), "name": "Charlie", "text": "Who pays?"} | parts


def test_it_holds_a_comment_and_gives_its_receipt(charlie: Caller, article: Article) -> None:
    answer = charlie.post("comments", sent(article))

    given = body(answer, 201)
    comment = Comment.objects.get(id=given["id"])
    assert comment.state == "held"
    assert QueueItem.objects.filter(comment=comment).exists()
    assert given["status"] == "held"
    assert given["place"] == 1
    assert given["expected_wait_s"] is None
    assert given["receipt_url"].startswith("http://testserver/receipts/")
    assert given["receipt_url"].endswith("/")
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "named",
    [
        {"article": "bridge"},
        {"article_url": NEWS},
        {"article_url": f"{NEWS}#comments"},
        {"article_url": "http://testserver/articles/bridge/"},
        {"article_url": NEWS, "article": None},
    ],
)
def test_an_article_is_named_by_slug_or_by_either_address(
    charlie: Caller, article: Article, named: dict[str, str]
) -> None:
    given = body(charlie.post("comments", {**named, "name": "C", "text": "Who pays?"}), 201)
    assert Comment.objects.get(id=given["id"]).article_id == article.id


def test_the_text_is_stored_code_point_for_code_point(charlie: Caller, article: Article) -> None:
    text = "  \r\n e\u0301 \u200f\u202eA\u2066 👩\u200d🔧 <b>&amp;\t\n "
    given = body(charlie.post("comments", sent(article, text=text, name=" Z\u0308oe ")), 201)
    comment = Comment.objects.get(id=given["id"])
    assert (comment.text, comment.name) == (text, " Z\u0308oe ")


def texts_of_thread(charlie: Caller) -> dict[str, str]:
    """Every text of the thread, by id, page after page."""
    texts: dict[str, str] = {}
    query = {"article": "bridge"}
    while True:
        thread = body(charlie.get("threads", **query))
        texts |= {comment["id"]: comment["text"] for comment in thread["comments"]}
        if thread["next"] is None:
            return texts
        query["after"] = thread["next"]


@examples(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(text=TEXTS.filter(lambda text: any(letter.isalnum() for letter in text)))
def test_any_text_comes_back_as_it_went_in(
    charlie: Caller, alice: Caller, post: Post, article: Article, text: str
) -> None:
    posted = post(text)
    receipt = body(charlie.get(f"receipts/{posted.token}"))
    assert receipt["text"] == text
    if receipt["status"] == "held":  # the same text may come twice
        assert body(alice.get(f"desk/comments/{posted.id}"))["text"] == text
        decide(alice, posted, outcome="approve")
    assert texts_of_thread(charlie)[posted.id] == text


def test_the_same_words_again_are_the_same_comment(charlie: Caller, article: Article) -> None:
    first, second = (body(charlie.post("comments", sent(article)), 201) for _ in range(2))
    assert second == first
    assert Comment.objects.count() == 1


def test_an_e_mail_is_kept_apart_from_the_comment(charlie: Caller, article: Article) -> None:
    given = body(charlie.post("comments", sent(article, email="c@example.org")), 201)
    assert Contact.objects.get(comment=given["id"]).email == "c@example.org"


def test_a_reply_and_a_claim_are_kept(charlie: Caller, article: Article, publish: Post) -> None:
    parent, claim = publish(), Claim.objects.get(article=article)
    given = body(
        charlie.post(
            "comments",
            sent(article, text="Yes.", parent=parent.id, claim=str(claim.id), email=None),
        ),
        201,
    )
    comment = Comment.objects.get(id=given["id"])
    assert str(comment.parent_id) == parent.id
    assert comment.claim_id == claim.id


@pytest.mark.parametrize(
    ("parts", "refused"),
    [
        ({"text": ""}, {"text": "empty"}),
        ({"text": " \r\n\u200b "}, {"text": "blank"}),
        ({"text": "x" * 5001}, {"text": "too_long"}),
        ({"text": "a\x00b"}, {"text": "forbidden_character"}),
        ({"text": "a\x07b"}, {"text": "forbidden_character"}),
        ({"text": "a\x85b"}, {"text": "forbidden_character"}),
        ({"text": "\ud83d"}, {"text": "lone_surrogate"}),
        ({"name": "\udc00"}, {"name": "lone_surrogate"}),
        ({"name": "two\nlines"}, {"name": "line_break"}),
        ({"name": "n" * 81}, {"name": "too_long"}),
        ({"name": "", "text": ""}, {"name": "empty", "text": "empty"}),
        ({"email": "nowhere"}, {"email": "invalid"}),
        ({"email": "\ud800@example.org"}, {"email": "lone_surrogate"}),
        ({"parent": "unknown"}, {"parent": "not_public"}),
        ({"parent": "01890000-0000-7000-8000-000000000000"}, {"parent": "not_public"}),
        ({"claim": "01890000-0000-7000-8000-000000000000"}, {"claim": "unknown"}),
        ({"claim": "\x00"}, {"claim": "forbidden_character"}),
        ({"article": "no-such"}, {"article": "unknown"}),
        ({"article": "\ud800"}, {"article": "lone_surrogate"}),
        ({"article": None}, {"article": "required"}),
        ({"article_url": NEWS}, {"article": "required"}),
        ({"article": None, "article_url": "http://[bad"}, {"article_url": "unknown"}),
        ({"name": None}, {"name": "type"}),
        ({"text": 5}, {"text": "type"}),
        ({"text": ["a"]}, {"text": "type"}),
        ({"shout": True}, {"shout": "unknown"}),
        ({"a b<c>": 1}, {"?": "unknown"}),
    ],
)
def test_it_refuses_with_the_field_named(
    charlie: Caller, article: Article, parts: dict[str, Any], refused: dict[str, str]
) -> None:
    assert fields(charlie.post("comments", sent(article, **parts))) == refused
    assert not Comment.objects.exists()


def test_it_names_every_missing_field(charlie: Caller, article: Article) -> None:
    assert fields(charlie.post("comments", {})) == {"name": "required", "text": "required"}


def test_a_refusal_repeats_nothing_of_what_was_sent(charlie: Caller, article: Article) -> None:
    words = "zanzibar"
    answers = [
        charlie.post(
            "comments", sent(article, text=f"{words}\x07", email=words, name=f"{words}\n")
        ),
        charlie.post("comments", sent(article, parent=words, claim=words)),
        charlie.post("comments", sent(article, article=words)),
        charlie.post("comments", {words * 9: words}),
        charlie.post("comments", raw=words.encode()),
    ]
    assert [answer.status_code for answer in answers] == [422, 422, 422, 422, 400]
    assert all(words.encode() not in answer.content for answer in answers)


def test_a_crlf_counts_as_one(charlie: Caller, article: Article) -> None:
    body(charlie.post("comments", sent(article, text="a" * 4999 + "\r\n")), 201)


def test_a_closed_article_refuses(charlie: Caller, edith: Caller, article: Article) -> None:
    body(edith.send("PATCH", f"desk/articles/{article.id}", {"commenting": "closed"}))
    assert fields(charlie.post("comments", sent(article))) == {"article": "closed"}
    by_url = {"article_url": NEWS, "name": "C", "text": "Who pays?"}
    assert fields(charlie.post("comments", by_url)) == {"article_url": "closed"}


def test_a_parent_that_is_held_or_elsewhere_is_refused(
    charlie: Caller, article: Article, other_article: Article, post: Post, publish: Post
) -> None:
    held, elsewhere = post("Held."), publish("Public there.", article=str(other_article.id))
    for parent in (held, elsewhere):
        answer = charlie.post("comments", sent(article, parent=parent.id))
        assert fields(answer) == {"parent": "not_public"}


def test_the_name_of_the_newsroom_is_reserved(
    charlie: Caller, article: Article, alice: Caller
) -> None:
    assert fields(charlie.post("comments", sent(article, name="alice"))) == {"name": "reserved"}


def test_a_flood_gets_429_and_when_to_come_back(
    charlie: Caller, article: Article, settings: Settings
) -> None:
    settings.STET = replace(settings.STET, network_rate=2)
    for number in range(2):
        body(charlie.post("comments", sent(article, text=f"Number {number}")), 201)
    answer = charlie.post("comments", sent(article, text="Number 3"))
    assert problem(answer, 429)["code"] == "too_many"
    assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_page_of_another_site_may_not_post(
    charlie: Caller, article: Article, headers: dict[str, str]
) -> None:
    answer = charlie.post("comments", sent(article), headers=headers)
    assert problem(answer, 403)["code"] == "not_allowed"
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert not Comment.objects.exists()


def test_a_page_of_ours_may_post(charlie: Caller, article: Article) -> None:
    headers = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}
    body(charlie.post("comments", sent(article), headers=headers), 201)


def test_the_receipt_has_the_public_address(
    charlie: Caller, article: Article, settings: Settings
) -> None:
    settings.STET = replace(settings.STET, public_url="https://comments.example/stet")
    given = body(charlie.post("comments", sent(article)), 201)
    assert given["receipt_url"].startswith("https://comments.example/")


def test_a_post_asks_the_database_a_bounded_number_of_times(
    charlie: Caller, article: Article, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(40):
        body(charlie.post("comments", sent(article)), 201)
