"""Each waiting comment is found under every clause that its screening finds, at each moment."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from stet.comments.models import Comment
from stet.config.verifying import faults
from stet.moderation.deciding import reopen
from stet.moderation.filtering import Filters
from stet.moderation.leaving import withdraw
from stet.moderation.models import ClauseMark, QueueItem
from stet.moderation.ordering import LIST_ORDERS
from stet.moderation.paging import queue_page
from stet.moderation.queue import count_waiting
from stet.moderation.screening import screen_missed
from tests.exchange.letters import set_env
from tests.support.newsroom import Newsroom, open_newsroom

MIGRATION = "stet.moderation.migrations.0016_clause_marks"
TWOFOLD = "You fucking idiot. I will find you and kill you."


def under(comment: Comment) -> set[str]:
    """The clauses under which the list has the comment, in whatever order it is."""
    found = set()
    for clause in comment.screenings.get().clauses:
        pages = [queue_page(Filters(clause=clause), order, 50, None) for order in LIST_ORDERS]
        listed = {item.pk for page in pages for item in page.items}
        assert count_waiting(Filters(clause=clause)) == len(listed)
        if comment.pk in listed:
            found.add(clause)
    return found


def test_a_comment_is_listed_under_each_of_its_clauses_while_it_waits(newsroom: Newsroom) -> None:
    comment = newsroom.post(TWOFOLD)
    newsroom.post("The ferry was on time for once.")
    clauses = set(comment.screenings.get().clauses)
    assert len(clauses) >= 2
    assert under(comment) == clauses

    newsroom.decide(comment, "reject", "threat")
    assert under(comment) == set()
    assert not ClauseMark.objects.exists()
    reopen(comment.id, newsroom.alice, newsroom.later())
    assert under(comment) == clauses
    withdraw(comment.id, newsroom.later())
    assert not ClauseMark.objects.exists()
    assert list(faults()) == []


def test_one_that_was_screened_late_is_listed_from_then_on(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_env(monkeypatch, screen_timeout_ms=0)
    comment = newsroom.post(TWOFOLD)
    assert not ClauseMark.objects.exists()
    assert screen_missed(newsroom.later(60)) == 1
    assert under(comment) == set(comment.screenings.get().clauses) != set()
    assert list(faults()) == []


def test_what_waited_before_there_were_marks_gets_them(fresh_db: None) -> None:
    newsroom = open_newsroom()
    comment = newsroom.post(TWOFOLD)
    newsroom.published("The ferry was on time for once.")
    ClauseMark.objects.all().delete()
    assert {fault.code for fault in faults()} == {"queue.marks"}
    with connection.schema_editor(atomic=False) as editor:
        import_module(MIGRATION).mark_what_waits(apps, editor)
    assert under(comment) == set(comment.screenings.get().clauses)
    assert QueueItem.objects.get().top_clause in under(comment)
    assert list(faults()) == []
