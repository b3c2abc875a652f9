"""Learning a head from the newsroom's own decisions and trusted labels, and keeping it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from datetime import datetime
from heapq import merge
from operator import itemgetter
from typing import Final

from django.db import transaction
from django.db.models import Max

from stet.moderation.learning.feedback import mark_of, trusted_labels
from stet.moderation.learning.heads import kin_of
from stet.moderation.learning.models import Feedback, OwnHead
from stet.moderation.learning.reading import batches, read, submissions
from stet.moderation.outcomes import Outcome, count_outcomes, outcomes
from stet.moderation.screeners import screener_of, shipped_screener_of
from stet.newsroom.locking import take_turns
from stet.newsroom.models import Site
from stet.screening.own.features import one_row
from stet.screening.own.learning import LEAST_DECISIONS, Learned, TooFew, learn
from stet.screening.own.mixing import LEARNED_SHARE, Decided
from stet.screening.types import Submission

# The latest decisions: more change a head little, take minutes, and speak of an earlier newsroom.
MOST: Final = 20_000

Progress = Callable[[int, int], None]
Timed = tuple[datetime, Decided]


def learn_head(site: Site, now: datetime, progress: Progress = lambda *_: None) -> OwnHead:
    """Learns from the site's latest decisions and keeps the head with its measure, adopted or not.

    Decisions that people made here count: no imports, no rules. Labels of other systems may help, as
    `stet.screening.own.mixing` has it. Raises `stet.screening.own.learning.TooFew`.
    """
    base = shipped_screener_of(site.id)
    decided = gather(site, now, progress)
    learned = learn(decided, kin_of(base))
    return keep(site, learned, kin_of(base), now)


def gather(site: Site, now: datetime, progress: Progress = lambda *_: None) -> list[Decided]:
    """Decisions and labels in the order of time, each read again by the screener that ships; the
    decisions also by the one in use. A text that people here decided too has their verdict alone.
    """
    total = count_outcomes(None, now, site=site)
    if total < LEAST_DECISIONS:
        raise TooFew({"decisions": (total, LEAST_DECISIONS)})
    latest = deque(outcomes(None, now, site=site), maxlen=MOST)
    # Where about the later part begins; no label from there on is used, so none needs reading.
    first = round(len(latest) * LEARNED_SHARE)
    labels = trusted_labels(site, latest[first].decided_at, most=first)
    whole = len(latest) + len(labels)
    progress(0, whole)
    people, known = _people(site, latest, lambda done: progress(done, whole))
    told = _told(site, labels, known, lambda done: progress(len(latest) + done, whole))
    return [one for _, one in merge(people, told, key=itemgetter(0))]


def _people(
    site: Site, latest: Iterable[Outcome], tell: Callable[[int], None]
) -> tuple[list[Timed], set[str]]:
    """People's decisions, and the marks of the texts that they decided."""
    base, used = shipped_screener_of(site.id), screener_of(site.id)
    found: list[Timed] = []
    known: set[str] = set()
    done = 0
    for batch in batches(latest):
        wanted = submissions(batch)
        shipped = read(base, wanted)
        now_used = shipped if used is base else read(used, wanted)
        for one in batch:
            if one.comment in wanted:
                text, scores = wanted[one.comment].text, shipped[one.comment].scores
                known.add(mark_of(text))
                row, rejected = one_row(text, scores), one.verdict == "reject"
                in_use, clauses = now_used[one.comment].scores, frozenset(one.clauses)
                found.append((one.decided_at, Decided(row, scores, in_use, rejected, clauses)))
        done += len(batch)
        tell(done)
    return found, known


def _told(
    site: Site, labels: Iterable[Feedback], known: set[str], tell: Callable[[int], None]
) -> list[Timed]:
    """The labels whose text nobody decided here."""
    base = shipped_screener_of(site.id)
    found: list[Timed] = []
    done = 0
    for batch in batches(labels):
        new = [one for one in batch if one.digest not in known]
        said = read(base, {one.id: Submission(str(one.id), one.text, one.lang) for one in new})
        for one in new:
            scores = said[one.id].scores
            cited = frozenset({one.clause} if one.clause in scores else ())
            row, rejected = one_row(one.text, scores), one.verdict == "reject"
            found.append((one.at, Decided(row, scores, scores, rejected, cited, label=True)))
        done += len(batch)
        tell(done)
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
