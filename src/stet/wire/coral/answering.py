"""What Coral is told of a comment, by the phase's mode.

* advise: flags for what was found, and no status: Coral goes on as it would have.
* hold: besides, a status that keeps the comment for Coral's moderators unless nothing was found.
* decide: approved or rejected where an active standing rule of the site says so, else as hold.

The answer has ``status`` at the top, which alone ends Coral's pipeline, and for a rejection also
``moderationAction``, which carries its reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from stet.moderation.rules.abroad import Rule, Standing, deciding_rule
from stet.newsroom.models import Clause, CoralPhase
from stet.screening.types import Screening
from stet.wire.coral.codes import Code, named

Mode = CoralPhase.Mode


class Kind(StrEnum):
    """Kinds of answers, as they are counted for the desk."""

    PASSED = "passed"
    FLAGGED = "flagged"
    HELD = "held"
    APPROVED = "approved"
    REJECTED = "rejected"


@dataclass(frozen=True)
class Answer:
    """``body`` empty: no opinion, which Coral is told with 204."""

    kind: Kind
    body: dict[str, Any]


NOTHING = Answer(Kind.PASSED, {})
# What cannot be read whole is for people, unless the phase only advises.
UNREAD = Answer(Kind.HELD, {"status": "PREMOD"})


def answer_to(screening: Screening, standing: Standing, mode: str, text: str) -> Answer:
    """The answer of a phase in ``mode`` about ``text``."""
    rule = deciding_rule(standing, screening, text) if mode == Mode.DECIDE else None
    if rule is not None:
        return _decided(rule, standing)
    if screening.suggestion == "approve":
        return NOTHING
    flags = _flags(screening.clauses)
    if mode != Mode.ADVISE:
        status = "SYSTEM_WITHHELD" if screening.suggestion == "reject" else "PREMOD"
        return Answer(Kind.HELD, {**flags, "status": status})
    return Answer(Kind.FLAGGED, flags) if flags else NOTHING


def _decided(rule: Rule, standing: Standing) -> Answer:
    clause = standing.clauses.get(rule.clause)
    if clause is None:
        return Answer(Kind.APPROVED, {"status": "APPROVED"})
    action = {"status": "REJECTED", "rejectionReason": _reason(clause)}
    flags = _flags([clause.key])
    return Answer(Kind.REJECTED, {**flags, "status": "REJECTED", "moderationAction": action})


def _reason(clause: Clause) -> dict[str, str]:
    code = named(clause.key).code
    own = {"customReason": clause.title} if code == Code.OTHER else {}
    return {"code": code, "detailedExplanation": clause.reason, **own}


def _flags(clauses: tuple[str, ...] | list[str]) -> dict[str, Any]:
    reasons = dict.fromkeys(named(clause).flag for clause in clauses)
    flags = [{"actionType": "FLAG", "reason": reason} for reason in reasons]
    return {"actions": flags} if flags else {}
