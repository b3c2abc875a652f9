"""What an author is shown of her own draft: words, and the clause that they seem to break.

A wrong nudge insults somebody who has done nothing, before anybody has read a word. So it has to be
surer than what a moderator is shown: a clause counts only from the probability at which the screener
suggests to reject (measured for precision), never one that is merely worth a look, and only if
it can point at words. Advisory scores are no clauses and never count. Naming a group breaks none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.core import signing
from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare, salted_hmac

from stet.comments.models import Comment
from stet.moderation.metrics import NUDGES
from stet.moderation.nudging.models import Nudge, NudgeDay
from stet.moderation.screeners import screener_of
from stet.moderation.screening import screen_in_time
from stet.newsroom.guidelines import in_force
from stet.newsroom.models import Site
from stet.screening.types import Screening, Span, Submission
from stet.text.matchkey import match_key

MOST_CLAUSES: Final = 3  # as many as somebody reads before she answers
_SALT: Final = "stet.moderation.nudging"
_KEPT_S: Final = 24 * 3600  # a draft that lay longer is another day's


@dataclass(frozen=True)
class Named:
    """A clause of the guidelines in force, with the words that seem to break it."""

    key: str
    title: str
    text: str
    spans: tuple[tuple[int, int], ...]  # in code points of the draft, in their order


@dataclass(frozen=True)
class Hint:
    """``ticket`` goes with the form, so that nobody is nudged twice about one draft."""

    clauses: tuple[Named, ...]
    ticket: str


def hint_about(site: Site, text: str, name: str = "") -> Hint | None:
    """What to show before the draft is sent; None if nothing, or if the screener is slow or away.

    Nothing of the draft is stored or logged.
    """
    if not site.nudge:
        return None
    found = screen_in_time(site.id, Submission("", text, author=name or None))
    if found is None:
        return None
    spans = _sure(site, found)
    if not spans:
        return None
    known = in_force(site.id).clauses.filter(key__in=spans, enabled=True)
    clauses = {clause.key: clause for clause in known}
    named = tuple(
        Named(key, clauses[key].title, clauses[key].text, where)
        for key, where in spans.items()
        if key in clauses
    )[:MOST_CLAUSES]
    return Hint(named, _ticket(site, text)) if named else None


def _sure(site: Site, found: Screening) -> dict[str, tuple[tuple[int, int], ...]]:
    """The clauses that are sure enough, strongest first, with where their words are."""
    policy = screener_of(site.id).policy_of(found.lang)
    sure: dict[str, tuple[tuple[int, int], ...]] = {}
    for clause in found.clauses:
        where = _merged([span for span in found.spans if span.clause == clause])
        if where and found.scores[clause] >= policy.rejects_at(clause):
            sure[clause] = where
    return sure


def _merged(spans: Sequence[Span]) -> tuple[tuple[int, int], ...]:
    """The spans in order, those that overlap as one."""
    merged: list[tuple[int, int]] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], span.end))
        else:
            merged.append((span.start, span.end))
    return tuple(merged)


def count_shown(site: Site, now: datetime) -> None:
    """Counts a nudge that was shown: that it was, and nothing else."""
    with transaction.atomic():
        day, _made = NudgeDay.objects.get_or_create(site=site, day=now.date())
        NudgeDay.objects.filter(pk=day.pk).update(shown=F("shown") + 1)
    NUDGES.labels("shown").inc()


def answer_to(site: Site, ticket: str, text: str) -> Nudge.Answer | None:
    """What an author who was nudged made of it; None if the ticket is none of ours of this day."""
    try:
        said = signing.loads(ticket, salt=_SALT, max_age=_KEPT_S)
    except signing.BadSignature:
        return None
    if said[0] != str(site.id):
        return None
    same = constant_time_compare(said[1], _digest(text))
    return Nudge.Answer.AS_IT_WAS if same else Nudge.Answer.REWRITTEN


def keep(comment: Comment, answer: Nudge.Answer) -> None:
    """Keeps that this comment was sent after a nudge. Runs in the transaction of its coming."""
    Nudge.objects.create(comment=comment, answer=answer)
    transaction.on_commit(NUDGES.labels(answer.value).inc)


def _ticket(site: Site, text: str) -> str:
    return signing.dumps([str(site.id), _digest(text)], salt=_SALT)


def _digest(text: str) -> str:
    """Of what is compared, not of how it is typed: spaces, line breaks and look-alikes are no change."""
    words = " ".join(match_key(text).key.split())
    return salted_hmac(_SALT, words, algorithm="sha256").hexdigest()[:32]
