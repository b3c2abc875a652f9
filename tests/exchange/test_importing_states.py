"""States come in when asked for, as decisions that nobody here made."""

from datetime import timedelta
from importlib import import_module
from random import Random

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from stet.comments.models import Comment, Contact, Thread, ThreadPage
from stet.comments.publishing import PAGE_SIZE, fresh_pages
from stet.comments.reading import counts, fragment_of
from stet.comments.states import State
from stet.config.guarding import make_guards
from stet.config.verifying import faults
from stet.exchange.importing import Refusal, import_jsonl
from stet.moderation.deciding import Verdict, decide
from stet.moderation.models import Decision, Notice, QueueItem
from stet.newsroom.models import Article, Site, Staff
from tests.exchange.looking import comment, refused_of
from tests.exchange.telling import START, Write, told
from tests.verify.hands import unguarded

MIGRATION = "stet.moderation.migrations.0015_imported_times"


def test_states_are_kept_when_asked_for(site: Site, write: Write) -> None:
    path = write(
        [
            told(1, status="approved", email="bob@example.org"),
            told(2, status="rejected", clauses=["threat", "racism"]),
            told(3, status="rejected"),
            told(4, status="held", email="charlie@example.org"),
            told(5, status="approved", parent_source_id="1"),
        ]
    )
    report = import_jsonl(path, keep_states=True)

    assert report.came_in == {"approved": 2, "rejected": 2, "held": 1}
    states = [comment(n).state for n in range(1, 6)]
    assert states == ["approved", "rejected", "rejected", "held", "approved"]
    decision = Decision.objects.get(comment=comment(2))
    assert (decision.kind, decision.decider, decision.at) == (
        "imported",
        None,
        comment(2).posted_at,
    )
    assert {clause.key for clause in decision.clauses.all()} == {"threat", "racism"}
    assert [item.comment for item in QueueItem.objects.all()] == [comment(4)]
    assert [contact.comment for contact in Contact.objects.all()] == [comment(4)]
    assert not Notice.objects.exists()
    assert comment(1).published_at == comment(1).posted_at == START + timedelta(minutes=1)
    page = fragment_of(comment(1).article_id, 1)
    assert page is not None
    assert (page.count, b"Comment 5." in page.html.raw) == (2, True)
    assert list(faults()) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"status": "rejected", "clauses": ["no_such"]}, "clauses:unknown"),
        ({"status": "rejected", "clauses": ["unlawful_or_private"]}, "clauses:unknown"),
        ({"status": "approved", "clauses": ["threat"]}, "clauses:without_rejection"),
    ],
)
def test_states_that_cannot_be_kept_are_refused(
    site: Site, write: Write, changes: dict[str, object], code: str
) -> None:
    path = write([told(1, **changes)])

    assert refused_of(path, keep_states=True) == [Refusal(1, "1", code)]
    assert refused_of(path) == []


def test_a_long_thread_comes_in_whole(site: Site, write: Write) -> None:
    """More than a page, a reply older than what it answers, and in no order at all."""
    chance = Random(7)
    numbers = chance.sample(range(1, 1000), 3 * PAGE_SIZE + 7)
    records = [
        told(n, status="approved", parent_source_id=chance.choice([None, *numbers[:place]]))
        for place, n in enumerate(numbers)
    ]
    chance.shuffle(records)
    report = import_jsonl(write(records), keep_states=True)

    article = Article.objects.get().id
    assert counts([article]) == {article: report.imported}
    assert report.imported == len(records)
    assert list(faults()) == []


def test_an_earlier_import_gets_its_own_times_when_the_newsroom_is_migrated(
    site: Site, alice: Staff, write: Write
) -> None:
    """Until then what was approved elsewhere bore the time of its import, in its pages too."""
    many = [told(n, status="approved") for n in range(1, PAGE_SIZE + 3)]
    import_jsonl(write([*many, told(99)]), keep_states=True)
    decide(Verdict(comment(99).id, "approve"), alice, timezone.now())
    approved_here = comment(99).published_at
    before = Thread.objects.get().edition
    with unguarded():
        Comment.objects.exclude(source_id="99").update(published_at=timezone.now())
    for page, _ in fresh_pages(Article.objects.get().id):
        kept = {name: getattr(page, name) for name in ("json", "json_deflate", "digest")}
        ThreadPage.objects.filter(number=page.number).update(**kept)
    assert {fault.code for fault in faults()} == {"comment.state_changed"}

    with connection.schema_editor(atomic=False) as editor:
        import_module(MIGRATION).give_own_time(apps, editor)
    make_guards()

    assert list(faults()) == []
    assert Thread.objects.get().edition > before
    assert comment(1).published_at == comment(1).posted_at
    assert comment(99).published_at == approved_here


def test_an_imported_decision_can_be_overruled_here(site: Site, alice: Staff, write: Write) -> None:
    import_jsonl(write([told(1, status="approved")]), keep_states=True)
    one = comment(1)

    decide(Verdict(one.id, "reject", ["threat"], seen=f"{one.version}.1.-"), alice, timezone.now())

    assert comment(1).state == State.REJECTED
    assert list(faults()) == []


def test_a_parent_that_goes_later_is_unnamed_by_an_older_reply(
    site: Site, alice: Staff, write: Write
) -> None:
    """Clocks elsewhere are wrong: the reply bears an earlier time, on an earlier page."""
    late = (START + timedelta(days=9)).isoformat()
    filler = [told(n, status="approved") for n in range(3, 2 * PAGE_SIZE)]
    parent = told(1, posted_at=late, status="approved", name="Gone Later")
    import_jsonl(
        write([parent, told(2, parent_source_id="1", status="approved"), *filler]),
        keep_states=True,
    )
    one = comment(1)

    decide(Verdict(one.id, "reject", ["threat"], seen=f"{one.version}.1.-"), alice, timezone.now())

    page = fragment_of(one.article_id, 1)
    assert page is not None
    assert b"Gone Later" not in page.html.raw
    assert list(faults()) == []
