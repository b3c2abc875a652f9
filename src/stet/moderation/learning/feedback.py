"""What other systems tell of comments they decided themselves: labels, kept with their source.

A label is learned from only if its key is marked trusted and was not revoked: of a key that leaked
nobody can say which labels came from its owner. Texts go after `KEPT`, whatever happens.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final, Literal
from uuid import UUID

from django.db.models import QuerySet

from stet.moderation.learning.models import Feedback
from stet.newsroom.models import Site

KEPT: Final = timedelta(days=365)
Source = Literal["perspective", "akismet"]


@dataclass(frozen=True)
class Label:
    """One text and what the other system made of it.

    ``verdict`` is "approve" or "reject"; ``said`` is the same in that system's own words, such as
    ``{"TOXICITY": 1.0}``; ``clause`` is ours if its words name one, else empty.
    """

    source: Source
    text: str
    verdict: Literal["approve", "reject"]
    said: dict[str, float]
    lang: str = ""
    clause: str = ""


def keep_feedback(site: Site, key: UUID, label: Label, now: datetime) -> Feedback:
    """Keeps one label; said again of the same text by the same key, the later one counts."""
    kept, _made = Feedback.objects.update_or_create(
        key_id=key,
        source=label.source,
        digest=mark_of(label.text),
        defaults={
            "site": site,
            "text": label.text,
            "lang": label.lang[:16],
            "verdict": label.verdict,
            "clause": label.clause,
            "said": label.said,
            "at": now,
        },
    )
    return kept


def trusted_labels(site: Site, before: datetime, most: int) -> list[Feedback]:
    """The latest labels from before a time that may be learned from, at most so many, in time order."""
    found = _trusted(site).filter(at__lt=before)
    return list(found.order_by("-at", "-id")[:most])[::-1]


def count_trusted(site: Site) -> int:
    """How many labels may be learned from."""
    return _trusted(site).count()


def _trusted(site: Site) -> QuerySet[Feedback]:
    return Feedback.objects.filter(site=site, key__trusted=True, key__revoked_at__isnull=True)


def mark_of(text: str) -> str:
    """What a text is known by: the same text has the same mark."""
    return sha256(text.encode("utf-8", "replace")).hexdigest()


def forget_feedback(now: datetime) -> int:
    """Removes labels older than `KEPT`, and says how many."""
    return Feedback.objects.filter(at__lt=now - KEPT).delete()[0]
