"""Publishing: what a thread's pages hold after comments came, went and came back."""

import gzip
import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stet.comments.compressing import deflated, framed
from stet.comments.models import Thread, ThreadPage
from stet.comments.publishing import PAGE_SIZE, fresh_pages
from stet.comments.reading import BadCursor, cursor_of, fragment_of, page_of, thread_json
from stet.moderation.deciding import reopen
from stet.moderation.leaving import erase, withdraw
from tests.support.newsroom import Newsroom


def _read(newsroom: Newsroom, after: str | None = None) -> dict[str, Any]:
    body = thread_json(newsroom.article.id, after)
    assert gzip.decompress(body.gzip) == body.raw
    shown: dict[str, Any] = json.loads(body.raw)
    return shown


def _texts(newsroom: Newsroom) -> list[str]:
    """The whole thread, by following the cursor."""
    found, after = [], None
    while True:
        page = _read(newsroom, after)
        found += [comment["text"] for comment in page["comments"]]
        after = page["next"]
        if after is None:
            return found


def _assert_pages_are_fresh(newsroom: Newsroom) -> None:
    kept = list(ThreadPage.objects.filter(thread_id=newsroom.article.id).order_by("number"))
    fresh = [page for page, _ in fresh_pages(newsroom.article.id)]
    assert [(page.number, page.digest) for page in kept] == [
        (page.number, page.digest) for page in fresh
    ]


def test_it_shows_nothing_of_an_article_without_approved_comments(newsroom: Newsroom) -> None:
    newsroom.post("Held.")
    assert _read(newsroom) == {
        "article": str(newsroom.article.id),
        "count": 0,
        "comments": [],
        "next": None,
    }
    assert fragment_of(newsroom.article.id, 1) is None


def test_it_publishes_word_for_word(newsroom: Newsroom) -> None:
    text = "  <b>&amp;\r\n\tzwj\u200d \u202eevil\u202c e\u0301 \U0001f469\u200d\U0001f680  "
    newsroom.published(text, name='  O\'Neil & "Co" <i> ')
    comment = _read(newsroom)["comments"][0]
    assert comment["text"] == text
    assert comment["name"] == '  O\'Neil & "Co" <i> '


def test_it_publishes_in_the_order_of_writing_however_late_the_decision(newsroom: Newsroom) -> None:
    comments = [newsroom.post(f"Comment {number}") for number in range(4)]
    for number in (2, 0, 3, 1):
        newsroom.decide(comments[number], "approve")
    assert _texts(newsroom) == [f"Comment {number}" for number in range(4)]


def test_it_pages_by_fifty_and_misses_none(newsroom: Newsroom) -> None:
    comments = [newsroom.post(f"Comment {number}") for number in range(PAGE_SIZE * 2 + 3)]
    for comment in reversed(comments):
        newsroom.decide(comment, "approve")
    first = _read(newsroom)
    assert len(first["comments"]) == PAGE_SIZE
    assert first["count"] == len(comments)
    assert _texts(newsroom) == [f"Comment {number}" for number in range(len(comments))]
    assert page_of(newsroom.article.id, comments[PAGE_SIZE].id) == 2
    _assert_pages_are_fresh(newsroom)


def test_a_cursor_stays_right_when_an_earlier_comment_is_approved_later(newsroom: Newsroom) -> None:
    late = newsroom.post("Late")
    for number in range(PAGE_SIZE + 1):
        newsroom.published(f"Comment {number}")
    after = _read(newsroom)["next"]
    newsroom.decide(late, "approve")
    rest = _read(newsroom, after)
    assert [comment["text"] for comment in rest["comments"]] == [f"Comment {PAGE_SIZE}"]
    assert rest["count"] == PAGE_SIZE + 2


def test_a_cursor_at_the_end_gives_an_empty_page(newsroom: Newsroom) -> None:
    last = newsroom.published("Last")
    after = cursor_of(last.posted_at, last.id)
    assert _read(newsroom, after)["comments"] == []
    assert _read(newsroom, after)["next"] is None


@pytest.mark.parametrize("cursor", ["x", "AAAA", "é", "A" * 44])
def test_it_refuses_a_cursor_that_it_did_not_make(newsroom: Newsroom, cursor: str) -> None:
    with pytest.raises(BadCursor):
        thread_json(newsroom.article.id, cursor)


def test_withdrawing_reopening_and_erasing_take_a_comment_off_the_page(newsroom: Newsroom) -> None:
    first, second, third = (newsroom.published(text) for text in ("One", "Two", "Three"))
    withdraw(first.id, newsroom.later())
    assert _texts(newsroom) == ["Two", "Three"]
    erase(second.id, newsroom.administrator, newsroom.later())
    assert _texts(newsroom) == ["Three"]
    reopen(third.id, newsroom.alice, newsroom.later())
    assert _texts(newsroom) == []
    assert Thread.objects.get(article=newsroom.article).count == 0
    _assert_pages_are_fresh(newsroom)


def test_a_reply_does_not_name_a_parent_that_is_public_no_more(newsroom: Newsroom) -> None:
    parent = newsroom.published("Parent", name="Perpetua")
    newsroom.published("Reply", name="Rufus", parent=parent.id)
    assert _read(newsroom)["comments"][1]["parent"] == str(parent.id)
    withdraw(parent.id, newsroom.later())
    assert _read(newsroom)["comments"][0]["parent"] is None
    fragment = fragment_of(newsroom.article.id, 1)
    assert fragment is not None
    assert b"Perpetua" not in fragment.html.raw
    assert str(parent.id).encode() not in fragment.html.raw


def test_replies_stand_under_their_parent_and_go_flat_below_the_set_depth(
    newsroom: Newsroom,
) -> None:
    above = newsroom.published("Depth 0", name="Level0")
    for depth in range(1, 6):
        above = newsroom.published(f"Depth {depth}", name=f"Level{depth}", parent=above.id)
    fragment = fragment_of(newsroom.article.id, 1)
    assert fragment is not None
    html = fragment.html.raw.decode()
    assert html.count('data-depth="3"') == 1
    assert 'data-depth="4"' not in html
    assert html.count("in-reply-to") == 2


def test_the_fragment_escapes_what_readers_write(newsroom: Newsroom) -> None:
    newsroom.published('<script>alert("x")</script>', name="<img src=x onerror=y>")
    newsroom.published("see javascript:alert(1) and https://example.org/?a=1&b=\"'><i>")
    fragment = fragment_of(newsroom.article.id, 1)
    assert fragment is not None
    html = fragment.html.raw.decode()
    assert "<script" not in html
    assert "<img" not in html
    assert "<i>" not in html
    assert 'href="javascript' not in html.lower()
    assert 'rel="ugc nofollow noopener"' in html


def test_only_pages_from_the_comment_on_are_rendered_again(newsroom: Newsroom) -> None:
    for number in range(PAGE_SIZE + 1):
        newsroom.published(f"Comment {number}")
    before = ThreadPage.objects.get(thread_id=newsroom.article.id, number=1).pk
    newsroom.published("One more")
    assert ThreadPage.objects.get(thread_id=newsroom.article.id, number=1).pk == before


def test_times_are_those_of_writing_and_of_publishing(newsroom: Newsroom) -> None:
    comment = newsroom.post("Timed")
    newsroom.later(90)
    newsroom.decide(comment, "approve")
    shown = _read(newsroom)["comments"][0]
    fresh = newsroom.fresh(comment)
    assert fresh.published_at is not None
    assert fresh.published_at - fresh.posted_at > timedelta(seconds=90)
    assert shown["posted_at"].endswith("Z")
    assert shown["posted_at"] < shown["published_at"]


@given(head=st.binary(), body=st.binary(), tail=st.binary())
def test_a_framed_body_unpacks_to_its_parts(head: bytes, body: bytes, tail: bytes) -> None:
    assert gzip.decompress(framed(head, body, deflated(body), tail)) == head + body + tail
