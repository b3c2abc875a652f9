"""The words that matter, marked by clause; faintly where no clause is sure enough to be named."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from stet.comments.models import Comment
from stet.moderation.models import QueueItem, Screening
from tests.desk.conftest import Write
from tests.desk.pages import html_of, said_by_comment, texts

TEXT = "Only fools & <clowns> trust that bridge."
ATTACKED = {"start": 5, "end": 21, "clause": "personal_attack"}
Screen = Callable[..., Comment]


@pytest.fixture
def screened(write: Write) -> Screen:
    """A comment that waits, screened as the test says."""

    def screen(*, named: list[str]) -> Comment:
        comment = write(TEXT)
        first = Screening.objects.get(comment=comment)
        said = Screening.objects.create(
            comment=comment, screener="test@1", lang="en", suggestion="look", clauses=named,
            scores={**first.scores, "personal_attack": 0.4}, spans=[ATTACKED],
            reasons=[], at=first.at,
        )  # fmt: skip
        QueueItem.objects.filter(comment=comment).update(screening=said)
        return comment

    return screen


def marks_in(html: str) -> list[tuple[str, bool]]:
    """The marked words of a page, and whether each mark is faint."""
    found = re.findall(r"<mark([^>]*)>([^<]*)</mark>", html)
    return [(words, "data-faint" in attributes) for attributes, words in found]


def test_words_that_merely_stand_out_are_marked_faintly_wherever_they_are_named(
    desk: Client, screened: Screen
) -> None:
    comment = screened(named=[])
    page = desk.get(f"/desk/comments/{comment.id}/")
    marks = marks_in(html_of(page))
    assert marks[0] == ("fools &amp; &lt;clowns&gt;", True)
    assert set(marks[1:]) == {("Personal attacks", True)}
    assert len(marks) == 3  # in the text, in the legend, among the clauses
    assert "not sure" in texts(page, "legend")[0]
    assert said_by_comment(page) == TEXT
    assert "clause-found" not in html_of(page)


def test_words_of_a_clause_that_is_named_are_marked_plainly(desk: Client, screened: Screen) -> None:
    comment = screened(named=["personal_attack"])
    page = desk.get(f"/desk/comments/{comment.id}/")
    assert {faint for _words, faint in marks_in(html_of(page))} == {False}
    assert "Personal attacks" in texts(page, "legend")[0]
    assert "not sure" not in texts(page, "legend")[0]
    assert said_by_comment(page) == TEXT
