"""Why the screener suggests what it does, in the language of the page."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from stet.comments.models import Comment
from stet.moderation.models import QueueItem, Screening
from tests.desk.conftest import Write
from tests.desk.pages import texts

ENGLISH = "Profanity: it uses a word or phrase on the list."
ARABIC = "ألفاظ نابية: يستعمل التعليق كلمة أو عبارة من القائمة."


@pytest.fixture
def reasons(desk: Client, settings: Settings) -> Callable[[Comment, str], str]:
    """What the desk says of the comment in a language."""
    settings.LANGUAGES = [("en", "English"), ("ar", "Arabic"), ("de", "German")]

    def told(comment: Comment, lang: str) -> str:
        page = desk.get(f"/desk/comments/{comment.id}/?lang={lang}")
        assert page.headers["Content-Language"] == lang
        return texts(page, "reasons")[0].strip()

    return told


@pytest.mark.parametrize(("lang", "said"), [("en", ENGLISH), ("ar", ARABIC), ("de", ENGLISH)])
def test_a_reason_is_told_in_the_language_of_the_page_or_in_english(
    reasons: Callable[[Comment, str], str], write: Write, lang: str, said: str
) -> None:
    assert reasons(write("What bullshit."), lang) == said


def test_a_screening_from_before_there_were_codes_is_told_as_it_was(
    reasons: Callable[[Comment, str], str], write: Write
) -> None:
    comment = write("The bridge is closed.")
    now = Screening.objects.get(comment=comment)
    old = Screening.objects.create(
        comment=comment, screener="stet-rules@0", lang="en", suggestion="look", clauses=[],
        scores=now.scores, spans=[], reasons=["As it was said then."], at=now.at,
    )  # fmt: skip
    QueueItem.objects.filter(comment=comment).update(screening=old)
    assert reasons(comment, "ar") == "As it was said then."
