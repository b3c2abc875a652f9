"""Second opinions and double reviews are proved: who was drawn, who answered, and who differed."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from stet.config.verifying import faults
from stet.ledger.models import Entry
from stet.moderation.deciding import Verdict
from stet.moderation.leaving import erase
from stet.moderation.reviewing.answering import answer
from stet.moderation.reviewing.asking import Question, ask
from stet.moderation.reviewing.meeting_models import Disagreement
from stet.moderation.reviewing.models import Review
from stet.moderation.seen import Seen
from stet.newsroom.models import Site, Staff
from stet.newsroom.roles import Role
from stet.newsroom.sites import change_site
from tests.verify.conftest import Lived
from tests.verify.hands import erase_rows, unguarded

Tampering = Callable[[Lived], object]


@pytest.fixture
def doubled(lived: Lived) -> Lived:
    """A second opinion that differs, one that is open, and two drawn decisions, one answered."""
    bob = Staff.objects.create(username="bob", display_name="Bob", role=Role.MODERATOR)
    lived.now += timedelta(minutes=5)
    for name in ("Asked", "Open", "Drawn", "Waiting"):
        lived.write(name, f"What {name} says of the mill.")
    question = Question(lived.comments["Asked"], "Is it a joke?", "approve")
    review = ask(question, lived.alice, lived.now)
    _answer(lived, review, bob, "reject", "threat")
    ask(Question(lived.comments["Open"], "And this?"), lived.alice, lived.now)
    change_site(Site.objects.get(), by=None, now=lived.now, numbers={"double_review": "100"})
    lived.decide("Drawn", "approve")
    lived.decide("Waiting", "approve")
    change_site(Site.objects.get(), by=None, now=lived.now, numbers={"double_review": "0"})
    drawn = Review.objects.get(kind="double_review", comment=lived.comments["Drawn"])
    _answer(lived, drawn, bob, "reject", "racism")
    return lived


def _answer(lived: Lived, review: Review, by: Staff, outcome: str, *clauses: str) -> None:
    lived.now += timedelta(seconds=5)
    comment = review.comment
    comment.refresh_from_db()
    seen = str(Seen(comment.version, 1, None))
    answer(review.id, Verdict(comment.id, outcome, [*clauses], "So.", seen), by, lived.now)


def change_the_leaning(_lived: Lived) -> object:
    return Review.objects.filter(kind="second_opinion").update(leaning="reject")


def answer_ones_own_question(lived: Lived) -> object:
    found = Review.objects.filter(kind="second_opinion", ending="answered")
    return found.update(closed_by=lived.alice)


def remove_a_draw(lived: Lived) -> None:
    erase_rows(Review.objects.filter(comment=lived.comments["Waiting"]))


def draw_another(lived: Lived) -> object:
    decision = lived["Approved"].decision
    return Review.objects.create(
        comment=lived["Approved"],
        kind="double_review",
        questioned_id=decision,
        opened_at=lived.now,
        blind=True,
    )


def change_the_secret(_lived: Lived) -> object:
    return Site.objects.update(draw_key="00" * 32)


def hide_a_disagreement(lived: Lived) -> None:
    erase_rows(Disagreement.objects.filter(comment=lived.comments["Drawn"]))


def change_what_they_differ_about(_lived: Lived) -> object:
    return Disagreement.objects.update(about="clauses")


def cut_the_entry_of_a_draw(lived: Lived) -> None:
    erase_rows(Entry.objects.filter(deed="comment.drawn", subject=lived.comments["Waiting"]))


# What is done, and the code of the fault that must be found (others may come with it).
TAMPERINGS: dict[Tampering, str] = {
    change_the_leaning: "review.changed",
    answer_ones_own_question: "review.own",
    remove_a_draw: "draw.missing",
    draw_another: "draw.extra",
    change_the_secret: "draw.key_changed",
    hide_a_disagreement: "disagreement.changed",
    change_what_they_differ_about: "disagreement.changed",
    cut_the_entry_of_a_draw: "review.changed",
}


def codes() -> set[str]:
    return {fault.code for fault in faults()}


def test_a_newsroom_with_second_persons_is_sound(doubled: Lived) -> None:
    assert Disagreement.objects.count() == 2
    assert codes() == set()


def test_it_stays_sound_after_an_erasure(doubled: Lived) -> None:
    for name in ("Asked", "Open", "Drawn"):
        erase(doubled.comments[name], doubled.alice, doubled.now)
    assert codes() == set()


@pytest.mark.parametrize("tampering", TAMPERINGS, ids=lambda tampering: tampering.__name__)
def test_it_finds(doubled: Lived, tampering: Tampering) -> None:
    with unguarded():
        tampering(doubled)
    assert TAMPERINGS[tampering] in codes()
