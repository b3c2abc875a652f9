"""What other systems tell of comments they decided themselves: labels, kept with their source.

A label is learned from only if its key is marked trusted. Texts go after `KEPT`, whatever happens.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final, Literal
from uuid import UUID

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
    mark = sha256(label.text.encode("utf-8", "replace")).hexdigest()
    kept, _made = Feedback.objects.update_or_create(
        key_id=key,
        source=label.source,
        digest=mark,
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


def forget_feedback(now: datetime) -> int:
    """Removes labels older than `KEPT`, and says how many."""
    return Feedback.objects.filter(at__lt=now - KEPT).delete()[0]
