"""Reports, appeals and escalations are proved against the ledger, as decisions are."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from stet.comments.models import Comment
from stet.config.verifying import faults
from stet.ledger.models import Entry
from stet.moderation.deciding import Verdict
from stet.moderation.leaving import erase
from stet.moderation.reviewing.answering import answer
from stet.moderation.reviewing.appealing import appeal
from stet.moderation.reviewing.escalating import escalate
from stet.moderation.reviewing.models import Report, Review, ReviewCitation
from stet.moderation.reviewing.reporting import ReportDraft, report
from stet.moderation.seen import Seen
from stet.newsroom.models import Site, Staff
from stet.newsroom.roles import Role
from tests.verify.conftest import Lived
from tests.verify.hands import erase_rows, unguarded

Tampering = Callable[[Lived], object]


@pytest.fixture
def looked_at(lived: Lived) -> Lived:
    """With an appeal answered, a report open, one that hides, and a threat escalated."""
    bob = Staff.objects.create(username="bob", display_name="Bob", role=Role.MODERATOR)
    lived.now += timedelta(minutes=5)
    now, rejected = lived.now, lived["Rejected"]
    review = appeal(rejected.id, "I meant the mill.", now)
    seen = str(Seen(rejected.version, 1, None))
    told = Verdict(rejected.id, "reject", ["personal_attack"], "It names a person.", seen)
    answer(review.id, told, bob, now)
    report(ReportDraft(lived["Approved"].id, "racism", "The end.", "n", "browser:a"), now)
    Site.objects.update(hide_reported_at=1)
    report(ReportDraft(lived["Overruled"].id, "threat", network="m"), now)
    escalate(lived["Held"].id, "She says when.", bob, now)
    return lived


def change_the_answer(_lived: Lived) -> object:
    return Review.objects.filter(kind="appeal").update(answer="You are right.")


def answer_it_oneself(lived: Lived) -> object:
    return Review.objects.filter(kind="appeal").update(closed_by=lived.alice)


def change_the_appeal(_lived: Lived) -> object:
    return Review.objects.filter(kind="appeal").update(text="I admit it.")


def change_who_escalated(lived: Lived) -> object:
    return Review.objects.filter(kind="escalation").update(asked_by=lived.alice)


def remove_the_cited_clause(_lived: Lived) -> None:
    erase_rows(ReviewCitation.objects.all())


def remove_the_escalation(_lived: Lived) -> None:
    erase_rows(Review.objects.filter(kind="escalation"))


def remove_a_report(lived: Lived) -> None:
    erase_rows(Report.objects.filter(comment=lived.comments["Approved"]))


def change_a_report(_lived: Lived) -> object:
    return Report.objects.filter(note="The end.").update(note="The beginning.")


def forge_a_report(_lived: Lived) -> object:
    found = Report.objects.filter(note="The end.").get()
    found.pk, found.network, found.author_key = None, "x", ""
    found.id = found._meta.pk.get_default()
    found.save(force_insert=True)
    return found


def open_it_again(_lived: Lived) -> object:
    return Review.objects.filter(kind="appeal").update(
        closed_at=None, ending="", closed_by=None, outcome="", answer=""
    )


def close_it_quietly(lived: Lived) -> object:
    return Review.objects.filter(kind="escalation").update(
        closed_at=lived.now, ending="released", closed_by=lived.alice
    )


# What is done, and the code of the fault that must be found (others may come with it).
TAMPERINGS: dict[Tampering, str] = {
    change_the_answer: "review.changed",
    answer_it_oneself: "review.own",
    change_the_appeal: "review.changed",
    change_who_escalated: "review.changed",
    remove_the_cited_clause: "review.changed",
    remove_the_escalation: "review.missing",
    remove_a_report: "review.missing",
    change_a_report: "review.changed",
    forge_a_report: "review.unlogged",
    open_it_again: "review.changed",
    close_it_quietly: "queue.missing",
}


def codes() -> set[str]:
    return {fault.code for fault in faults()}


def test_a_newsroom_with_second_looks_is_sound(looked_at: Lived) -> None:
    assert Comment.objects.get(id=looked_at.comments["Overruled"]).state == "held"
    assert codes() == set()


def test_it_stays_sound_after_an_erasure(looked_at: Lived) -> None:
    for name in ("Rejected", "Approved", "Held"):
        erase(looked_at.comments[name], looked_at.alice, looked_at.now)
    assert codes() == set()


@pytest.mark.parametrize("tampering", TAMPERINGS, ids=lambda tampering: tampering.__name__)
def test_it_finds(looked_at: Lived, tampering: Tampering) -> None:
    with unguarded():
        tampering(looked_at)
    assert TAMPERINGS[tampering] in codes()


def test_an_entry_that_was_cut_leaves_its_review_unlogged(looked_at: Lived) -> None:
    with unguarded():
        erase_rows(Entry.objects.filter(deed="comment.appealed"))
    assert "review.unlogged" in codes()


def test_words_left_after_an_erasure_are_found(looked_at: Lived) -> None:
    erase(looked_at.comments["Rejected"], looked_at.alice, looked_at.now)
    with unguarded():
        Review.objects.filter(kind="appeal").update(text="I meant the mill.")
    assert "comment.not_erased" in codes()
