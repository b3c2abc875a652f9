"""Changes that can be tried on past decisions: what each would say of a comment.

A threshold and a clause switched on or off are worked out from the scores that were kept. A word and
another screener need the text read again, by the screener of today, so that nothing but the change
itself makes a difference between the two readings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from stet.moderation.learning.heads import joined, kin_of
from stet.moderation.learning.models import OwnHead
from stet.moderation.learning.reading import identity, read, submissions
from stet.moderation.outcomes import Outcome
from stet.moderation.replaying import Tally, add_threshold
from stet.moderation.screeners import screener_of, shipped_screener_of
from stet.newsroom.fields import BadField
from stet.newsroom.lexicons import edits_of
from stet.newsroom.models import Site
from stet.screening.clauses import SCORED
from stet.screening.lexicon import LANGUAGES
from stet.screening.model.mind import shipped_mind
from stet.screening.own.head import Head
from stet.screening.policy import OTHERS, Policy
from stet.screening.screener import build_screener

KINDS = ("threshold", "clause", "word", "screener")
_TERM_LIMIT = 120  # the column's of the word lists


class BadChange(BadField):
    """A change that cannot be tried; ``field`` says which part of it is wrong."""


@dataclass(frozen=True)
class Change:
    """What is tried. ``kind`` is one of `KINDS`; the other fields are those that it needs.

    ``action``: reject or approve (threshold), on or off (clause), add or remove (word). ``at`` is a
    probability. ``head`` is the number of a learned head; 0 is the screener as it ships, None the
    one in use.
    """

    kind: str
    clause: str = ""
    at: float = 0.0
    action: str = ""
    lang: str = ""
    term: str = ""
    strength: str = "strong"
    head: int | None = None

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> Change:
        return cls(**kept)


def check(change: Change, site: Site) -> None:
    """Raises `BadChange` for what cannot be tried on this site."""
    if change.kind not in KINDS:
        raise BadChange("kind", _("There is no such kind of change."))
    if change.kind != "screener" and change.clause not in map(str, SCORED):
        raise BadChange("clause", _("The screener does not score this clause."))
    actions = {
        "threshold": ("reject", "approve"),
        "clause": ("on", "off"),
        "word": ("add", "remove"),
    }
    if change.action not in actions.get(change.kind, (change.action,)):
        raise BadChange("action", _("Please choose one of the two."))
    if change.kind == "threshold" and not 0.0 < change.at < 1.0:
        raise BadChange("at", _("A threshold is a probability between 0 and 1, such as 0.9."))
    if change.kind == "word":
        _check_word(change)
    if change.kind == "screener" and change.head:
        _head(site, change.head)


def _check_word(change: Change) -> None:
    if change.lang not in LANGUAGES:
        raise BadChange("lang", _("The screener has no word list in this language."))
    if not any(sign.isalnum() for sign in change.term) or len(change.term) > _TERM_LIMIT:
        raise BadChange("term", _("A term needs a letter or a digit, and at most 120 characters."))
    if change.strength not in ("strong", "mild"):
        raise BadChange("strength", _("The strength is strong or mild."))


def _head(site: Site, number: int) -> OwnHead:
    try:
        return OwnHead.objects.get(site=site, number=number)
    except OwnHead.DoesNotExist:
        raise BadChange("head", _("There is no version with this number.")) from None


class Trial(Protocol):
    """Tries a change on a batch of decisions, into a tally."""

    def add(self, tally: Tally, batch: Sequence[Outcome]) -> None: ...


def trial_of(change: Change, site: Site) -> Trial:
    """Raises `BadChange`."""
    check(change, site)
    if change.kind == "threshold":
        return _Threshold(change)
    if change.kind == "clause":
        return _Clause(change)
    return _Reread(change, site)


def tally_of(change: Change) -> Tally:
    return Tally(rule=change.action if change.kind == "threshold" else "")


class _Threshold:
    def __init__(self, change: Change) -> None:
        self._change = change

    def add(self, tally: Tally, batch: Sequence[Outcome]) -> None:
        to_reject = self._change.action == "reject"
        for outcome in batch:
            add_threshold(
                tally,
                outcome,
                self._change.clause,
                self._change.at,
                "reject" if to_reject else "approve",
            )


class _Clause:
    """A clause of the guidelines in force or not, by the kept scores and the screener's thresholds."""

    def __init__(self, change: Change) -> None:
        self._change = change
        self._policies = shipped_mind().policies

    def add(self, tally: Tally, batch: Sequence[Outcome]) -> None:
        for one in batch:
            policy = self._policies.get(one.read_as, self._policies[OTHERS])
            after = self._after(one, policy) if one.suggestion else ""
            tally.add(one, one.suggestion, after, one.scores.get(self._change.clause))

    def _after(self, one: Outcome, policy: Policy) -> str:
        clause = self._change.clause
        if self._change.action == "on":
            score = one.scores.get(clause, 0.0)
            if score >= policy.rejects_at(clause):
                return "reject"
            found = Policy(active=frozenset({clause}), look_at=policy.look_at).named(one.scores)
            return "look" if found and one.suggestion == "approve" else one.suggestion
        if clause not in one.named:
            return one.suggestion
        rest = [other for other in one.named if other != clause]
        if not rest:
            return "approve"
        sure = any(one.scores[other] >= policy.rejects_at(other) for other in rest)
        led = one.scores[clause] >= policy.rejects_at(clause)
        return "look" if one.suggestion == "reject" and led and not sure else one.suggestion


class _Reread:
    """Two screeners over the same texts: the one in use, and the one with the change."""

    def __init__(self, change: Change, site: Site) -> None:
        self._now = screener_of(site.id)
        shipped = shipped_screener_of(site.id)
        self._kept = change.kind == "screener" and change.head is None
        if change.kind == "word":
            edit = (change.action, change.lang, change.term, change.clause, change.strength)
            self._now = shipped
            self._then = build_screener([*edits_of(site.id), edit])
        elif change.head:
            head = _head(site, change.head)
            if head.kin != kin_of(shipped):
                raise BadChange("head", _("This version was learned on other models."))
            own = Head.from_bytes(bytes(head.data), head.checksum)
            self._then = joined(shipped, own, head.checksum)  # type: ignore[assignment]
        else:
            self._then = self._now if self._kept else shipped  # type: ignore[assignment]

    def add(self, tally: Tally, batch: Sequence[Outcome]) -> None:
        wanted = submissions(batch)
        after = read(self._then, wanted)
        # Against the screener in use, except where that one itself is tried on earlier readings.
        before = {} if self._kept else read(self._now, wanted)
        for one in batch:
            if one.comment in after:
                said = after[one.comment]
                earlier = before[one.comment].suggestion if before else one.suggestion
                tally.add(one, earlier, said.suggestion, _top(said.scores, said.clauses))


def _top(scores: Mapping[str, float], named: Sequence[str]) -> float | None:
    return max((scores[clause] for clause in named), default=None)


def screener_identity(site_id: UUID) -> str:
    return identity(screener_of(site_id))
