"""It finds each kind of tampering, with the guards out of the way and back in their place."""

import pytest
from django.db import connection

from stet.comments.models import Comment, Thread, ThreadPage
from stet.comments.publishing import publish_anew
from stet.config.verifying import Fault, faults
from tests.verify.conftest import Lived
from tests.verify.hands import drop_constraint, drop_trigger, hollow_trigger, unguarded
from tests.verify.tampering import TAMPERINGS


@pytest.mark.parametrize("name", TAMPERINGS)
def test_it_finds_who(lived: Lived, name: str) -> None:
    tamper, code = TAMPERINGS[name]
    with unguarded():
        tamper(lived)

    found = {fault.code for fault in faults()}

    assert code in found
    assert "database.unreadable" not in found


@pytest.mark.parametrize("removal", [drop_trigger, hollow_trigger])
def test_it_finds_a_trigger_gone_or_hollow(lived: Lived, removal: object) -> None:
    assert callable(removal)
    removal(lived)

    assert [fault.code for fault in faults()] == ["guard.missing"]


def test_it_finds_a_constraint_gone(lived: Lived) -> None:
    drop_constraint(lived)

    assert [fault.code for fault in faults()] == ["database.constraint_missing"]


@pytest.mark.sqlite
def test_it_finds_a_row_that_refers_to_nothing(lived: Lived) -> None:
    with unguarded(), connection.cursor() as cursor:
        cursor.execute("UPDATE comments_contact SET comment_id = ?", ["0" * 32])

    assert "database.dangling" in {fault.code for fault in faults()}


@pytest.mark.sqlite
def test_it_goes_on_after_a_row_that_cannot_be_read(lived: Lived) -> None:
    with unguarded(), connection.cursor() as cursor:
        cursor.execute("UPDATE newsroom_guidelineversion SET published_at = 'yesterday'")
        cursor.execute("DELETE FROM moderation_queueitem")

    found = [fault.code for fault in faults()]

    assert "database.unreadable" in found
    assert "thread.page" not in found


def test_it_names_the_comment_and_quotes_nobody(lived: Lived) -> None:
    secret = "the words of a reader"
    with unguarded():
        Comment.objects.filter(id=lived.comments["Held"]).update(text=secret, name=secret)

    found = list(faults())

    assert {fault.subject for fault in found} == {str(lived.comments["Held"])}
    assert not [fault for fault in found if secret in fault.sentence]


def test_it_tells_how_far_it_is(lived: Lived) -> None:
    told: list[tuple[str, int, int]] = []

    assert list(faults(lambda *news: told.append(news))) == []

    assert {what for what, _, _ in told} >= {"database", "ledger", "comments", "threads"}
    assert all(0 <= done <= total for _, done, total in told)
    assert {what for what, done, total in told if done == total} == {what for what, _, _ in told}


def test_a_fault_is_a_code_a_sentence_and_a_subject(lived: Lived) -> None:
    with unguarded():
        Comment.objects.filter(id=lived.comments["Held"]).update(text="x")

    assert list(faults()) == [
        Fault(
            "comment.text_changed",
            f"comment {lived.comments['Held']}: its text is not the text that came in",
            str(lived.comments["Held"]),
        )
    ]


def test_a_thread_that_is_published_anew_is_sound(lived: Lived) -> None:
    ThreadPage.objects.update(html=b"<p>spam</p>", json=b"[]")
    Thread.objects.update(count=99)
    assert {fault.code for fault in faults()} == {"thread.page", "thread.count"}

    publish_anew(lived.article.id)

    assert list(faults()) == []
