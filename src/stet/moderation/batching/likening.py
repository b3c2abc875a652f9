"""Giving a comment that gets in line its marks, and finding the group whose text it repeats.

A group of nearly the same texts is known by the signature of the text that it began with, and each
member differs from that one in at most `SIMILAR_BITS`. Candidates are found by four bands of 16
bits in indexed columns: all that differ in three bits, and most of those that differ in eight.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q

from stet.comments.models import Comment
from stet.moderation.models import QueueItem
from stet.text.likeness import digest64, link_of, shape_of
from stet.text.matchkey import match_key
from stet.text.signature import SIMILAR_BITS, bands, distance

BANDS = ("like_band_0", "like_band_1", "like_band_2", "like_band_3")
# Unrelated texts of fewer words may well differ in less than `SIMILAR_BITS`.
_FEWEST_WORDS = 6
# Of one text: chance gives two among 100,000 that wait, a large group gives many of one signature.
_MOST_CANDIDATES = 256


def marks_of(comment: Comment) -> dict[str, Any]:
    """What a comment's own words say: link, pattern and name, as the queue keeps them."""
    link, shape = link_of(comment.text, own_hosts()), shape_of(comment.text)
    return {
        "like_link": digest64(link) if link else None,
        "like_shape": digest64(shape) if shape else None,
        "name_digest": digest64(match_key(comment.name).key),
    }


def own_hosts() -> frozenset[str]:
    """The newsroom's own addresses, to which its readers link without meaning anything by it."""
    hosts = {urlsplit(settings.STET.public_url).hostname or "", *settings.STET.allowed_hosts}
    return frozenset(host.removeprefix("www.").lower() for host in hosts if host)


def liken(items: Sequence[QueueItem]) -> None:
    """Fills ``like_text`` of items that are about to be saved: the group of each, maybe a new one."""
    texts = [item for item in items if item.comment.signature]
    if not texts:
        return
    begun = _Begun(_signature(item) for item in texts)
    for item in texts:
        group = begun.group_of(_signature(item), long=_is_long(item.comment.text))
        item.like_text = group
        for name, band in zip(BANDS, bands(group), strict=True):
            setattr(item, name, band)


def _signature(item: QueueItem) -> int:
    return item.comment.signature or 0


def _is_long(text: str) -> bool:
    return len(text.split(maxsplit=_FEWEST_WORDS)) >= _FEWEST_WORDS


class _Begun:
    """The groups that some signatures may belong to: those that wait, and those begun here."""

    def __init__(self, signatures: Iterable[int]) -> None:
        wanted = set(signatures)
        self._exact: set[int] = set()
        self._by_band: dict[tuple[int, int], set[int]] = {}
        for group in _waiting_near(wanted):
            self._add(group)

    def group_of(self, signature: int, *, long: bool) -> int:
        if signature not in self._exact:
            near = self._near(signature) if long else None
            if near is not None:
                return near
            self._add(signature)
        return signature

    def _near(self, signature: int) -> int | None:
        found: set[int] = set()
        for at, band in enumerate(bands(signature)):
            found |= self._by_band.get((at, band), set())
        near = [(distance(signature, group), group) for group in found]
        closest = min(near, default=None)
        return closest[1] if closest and closest[0] <= SIMILAR_BITS else None

    def _add(self, group: int) -> None:
        self._exact.add(group)
        for at, band in enumerate(bands(group)):
            self._by_band.setdefault((at, band), set()).add(group)


def _waiting_near(signatures: set[int]) -> set[int]:
    """The groups that wait and share a band with one of these signatures."""
    items = QueueItem.objects.order_by()
    waiting = items.values_list("like_text", flat=True)
    same = {group for group in waiting.filter(like_text__in=signatures).distinct() if group}
    new = signatures - same
    if not new:
        return same
    parts = [bands(signature) for signature in new]
    sharing = Q()
    for at, name in enumerate(BANDS):
        sharing |= Q(**{f"{name}__in": {part[at] for part in parts}})
    found = waiting.filter(sharing)[: _MOST_CANDIDATES * len(new)]
    return same | {group for group in found if group}
