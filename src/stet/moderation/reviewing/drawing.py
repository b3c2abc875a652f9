"""Which decisions are reviewed blind by another person: drawn by nobody, and provably so.

A decision is drawn if HMAC-SHA256 of its id, under the site's secret, falls below the share that
the editor set. Nobody can tell before deciding, since the id is made with the decision; nobody can
choose afterwards, since the entry that sets the share commits to the secret, which never changes.
So `stet verify` can say of every decision whether it had to be drawn.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta

from stet.comments.models import Comment
from stet.ledger.chain import Json
from stet.ledger.deeds import Deed
from stet.ledger.writing import SYSTEM, append
from stet.moderation.models import Decision
from stet.moderation.reviewing.models import Review
from stet.moderation.reviewing.settling import Kind, opening_facts
from stet.newsroom.models import Site

ANSWER_WITHIN = timedelta(days=7)  # in time for the next weekly meeting
_BITS = 64


def lot(key: str, decision: Decision) -> int:
    """The number that a decision draws: 0 to 2**64 - 1, each as likely. ``key`` is hex."""
    digest = hmac.digest(bytes.fromhex(key), decision.id.bytes, hashlib.sha256)
    return int.from_bytes(digest[: _BITS // 8], "big")


def is_drawn(number: int, percent: int) -> bool:
    """Whether a lot falls below the share, which is given in percent."""
    return number * 100 < percent << _BITS


def draw(decision: Decision, comment: Comment, now: datetime) -> Review | None:
    """Opens a double review of the decision if it is drawn. Runs last in the decision's transaction.

    The share is read after the ledger was locked: whoever verifies finds the one that stood then.
    """
    percent, key = Site.objects.values_list("double_review", "draw_key").get(
        id=comment.article.site_id
    )
    number = lot(key, decision)
    if not is_drawn(number, percent):
        return None
    review = Review.objects.create(
        comment=comment,
        kind=Kind.DOUBLE_REVIEW,
        opened_at=now,
        due_at=now + ANSWER_WITHIN,
        questioned=decision,
        blind=True,
    )
    append(
        Deed.COMMENT_DRAWN,
        comment.id,
        actor=SYSTEM,
        at=now,
        payload=drawn_facts(review, number, percent),
    )
    return review


def drawn_facts(review: Review, number: int, percent: int) -> dict[str, Json]:
    """What the ledger keeps of a draw: the lot in hex, and the share it fell below."""
    return {**opening_facts(review), "lot": f"{number:016x}", "percent": percent}
