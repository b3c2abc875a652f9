"""All that the database says of one comment, brought together for one comment after another.

Ten tables are read side by side in the order of the comment's id, so the memory needed does not
grow with the newsroom, and what belongs to no comment turns up as well.
"""

from __future__ import annotations

import heapq
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, groupby, islice
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet, prefetch_related_objects

from stet.comments.models import Comment
from stet.ledger.deeds import Deed
from stet.ledger.models import Entry
from stet.moderation.models import Decision, QueueItem, Screening
from stet.moderation.reviewing.meeting_models import Disagreement, Remark
from stet.moderation.reviewing.models import Report, Review
from stet.moderation.searching.models import SearchDoc

_CHUNK = 500

COMMENT_DEEDS = tuple(deed for deed in Deed if deed.value.startswith("comment."))


@dataclass(frozen=True)
class Told:
    """An entry of the ledger; ``facts`` is empty when its payload is no JSON object any more."""

    entry: Entry
    facts: dict[str, Any]

    @property
    def deed(self) -> str:
        return self.entry.deed

    @classmethod
    def of(cls, entry: Entry) -> Told:
        try:
            facts = json.loads(entry.payload)
        except ValueError:
            facts = None
        return cls(entry, facts if isinstance(facts, dict) else {})


@dataclass
class Dossier:
    """What is kept of one comment; ``comment`` is None when only traces of it are left."""

    id: UUID
    comment: Comment | None = None
    events: list[Told] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    screenings: list[Screening] = field(default_factory=list)
    item: QueueItem | None = None
    reviews: list[Review] = field(default_factory=list)
    doc: SearchDoc | None = None
    reports: list[Report] = field(default_factory=list)
    disagreements: list[Disagreement] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)


def dossiers() -> Iterator[Dossier]:
    """Every comment's, and one for every id that only the ledger or another table knows."""
    entries = Entry.objects.filter(deed__in=COMMENT_DEEDS).order_by("subject", "seq")
    streams = (
        _keyed(Comment.objects.select_related("original").order_by("id"), "id"),
        _keyed(entries, "subject"),
        _keyed(Decision.objects.order_by("comment_id", "comment_version"), "comment_id"),
        _keyed(Screening.objects.order_by("comment_id"), "comment_id"),
        _keyed(QueueItem.objects.order_by("comment_id"), "comment_id"),
        _keyed(Review.objects.order_by("comment_id", "opened_at", "id"), "comment_id"),
        _keyed(SearchDoc.objects.order_by("comment_id"), "comment_id"),
        _keyed(Report.objects.select_related("clause").order_by("comment_id"), "comment_id"),
        _keyed(Disagreement.objects.order_by("comment_id"), "comment_id"),
        _keyed(Remark.objects.order_by("comment_id", "at", "id"), "comment_id"),
    )
    merged = heapq.merge(*streams, key=lambda pair: pair[0])
    gathered = (_dossier(key, rows) for key, rows in groupby(merged, key=lambda pair: pair[0]))
    while group := list(islice(gathered, _CHUNK)):
        decisions = list(chain.from_iterable(one.decisions for one in group))
        prefetch_related_objects(decisions, "citations__clause")
        reviews = list(chain.from_iterable(one.reviews for one in group))
        prefetch_related_objects(reviews, "citations__clause")
        yield from group


def _keyed(rows: QuerySet[Any], key: str) -> Iterator[tuple[int, Model]]:
    """The rows with their id as a number, which sorts as both databases sort ids."""
    for row in rows.iterator(chunk_size=_CHUNK):
        yield getattr(row, key).int, row


def _dossier(key: int, rows: Iterable[tuple[int, Model]]) -> Dossier:
    found = Dossier(UUID(int=key))
    for _, row in rows:
        match row:
            case Comment():
                found.comment = row
            case Entry():
                found.events.append(Told.of(row))
            case QueueItem():
                found.item = row
            case SearchDoc():
                found.doc = row
            case _:
                getattr(found, _LISTS[type(row)]).append(row)
    return found


_LISTS: dict[type[Model], str] = {
    Decision: "decisions",
    Screening: "screenings",
    Review: "reviews",
    Report: "reports",
    Disagreement: "disagreements",
    Remark: "remarks",
}
