"""Decisions of an invented newsroom, with a screener's scores made up beside them."""

from collections.abc import Callable, Iterable
from random import Random

from stet.screening.clauses import SCORED
from stet.screening.own.features import one_row
from stet.screening.own.mixing import Decided

_WORDS = "the ferry council bridge road harbour tax school bus late again said they people new old"
# What this newsroom does not want, and no screener that ships could know.
OWN = "timetable"

Rule = Callable[[Random, str, float], bool]


def as_it_is(_: Random, text: str, score: float) -> bool:
    """Rejects by the house's own word, and what the screener is sure of."""
    return OWN in text or score > 0.85


def by_lot(chance: Random, _text: str, _score: float) -> bool:
    """Decisions that nothing could explain."""
    return chance.random() < 0.3


def decided(
    many: int, rule: Rule = as_it_is, *, seed: int = 1, clauses: Iterable[str] = ("other_abuse",)
) -> list[Decided]:
    """``many`` decisions in the order of time."""
    chance = Random(seed)
    made = []
    for _ in range(many):
        words = chance.choices(_WORDS.split(), k=chance.randint(3, 20))
        if chance.random() < 0.2:
            words.insert(chance.randrange(len(words)), OWN)
        text, score = " ".join(words), chance.random() ** 2
        scores = {**dict.fromkeys(map(str, SCORED), 0.02), "personal_attack": round(score, 4)}
        scores["publisher_criticism"] = 0.9 if chance.random() < 0.1 else 0.02
        rejected = rule(chance, text, score)
        cited = frozenset(clauses) if rejected else frozenset()
        made.append(Decided(one_row(text, scores), scores, scores, rejected, cited))
    return made
