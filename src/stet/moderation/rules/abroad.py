"""Standing rules for comments that another system keeps: the same conditions, and nothing written.

Whatever would leave one of our own comments to people leaves theirs to people too. A share of what a
rule would decide is left to people here as well, but proves nothing: what they decide stays there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from stet.moderation.rules.measuring import probability
from stet.moderation.rules.standing import active_rules
from stet.newsroom.guidelines import in_force
from stet.newsroom.models import Clause, Site
from stet.screening.types import Screening


@dataclass(frozen=True)
class Rule:
    """A rule that is on. ``clause`` is empty where it approves."""

    version: UUID
    clause: str
    direction: str
    threshold: float
    screener: str
    langs: frozenset[str]
    audit_share: float


@dataclass(frozen=True)
class Standing:
    """What is in force on a site at one moment: its clauses in use, and its rules in their order."""

    clauses: Mapping[str, Clause]
    rules: tuple[Rule, ...]


def standing_of(site: Site) -> Standing:
    """Reads what is in force now."""
    clauses = {clause.key: clause for clause in in_force(site.id).clauses.all() if clause.enabled}
    rules = tuple(
        Rule(
            version.id,
            rule.clause,
            rule.direction,
            version.threshold,
            version.screener,
            frozenset(version.langs),
            version.audit_share,
        )
        for rule in active_rules(site.id)
        if (version := rule.active) is not None
    )
    return Standing(clauses, rules)


def deciding_rule(standing: Standing, screening: Screening, text: str) -> Rule | None:
    """The rule that would decide this comment; None leaves it to people.

    The same text falls into a rule's share for people each time, so that sending it again helps
    nobody; which texts do is not to be foreseen without the version's id.
    """
    for rule in standing.rules:
        if not _covers(rule, standing, screening):
            continue
        return None if _drawn(rule, text) else rule
    return None


def _covers(rule: Rule, standing: Standing, screening: Screening) -> bool:
    if rule.screener != screening.screener or screening.lang not in rule.langs:
        return False
    if rule.clause:
        clause = standing.clauses.get(rule.clause)
        if clause is None or clause.ground == Clause.Ground.PEOPLE:
            return False
    scores = dict(screening.scores)
    return probability(scores, rule.clause, rule.direction, standing.clauses) >= rule.threshold


def _drawn(rule: Rule, text: str) -> bool:
    digest = hashlib.sha256(rule.version.bytes + text.encode("utf-8", "replace")).digest()
    return int.from_bytes(digest[:8], "big") / 2**64 < rule.audit_share
