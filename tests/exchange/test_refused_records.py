"""Records that cannot come in are listed with their reasons; the rest comes in."""

import pytest

from stet.comments.models import Comment
from stet.exchange.importing import Refusal, import_jsonl
from stet.newsroom.models import Site
from tests.exchange.looking import comment, refused_of
from tests.exchange.telling import Write, told


def test_replies_without_a_place_are_refused_and_the_rest_comes_in(
    site: Site, write: Write
) -> None:
    elsewhere = "https://news.example.org/bridge"
    path = write(
        [
            told(1),
            told(2, parent_source_id="nobody"),
            told(3, parent_source_id="2"),
            told(4, parent_source_id="5"),
            told(5, parent_source_id="4"),
            told(6, parent_source_id="5"),
            told(7, parent_source_id="1", article_url=elsewhere),
            told(8, parent_source_id="8"),
            told(9, parent_source_id="1"),
        ]
    )

    found = {refusal.source_id: refusal.code for refusal in refused_of(path)}

    assert found == {
        "2": "parent_source_id:missing",
        "3": "parent_source_id:refused",
        "4": "parent_source_id:circle",
        "5": "parent_source_id:circle",
        "6": "parent_source_id:circle",
        "7": "parent_source_id:elsewhere",
        "8": "parent_source_id:circle",
    }
    assert Comment.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"text": "  \u200b\n"}, "text:blank"),
        ({"text": ""}, "text:empty"),
        ({"text": ...}, "text:missing"),
        ({"text": None}, "text:missing"),
        ({"text": 7}, "text:wrong_type"),
        ({"text": "nul \x00"}, "text:forbidden_character"),
        ({"text": "half \ud83d"}, "text:lone_surrogate"),
        ({"text": "x" * 5001}, "text:too_long"),
        ({"name": "x" * 81}, "name:too_long"),
        ({"name": "two\nlines"}, "name:line_break"),
        ({"email": "nobody"}, "email:invalid"),
        ({"source_id": ...}, "source_id:missing"),
        ({"source_id": True}, "source_id:wrong_type"),
        ({"source_id": "x" * 201}, "source_id:too_long"),
        ({"source_id": "a\x00b"}, "source_id:forbidden_character"),
        ({"source_id": "a\ud800"}, "source_id:lone_surrogate"),
        ({"parent_source_id": ["1"]}, "parent_source_id:wrong_type"),
        ({"article_url": ...}, "article_url:missing"),
        ({"article_url": "javascript:alert(1)"}, "article_url:invalid"),
        ({"article_url": "https://user:secret@news.example.org/"}, "article_url:invalid"),
        ({"article_url": "#"}, "article_url:invalid"),
        ({"article_title": "bell \x07"}, "article_title:invalid"),
        ({"posted_at": "yesterday"}, "posted_at:invalid"),
        ({"posted_at": 1700000000}, "posted_at:wrong_type"),
        ({"posted_at": "2024-03-01T08:00:00"}, "posted_at:without_zone"),
        ({"posted_at": "0001-01-01T00:00:00+14:00"}, "posted_at:too_early"),
        ({"posted_at": "9999-12-31T23:59:59-14:00"}, "posted_at:in_the_future"),
        ({"status": "spam"}, "status:unknown"),
        ({"clauses": "threat"}, "clauses:wrong_type"),
    ],
)
def test_a_record_that_cannot_come_in_is_listed_with_its_reason(
    site: Site, write: Write, changes: dict[str, object], code: str
) -> None:
    path = write([told(1), told(2, **changes), told(3)])

    (refusal,) = refused_of(path)

    assert (refusal.line, refusal.code) == (2, code)
    assert refusal.source_id == ("" if code.startswith("source_id") else "2")
    assert {one.source_id for one in Comment.objects.all()} == {"1", "3"}


def test_of_two_records_with_one_number_the_first_comes_in(site: Site, write: Write) -> None:
    path = write([told(1), told(1, text="Again.")])

    assert refused_of(path) == [Refusal(2, "1", "source_id:repeated")]
    assert comment(1).text == "Comment 1."


def test_fields_that_the_format_does_not_have_are_named(site: Site, write: Write) -> None:
    report = import_jsonl(write([told(1, likes=3), told(2, likes=4, parentId="1")]))

    assert report.unread == {"likes": 2, "parentId": 1}
    assert report.imported == 2
