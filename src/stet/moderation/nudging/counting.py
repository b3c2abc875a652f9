"""What came of nudges, as the insight page and the metrics tell it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Count, Sum

from stet.comments.states import State
from stet.moderation.nudging.models import Nudge, NudgeDay
from stet.newsroom.models import Site


@dataclass(frozen=True)
class Fate:
    """How comments stand that were sent after a nudge."""

    sent: int = 0
    approved: int = 0
    rejected: int = 0

    @property
    def decided(self) -> int:
        return self.approved + self.rejected


@dataclass(frozen=True)
class Outcome:
    """``shown`` counts nudges, the others comments: a reader who tries twice was shown two."""

    shown: int
    rewritten: Fate
    as_it_was: Fate

    @property
    def given_up(self) -> int:
        """Shown, and nothing was sent after it: given up, or still being written."""
        return max(self.shown - self.rewritten.sent - self.as_it_was.sent, 0)


def outcome(site: Site, first: date, last: date) -> Outcome:
    """What came of the nudges of these days and those between, in UTC."""
    days = NudgeDay.objects.filter(site=site, day__gte=first, day__lte=last)
    shown = days.aggregate(all=Sum("shown"))["all"] or 0
    sent = Nudge.objects.filter(
        comment__article__site=site,
        comment__received_at__gte=datetime.combine(first, time.min, UTC),
        comment__received_at__lt=datetime.combine(last, time.min, UTC) + timedelta(days=1),
    )
    counted: dict[str, dict[str, int]] = {answer: {} for answer in Nudge.Answer.values}
    for answer, state, number in sent.values_list("answer", "comment__state").annotate(Count("pk")):
        counted[answer][state] = number
    return Outcome(shown, *(_fate(counted[answer]) for answer in Nudge.Answer.values))


def _fate(states: dict[str, int]) -> Fate:
    approved, rejected = states.get(State.APPROVED, 0), states.get(State.REJECTED, 0)
    return Fate(sum(states.values()), approved, rejected)
