"""Labels of other systems may help to learn; they never measure, and people outweigh them."""

from dataclasses import replace

import pytest

from stet.screening.own.head import ANY
from stet.screening.own.learning import LEAST_DECISIONS, Learned, TooFew, learn
from stet.screening.own.mixing import Decided, counts_of, split
from tests.screening.own.decisions import as_it_is, decided


def labels(many: int, *, wrong: bool = False, seed: int = 9) -> list[Decided]:
    made = decided(many, as_it_is, seed=seed)
    return [replace(one, label=True, rejected=one.rejected != wrong) for one in made]


@pytest.fixture(scope="module")
def past() -> list[Decided]:
    return decided(600)


@pytest.fixture(scope="module")
def alone(past: list[Decided]) -> Learned:
    return learn(past, "kin")


def test_labels_that_fit_what_people_decide_are_learned_from_and_not_measured_on(
    past: list[Decided], alone: Learned
) -> None:
    mixed = learn([*labels(400), *past], "kin")
    assert (mixed.labels, mixed.labels_left) == (400, 0)
    assert (mixed.learned_from, mixed.measured_on) == (alone.learned_from, alone.measured_on)
    assert mixed.checksum != alone.checksum
    assert mixed.report()["labels"] == 400


def test_labels_that_contradict_people_are_left_out(past: list[Decided], alone: Learned) -> None:
    mixed = learn([*labels(400, wrong=True), *past], "kin")
    assert (mixed.labels, mixed.labels_left) == (0, 400)
    assert mixed.checksum == alone.checksum


def test_labels_later_than_what_is_learned_from_change_nothing(
    past: list[Decided], alone: Learned
) -> None:
    mixed = learn([*past[:500], *labels(100), *past[500:]], "kin")
    assert (mixed.labels, mixed.labels_left) == (0, 0)
    assert mixed.checksum == alone.checksum


def test_labels_do_not_stand_in_for_decisions() -> None:
    with pytest.raises(TooFew) as few:
        learn([*labels(2000), *decided(LEAST_DECISIONS - 1)], "kin")
    assert few.value.facts["decisions"] == (LEAST_DECISIONS - 1, LEAST_DECISIONS)


def test_where_the_later_part_begins_is_counted_in_decisions(past: list[Decided]) -> None:
    some = labels(50)
    mixed = [*past[:100], *some, *past[100:500], *some, *past[500:]]
    kept, cut = split(mixed)
    assert (cut, len(kept)) == (470, 650)
    assert sum(one.label for one in kept[:cut]) == 50
    assert not any(one.label for one in kept[cut:])


def test_a_label_counts_for_half_and_only_where_it_says_something(past: list[Decided]) -> None:
    one = past[0]
    rejected = replace(one, label=True, rejected=True, clauses=frozenset({"threat"}))
    approved = replace(one, label=True, rejected=False, clauses=frozenset())
    mixed = [one, rejected, approved]
    assert counts_of(mixed, ANY).tolist() == [1.0, 0.5, 0.5]
    assert counts_of(mixed, "threat").tolist() == [1.0, 0.5, 0.5]
    assert counts_of(mixed, "sexism").tolist() == [1.0, 0.0, 0.5]
