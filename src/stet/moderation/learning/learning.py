"""Learning a head from the newsroom's own decisions, and keeping it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Max

from stet.moderation.learning.heads import kin_of
from stet.moderation.learning.models import OwnHead
from stet.moderation.learning.reading import batches, read, submissions
from stet.moderation.outcomes import count_outcomes, outcomes
from stet.moderation.screeners import screener_of, shipped_screener_of
from stet.newsroom.locking import take_turns
from stet.newsroom.models import Site
from stet.screening.own.features import one_row
from stet.screening.own.learning import LEAST_DECISIONS, Decided, Learned, TooFew, learn

# The latest decisions: more change a head little, take minutes, and speak of an earlier newsroom.
MOST: Final = 20_000

Progress = Callable[[int, int], None]


def learn_head(site: Site, now: datetime, progress: Progress = lambda *_: None) -> OwnHead:
    """Learns from the site's latest decisions and keeps the head with its measure, adopted or not.

    Only decisions that people made here count: no imports, no rules, no other system's labels.
    Raises `stet.screening.own.learning.TooFew`.
    """
    base = shipped_screener_of(site.id)
    decided = gather(site, now, progress)
    learned = learn(decided, kin_of(base))
    return keep(site, learned, kin_of(base), now)


def gather(site: Site, now: datetime, progress: Progress = lambda *_: None) -> list[Decided]:
    """The decisions in the order of time, each read again by the screener that ships and the one in use."""
    base, used = shipped_screener_of(site.id), screener_of(site.id)
    total = count_outcomes(None, now, site=site)
    if total < LEAST_DECISIONS:
        raise TooFew({"decisions": (total, LEAST_DECISIONS)})
    latest = deque(outcomes(None, now, site=site), maxlen=MOST)
    found: list[Decided] = []
    progress(0, len(latest))
    for batch in batches(latest):
        wanted = submissions(batch)
        shipped = read(base, wanted)
        now_used = shipped if used is base else read(used, wanted)
        found += [
            Decided(
                one_row(wanted[one.comment].text, shipped[one.comment].scores),
                shipped[one.comment].scores,
                now_used[one.comment].scores,
                one.verdict == "reject",
                frozenset(one.clauses),
            )
            for one in batch
            if one.comment in wanted
        ]
        progress(len(found), len(latest))
    return found


def keep(site: Site, learned: Learned, kin: str, now: datetime) -> OwnHead:
    with transaction.atomic():
        take_turns("own head")
        last = OwnHead.objects.filter(site=site).aggregate(last=Max("number"))["last"] or 0
        return OwnHead.objects.create(
            site=site,
            number=last + 1,
            kin=kin,
            data=learned.kept,
            checksum=learned.checksum,
            report=learned.report(),
            better=learned.better,
            learned_at=now,
        )
