"""Findings about people: insults aimed at someone here, threats, contempt for a protected group.

Each pattern is a regular expression over the marks of `grammar`. The probabilities are those of the
clause being broken where the pattern matches and nothing casts doubt: judged from samples of public
comments and from written examples, not calibrated (docs/screening.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from stet.screening.clauses import Clause
from stet.screening.findings import Finding
from stet.screening.grammar import QUESTION, Grammar, Roles, group_clause
from stet.screening.reading import MOST, Reading
from stet.screening.reasons import Reason

# Said, asked, condemned, told of an armed group: a person should look, whatever the words were.
_DOUBTED: Final = 0.45
# "Some", "my", "these two": not about the group as such.
_PART: Final = 0.3
_REACH: Final = 5
_NEAR: Final = 2

_BETWEEN: Final = "(?:{filler|bad|bad_mild|all}|,)*"


@dataclass(frozen=True, slots=True)
class Pattern:
    """`clause` None: the clause that protects the group named. `needs`: roles that must be present."""

    template: str
    clause: Clause | None
    probability: float
    reason: Reason
    needs: tuple[frozenset[str], ...]
    languages: frozenset[str] | None = None


def _pattern(
    template: str,
    clause: Clause | None,
    probability: float,
    reason: Reason,
    *needs: str,
    languages: frozenset[str] | None = None,
) -> Pattern:
    wanted = tuple(frozenset(need.split("|")) for need in needs)
    return Pattern(template, clause, probability, reason, wanted, languages)


# Languages that say "Kurds are heroes" without a word for "are", or with one on the end of a word.
NO_COPULA: Final = frozenset({"ar", "ckb", "ku", "tr", "fa"})

_YOU_ARE: Final = "(?:{you_are}|{you}{are})"
_ATTACK, _THREAT = Clause.PERSONAL_ATTACK, Clause.THREAT

ATTACKS: Final = (
    _pattern(_YOU_ARE + _BETWEEN + "{insult|insult_literal}", _ATTACK, 0.92, Reason.INSULT_AIMED,
             "insult|insult_literal", "you|you_are"),
    _pattern(_YOU_ARE + _BETWEEN + "{bad}", _ATTACK, 0.85, Reason.INSULT_AIMED, "bad", "you|you_are"),
    _pattern(_YOU_ARE + _BETWEEN + "{insult_mild|contempt|bad_mild}", _ATTACK, 0.6,
             Reason.INSULT_MILD, "insult_mild|contempt|bad_mild", "you|you_are"),
    _pattern("{you},?" + _BETWEEN + "{insult|insult_literal}", _ATTACK, 0.9, Reason.INSULT_AIMED,
             "insult|insult_literal", "you"),
    _pattern("{you}{bad|insult_mild}", _ATTACK, 0.6, Reason.INSULT_MILD, "you", "bad|insult_mild"),
    _pattern("{person_here}{are}?" + _BETWEEN + "{insult|insult_literal|bad}", _ATTACK, 0.88,
             Reason.INSULT_AIMED, "person_here", "insult|insult_literal|bad"),
    _pattern("{person_here}{are}?" + _BETWEEN + "{insult_mild|contempt|bad_mild}", _ATTACK, 0.55,
             Reason.INSULT_MILD, "person_here", "insult_mild|contempt|bad_mild"),
    _pattern("{insult|insult_literal|bad}{filler|all}*{person_here}", _ATTACK, 0.85,
             Reason.INSULT_AIMED, "person_here", "insult|insult_literal|bad"),
    _pattern("{insult|insult_literal}{like}{you}", _ATTACK, 0.9, Reason.INSULT_AIMED,
             "insult|insult_literal", "like", "you"),
    _pattern("{bad|bad_mild}{like}{you}", _ATTACK, 0.82, Reason.INSULT_AIMED,
             "bad|bad_mild", "like", "you"),
    _pattern("{your}{bad|insult|insult_literal}", _ATTACK, 0.45, Reason.INSULT_MILD,
             "your", "bad|insult|insult_literal"),
)  # fmt: skip

UNAIMED: Final = _pattern("{insult}", _ATTACK, 0.42, Reason.INSULT_UNAIMED, "insult")

THREATS: Final = (
    _pattern("{first_will}[^;?{{not}}]{0,4}{violence}[^;?]{0,3}{you|your|person_here}", _THREAT, 0.93,
             Reason.THREAT_PERSON, "violence", "first_will", "you|your|person_here"),
    _pattern("{first_will}[^;?{{not}}]{0,3}{violence_loose}[^;?]{0,2}{you|your|person_here}", _THREAT,
             0.55, Reason.THREAT_UNCLEAR, "violence_loose", "first_will", "you|your|person_here"),
    _pattern("{you}{filler|all}*{deserve}{filler|all}*{violence_done}", _THREAT, 0.92,
             Reason.THREAT_PERSON, "you", "deserve", "violence_done"),
    _pattern("{person_here}{filler|all}*{deserve}{filler|all}*{violence_done}", _THREAT, 0.92,
             Reason.THREAT_PERSON, "person_here", "deserve", "violence_done"),
    _pattern("{you}{filler|all}*{will}[^;?]{0,2}{violence_done}", _THREAT, 0.5,
             Reason.THREAT_UNCLEAR, "you", "will", "violence_done"),
    _pattern("{group}{filler|all}*{deserve}{filler|all}*{violence_done}", _THREAT, 0.9,
             Reason.THREAT_GROUP, "group", "violence_done", "deserve"),
    _pattern("{group}{filler|all}*{violence_done}", _THREAT, 0.88, Reason.THREAT_GROUP,
             "group", "violence_done", languages=NO_COPULA),
    _pattern("(?:^|[;?,\"]|{will|first_will}){filler}*{violence}{filler|all}*{bad|bad_mild|insult}*{group}",
             _THREAT, 0.9, Reason.THREAT_GROUP, "violence", "group"),
)  # fmt: skip

ABUSE: Final = (
    _pattern("{group}(?:{all}|,)*{are|past}{like}?" + _BETWEEN + "{contempt|insult|insult_literal}", None, 0.9,
             Reason.CONTEMPT_GROUP, "group", "contempt|insult|insult_literal", "are|past"),
    _pattern("{group}{filler|all}*{contempt}", None, 0.82, Reason.CONTEMPT_GROUP,
             "group", "contempt", languages=NO_COPULA),
    _pattern("{group}{filler|all}*{are|past}" + _BETWEEN + "{bad}", None, 0.85,
             Reason.CONTEMPT_GROUP, "group", "bad", "are|past"),
    _pattern("{group}{filler|all}*{are|past}" + _BETWEEN + "{bad_mild}", None, 0.55,
             Reason.CONTEMPT_GROUP, "group", "bad_mild", "are|past"),
    _pattern("{bad|insult}{all|bad|bad_mild}*{group}", None, 0.85, Reason.CONTEMPT_GROUP,
             "group", "bad|insult"),
    _pattern("{bad_mild}{all}*{group}", None, 0.45, Reason.ABUSE_UNCLEAR, "group", "bad_mild"),
    _pattern("{group}{filler|all|third}{0,2}{exclude}", None, 0.85, Reason.EXCLUSION_GROUP,
             "group", "exclude"),
    _pattern("{group}{filler|all|third}{0,2}{exclude_mild}", None, 0.5, Reason.ABUSE_UNCLEAR,
             "group", "exclude_mild"),
    _pattern("{expel}{filler|all}*{all}{filler|all}*{group}", None, 0.82, Reason.EXCLUSION_GROUP,
             "group", "expel", "all"),
    _pattern("{expel}{filler}*{group}", None, 0.45, Reason.ABUSE_UNCLEAR, "group", "expel"),
    _pattern("{all}{filler}*{group}{filler|all}*{deserve|will}{filler|all}*{expelled}", None, 0.82,
             Reason.EXCLUSION_GROUP, "group", "expelled", "all"),
    _pattern("{group}{filler|all}*{deserve|will}{filler|all}*{expelled}", None, 0.6,
             Reason.EXCLUSION_GROUP, "group", "expelled"),
    _pattern("{group}{filler|all}*{expelled}", None, 0.6, Reason.EXCLUSION_GROUP,
             "group", "expelled", languages=NO_COPULA),
    _pattern("{better_strong}{filler|all|some}*{group}", None, 0.85, Reason.EXCLUSION_GROUP,
             "group", "better_strong"),
    _pattern("{better_without}{filler|all|some}*{group}", None, 0.45, Reason.ABUSE_UNCLEAR,
             "group", "better_without"),
    _pattern("{first}{filler}*{hate}{filler|all|bad|insult}*{group}", None, 0.85,
             Reason.CONTEMPT_GROUP, "group", "hate", "first"),
)  # fmt: skip


class PeopleRules:
    """The patterns, compiled for one grammar."""

    def __init__(self, grammar: Grammar) -> None:
        self._aimed = [(p, grammar.compile(p.template)) for p in (*ATTACKS, *THREATS, *ABUSE)]
        self._unaimed = grammar.compile(UNAIMED.template)

    def find(self, reading: Reading) -> Iterator[Finding]:
        """Aimed insults, threats and contempt; an unaimed insult only where nothing else was found."""
        present = reading.present
        if any(role.startswith("group.") for role in present):
            present = present | {"group"}
        attacked = False
        for pattern, compiled in self._aimed:
            if not all(needed & present for needed in pattern.needs):
                continue
            if pattern.languages is not None and reading.language not in pattern.languages:
                continue
            for found in islice(compiled.finditer(reading.marks), MOST):
                finding = _finding(reading, pattern, found)
                if finding is not None:
                    attacked = attacked or finding.clause is _ATTACK
                    yield finding
        if "insult" in present and not attacked:
            yield from self._unaimed_insults(reading)

    def _unaimed_insults(self, reading: Reading) -> Iterator[Finding]:
        for found in islice(self._unaimed.finditer(reading.marks), MOST):
            start, end = reading.sentence(found.start())
            roles = reading.roles[start:end]
            # About an army, a regime, politicians: opinion. Denied or reported: no attack either.
            others = any(has & _NOT_AN_ATTACK for has in roles)
            probability = 0.2 if others else UNAIMED.probability
            span = reading.span_of_marks(*found.span())
            yield Finding(_ATTACK, probability, UNAIMED.reason, (span,))


_NOT_AN_ATTACK: Final = frozenset({"exempt", "not", "reported", "condemn"})


def _finding(reading: Reading, pattern: Pattern, found: re.Match[str]) -> Finding | None:
    start, end = found.span()
    while reading.first[start] < 0:
        start += 1
    clause = pattern.clause or _clause_of_group(reading, start, end)
    if clause is None:
        return None
    probability, reason = pattern.probability, pattern.reason
    limit = _limit(reading, pattern, start, end)
    if limit < probability:
        probability = limit
        reason = {_ATTACK: Reason.INSULT_UNAIMED, _THREAT: Reason.THREAT_UNCLEAR}.get(
            clause, Reason.ABUSE_UNCLEAR
        )
    return Finding(clause, probability, reason, (reading.span_of_marks(start, end),))


def _clause_of_group(reading: Reading, start: int, end: int) -> Clause | None:
    for has in reading.roles[start:end]:
        clause = group_clause(has)
        if clause is not None:
            return clause
    return None


def _limit(reading: Reading, pattern: Pattern, start: int, end: int) -> float:
    """The most that the finding may weigh, given who speaks and of whom; 1.0 without any doubt."""
    first, last = reading.sentence(start)
    before = reading.roles[max(first, start - _REACH) : start]
    outside = (*reading.roles[first:start], *reading.roles[end:last])
    if pattern.clause is _ATTACK:
        # "He said you are a fool", but not "Why say such things, you fool?"
        doubts = _any(before[-_NEAR:], "reported")
    else:
        doubts = _any(before, "reported", "not") or _any(outside, "condemn")
        doubts = doubts or reading.marks[last : last + 1] == QUESTION
        if reading.language in NO_COPULA:
            # These languages put "they said" after what was said as well as before it.
            doubts = doubts or _any(outside, "reported")
    if pattern.clause is _THREAT:
        doubts = doubts or _any(before, "third", "exempt")
    if pattern.clause is None or pattern.reason is Reason.THREAT_GROUP:
        if before and "some" in before[-1]:
            return _PART
        # In an armed group's mouth or deed, or in the past, contempt is what the comment tells of.
        doubts = doubts or _any(outside, "exempt") or _any(reading.roles[start:end], "past")
        doubts = doubts or _any(reading.roles, "condemn")
    return _DOUBTED if doubts or reading.quoted(start, end) else 1.0


def _any(roles: Iterable[Roles], *wanted: str) -> bool:
    return any(not has.isdisjoint(wanted) for has in roles)
