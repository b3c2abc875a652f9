"""What the database refuses about decisions, screenings, the ledger and guidelines, tried by hand."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from stet.comments.models import Comment
from stet.ledger.models import Entry
from stet.moderation.models import Citation, Decision, QueueItem, Screening
from stet.moderation.queue import enqueue
from stet.newsroom.guidelines import in_force
from stet.newsroom.models import Clause, GuidelineVersion, Staff
from tests.support.newsroom import Newsroom

Attempt = Callable[[Newsroom], object]


def _decision(newsroom: Newsroom, comment: Comment, outcome: str, **values: object) -> Decision:
    standing: dict[str, object] = {
        "comment": comment,
        "comment_version": comment.version,
        "guidelines": in_force(newsroom.site.id),
        "outcome": outcome,
        "decider": newsroom.alice,
        "at": newsroom.later(),
    }
    return Decision.objects.create(**standing | values)


def decide_twice_on_one_version(newsroom: Newsroom) -> object:
    comment = newsroom.post("Held.")
    _decision(newsroom, comment, "approve")
    return _decision(newsroom, comment, "approve")


def decide_on_what_does_not_stand(newsroom: Newsroom) -> object:
    return _decision(newsroom, newsroom.post("Held."), "approve", comment_version=7)


def third_outcome(newsroom: Newsroom) -> object:
    return _decision(newsroom, newsroom.post("Held."), "edit")


def decide_without_decider(newsroom: Newsroom) -> object:
    return _decision(newsroom, newsroom.post("Held."), "approve", decider=None)


def decide_by_draft_guidelines(newsroom: Newsroom) -> object:
    draft = GuidelineVersion.objects.create(site=newsroom.site, number=2)
    return _decision(newsroom, newsroom.post("Held."), "approve", guidelines=draft)


def edit_decision(newsroom: Newsroom) -> object:
    newsroom.published("Public.")
    return Decision.objects.update(note="As if I had said this.")


def delete_decision(newsroom: Newsroom) -> object:
    newsroom.published("Public.")
    return Decision.objects.all()._raw_delete("default")


def cite_afterwards(newsroom: Newsroom) -> object:
    comment = newsroom.post("Rude.")
    decision = newsroom.decide(comment, "reject", "profanity")
    threat = Clause.objects.get(version=decision.guidelines, key="threat")
    return Citation.objects.create(decision=decision, clause=threat)


def uncite(newsroom: Newsroom) -> object:
    newsroom.decide(newsroom.post("Rude."), "reject", "profanity")
    return Citation.objects.all()._raw_delete("default")


def edit_screening(newsroom: Newsroom) -> object:
    newsroom.post("Screened.")
    return Screening.objects.update(suggestion="reject")


def delete_screening(newsroom: Newsroom) -> object:
    newsroom.post("Screened.")
    QueueItem.objects.update(screening=None)
    return Screening.objects.all()._raw_delete("default")


def queue_what_is_decided(newsroom: Newsroom) -> object:

    return enqueue(newsroom.published("Public."), None)


def edit_ledger(newsroom: Newsroom) -> object:
    newsroom.post("Logged.")
    return Entry.objects.update(actor="nobody")


def delete_from_ledger(newsroom: Newsroom) -> object:
    return Entry.objects.all()._raw_delete("default")


def break_the_chain(newsroom: Newsroom) -> object:
    last = Entry.objects.latest("seq")
    last.seq, last.hash = last.seq + 2, "f" * 64
    last.save(force_insert=True)
    return last


def edit_published_guidelines(newsroom: Newsroom) -> object:
    return GuidelineVersion.objects.update(process="We edit.")


def edit_clause(newsroom: Newsroom) -> object:
    return Clause.objects.update(title="Anything")


def delete_clause(newsroom: Newsroom) -> object:
    return Clause.objects.all()._raw_delete("default")


def add_clause_to_published(newsroom: Newsroom) -> object:
    version = in_force(newsroom.site.id)
    return Clause.objects.create(version=version, position=99, key="tone", title="T", text="T")


def delete_staff(newsroom: Newsroom) -> object:
    return Staff.objects.filter(id=newsroom.bob.id)._raw_delete("default")


# Each attempt, and words of the refusal: it must fail for the right reason.
ATTEMPTS: dict[Attempt, str] = {
    decide_twice_on_one_version: "comment_version|once_per_version",
    decide_on_what_does_not_stand: "bound to the comment as it stands",
    third_outcome: "two_outcomes",
    decide_without_decider: "has_decider",
    decide_by_draft_guidelines: "guidelines in force",
    edit_decision: "append-only",
    delete_decision: "append-only",
    cite_afterwards: "cited when the decision is made",
    uncite: "append-only",
    edit_screening: "append-only",
    delete_screening: "append-only",
    queue_what_is_decided: "only a held comment",
    edit_ledger: "append-only",
    delete_from_ledger: "append-only",
    break_the_chain: "must follow the last one",
    edit_published_guidelines: "never changes",
    edit_clause: "never changes",
    delete_clause: "never changes",
    add_clause_to_published: "never changes",
    delete_staff: "switched off, never deleted",
}


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda attempt: attempt.__name__)
def test_the_database_refuses_to(newsroom: Newsroom, attempt: Attempt) -> None:
    with pytest.raises(IntegrityError, match=ATTEMPTS[attempt]), transaction.atomic():
        attempt(newsroom)
