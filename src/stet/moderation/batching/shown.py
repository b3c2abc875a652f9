"""Tokens for the comments of a batch: what was shown of which comment, to whom, as what.

A page of a batch gives one out for every comment that it shows, and a batch decides only what comes
back with its token. So nobody decides what was not on her page, whatever her browser sends.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.core import signing

from stet.moderation.batching.groups import Group
from stet.newsroom.models import Staff

_SALT = "stet.moderation.batching"
# A page that stayed open overnight shows what was there yesterday.
SHOWN_FOR = timedelta(hours=2)


class NotShown(Exception):
    """This token was not given out on this page to this person, or too long ago."""


@dataclass(frozen=True)
class Shown:
    """A comment as a page of ``of`` showed it. ``seen`` is the queue's token for it."""

    comment: UUID
    seen: str
    of: Group


def token_for(shown: Shown, staff: Staff) -> str:
    parts = [shown.comment.hex, shown.seen, shown.of.address, staff.id.hex]
    return signing.TimestampSigner(salt=_SALT).sign_object(parts)


def shown_by(token: str, of: Group, staff: Staff) -> Shown:
    """What the token stands for; raises `NotShown`."""
    try:
        parts = signing.TimestampSigner(salt=_SALT).unsign_object(token, max_age=SHOWN_FOR)
    except signing.BadSignature:
        raise NotShown from None
    comment, seen, address, holder = parts
    if address != of.address or holder != staff.id.hex:
        raise NotShown
    return Shown(UUID(hex=comment), seen, of)


def all_shown(tokens: Iterable[str], of: Group, staff: Staff) -> dict[UUID, Shown]:
    """What the tokens stand for, each comment once; raises `NotShown` if one is none of ours."""
    shown = (shown_by(token, of, staff) for token in tokens)
    return {one.comment: one for one in shown}
