"""Perspective's attributes: the one table of what each is computed from, and in which languages.

`docs/perspective.md` has the same table and is held against this one by a test.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from stet.screening.clauses import ABUSE_CLAUSES, ADVISORY, Clause
from stet.screening.corpora.heads import TOXIC
from stet.screening.lexicon import LANGUAGES
from stet.screening.policy import LOOK_AT, Policy
from stet.screening.types import Screening
from stet.wire.perspective.calibration import (
    NAMED_AT,
    REJECTED_AT,
    anchored,
    toxicity_of,
)

Group = Literal["production", "experimental", "new_york_times", "older", "bridging", "persuasion"]

# Where the models that an advisory score comes from were measured.
_ADVISED: Final = ("en", "de")
_ENGLISH: Final = ("en",)
_SWEARING: Final = (Clause.PROFANITY, Clause.VULGARITY)
_HOSTILE: Final = tuple(clause for clause in map(Clause, TOXIC) if clause not in _SWEARING)
_PROMOTION: Final = (Clause.COMMERCIAL_PROMOTION, Clause.PERSONAL_PROMOTION)
# Just below what the next step of LIKELY_TO_REJECT begins at.
_BELOW: Final = 0.0001


@dataclass(frozen=True, slots=True)
class Read:
    """What the screener said of a text, and the thresholds by which it judges in its language."""

    screening: Screening
    policy: Policy

    def of(self, *clauses: str) -> float:
        """The highest of these clauses, each on the scale of `calibration.anchored`."""
        return max(
            anchored(
                self.screening.scores.get(clause, 0.0),
                self.policy.look_at.get(clause, LOOK_AT),
                self.policy.rejects_at(clause),
            )
            for clause in clauses
        )

    def chance(self, advisory: str) -> float:
        """An advisory score as it is: a probability."""
        return self.screening.scores.get(advisory, 0.0)


def _toxicity(read: Read) -> float:
    return toxicity_of(read.screening.overall)


def _severe(read: Read) -> float:
    with_swearing = read.of(Clause.PERSONAL_ATTACK) * read.of(*_SWEARING)
    worst = max(read.of(Clause.THREAT), read.of(*ABUSE_CLAUSES), with_swearing)
    return min(worst, _toxicity(read))


def _likely_to_reject(read: Read) -> float:
    """As sure as the surest clause in force, within the step that the suggestion sets."""
    in_force = [clause for clause in read.policy.active if clause not in ADVISORY]
    surest = max(read.of(*in_force) if in_force else 0.0, _toxicity(read))
    low, high = {
        "approve": (0.0, NAMED_AT - _BELOW),
        "look": (NAMED_AT, REJECTED_AT - _BELOW),
        "reject": (REJECTED_AT, 1.0),
    }[read.screening.suggestion]
    return min(max(surest, low), high)


def _publisher(read: Read) -> float:
    return min(read.chance(Clause.PUBLISHER_CRITICISM), read.of(*_HOSTILE))


def _constructive(read: Read) -> float:
    return read.chance(Clause.CONSTRUCTIVE)


def _reasoning(read: Read) -> float:
    return max(read.chance(Clause.CONSTRUCTIVE), read.chance(Clause.CLAIM_EVIDENCE))


def _unsubstantial(read: Read) -> float:
    return (1.0 - read.chance(Clause.CONSTRUCTIVE)) * (1.0 - read.chance(Clause.CLAIM_EVIDENCE))


def _highest(*clauses: str) -> Callable[[Read], float]:
    return lambda read: read.of(*clauses)


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute. ``value`` None: we have no score for it, and it supports no language.

    ``made_of`` says what ``value`` computes, in the words of the documentation. ``clause`` is the clause that
    a moderator means who suggests this attribute; ``rejects``: whether suggesting it says that a
    comment should not be published.
    """

    name: str
    group: Group
    made_of: str = ""
    value: Callable[[Read], float] | None = None
    languages: tuple[str, ...] = ()
    clause: str = ""
    rejects: bool = True


def _table() -> tuple[Attribute, ...]:
    production = (
        Attribute("TOXICITY", "production", "the overall probability, on the fitted scale", _toxicity, LANGUAGES),
        Attribute("SEVERE_TOXICITY", "production", "a threat, an attack on what people are, or a personal attack times swearing; never above TOXICITY", _severe, LANGUAGES),
        Attribute("IDENTITY_ATTACK", "production", "the highest of sexism, racism, homophobia, xenophobia, other_abuse", _highest(*ABUSE_CLAUSES), LANGUAGES),
        Attribute("INSULT", "production", "personal_attack", _highest(Clause.PERSONAL_ATTACK), LANGUAGES, "personal_attack"),
        Attribute("PROFANITY", "production", "profanity", _highest(Clause.PROFANITY), LANGUAGES, "profanity"),
        Attribute("THREAT", "production", "threat", _highest(Clause.THREAT), LANGUAGES, "threat"),
    )  # fmt: skip
    variants = tuple(
        Attribute(
            f"{one.name}_EXPERIMENTAL", "experimental", f"as {one.name}", one.value, one.languages, one.clause
        )
        for one in production
    )  # fmt: skip
    unknown = tuple(
        Attribute(f"{name}_EXPERIMENTAL", group, rejects=group == "persuasion")
        for group, names in _WITHOUT.items()
        for name in names
    )
    return (*production, *variants, *_OTHERS, *unknown)


_OTHERS: Final = (
    Attribute("TOXICITY_FAST", "experimental", "as TOXICITY", _toxicity, LANGUAGES),
    Attribute("SEXUALLY_EXPLICIT", "experimental"),
    Attribute("FLIRTATION", "experimental"),
    Attribute("ATTACK_ON_AUTHOR", "new_york_times", "personal_attack; whom it is aimed at is not told apart", _highest(Clause.PERSONAL_ATTACK), LANGUAGES, "personal_attack"),
    Attribute("ATTACK_ON_COMMENTER", "new_york_times", "as ATTACK_ON_AUTHOR", _highest(Clause.PERSONAL_ATTACK), LANGUAGES, "personal_attack"),
    Attribute("INCOHERENT", "new_york_times", "unintelligible_or_repeated, by rules alone", _highest(Clause.UNINTELLIGIBLE_OR_REPEATED), LANGUAGES, "unintelligible_or_repeated"),
    Attribute("INFLAMMATORY", "new_york_times", "the highest of threat, personal_attack and the five of IDENTITY_ATTACK", _highest(*_HOSTILE), LANGUAGES),
    Attribute("LIKELY_TO_REJECT", "new_york_times", "the surest clause in force or TOXICITY: from 0.8 where Stet suggests to reject, below 0.5 where it suggests to approve", _likely_to_reject, LANGUAGES),
    Attribute("OBSCENE", "new_york_times", "the higher of profanity and vulgarity", _highest(*_SWEARING), LANGUAGES, "vulgarity"),
    Attribute("SPAM", "new_york_times", "the higher of commercial_promotion and personal_promotion", _highest(*_PROMOTION), LANGUAGES, "commercial_promotion"),
    Attribute("UNSUBSTANTIAL", "new_york_times", "neither constructive nor claim_evidence", _unsubstantial, _ADVISED, rejects=False),
    Attribute("ATTACK_ON_PUBLISHER", "older", "the lower of publisher_criticism and INFLAMMATORY: criticism that stays civil is low", _publisher, _ENGLISH),
    Attribute("OFF_TOPIC", "older", "off_topic, against the article in the context; without one always low", lambda read: read.chance(Clause.OFF_TOPIC), _ENGLISH, rejects=False),
    Attribute("CONSTRUCTIVE_EXPERIMENTAL", "bridging", "constructive", _constructive, _ADVISED, rejects=False),
    Attribute("REASONING_EXPERIMENTAL", "bridging", "the higher of constructive and claim_evidence", _reasoning, _ADVISED, rejects=False),
)  # fmt: skip

# Known by name; no score of ours was measured against anything like them.
_WITHOUT: Final[Mapping[Group, tuple[str, ...]]] = {
    "bridging": ("AFFINITY", "COMPASSION", "CURIOSITY", "NUANCE", "PERSONAL_STORY", "RESPECT"),
    "persuasion": (
        "ALIENATION", "FEARMONGERING", "GENERALIZATION", "MORAL_OUTRAGE", "SCAPEGOATING", "POWER_APPEAL",
    ),
}  # fmt: skip

ATTRIBUTES: Final[Mapping[str, Attribute]] = {one.name: one for one in _table()}


def base_name(key: str) -> str:
    """The name without the version that a request may ask for: TOXICITY of TOXICITY@5."""
    return key.partition("@")[0]
