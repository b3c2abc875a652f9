"""Groups of waiting comments that are alike: the largest of them, the members of one.

Counting reads one index from end to end and touches no table, whatever waits; everything else is
asked for the few groups that are shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Aggregate, Count, Max, Min, Q, QuerySet

from stet.moderation.batching.models import Batch
from stet.moderation.models import QueueItem

Kind = Batch.Kind

# How many groups a page of the overview has: who works through them sees the next ones come up.
MOST_GROUPS = 50
# How many similar ones are counted beside a comment; beyond, it only matters that it is more.
SIMILAR_LIMIT = 1_000
_COLUMNS: dict[str, str] = {
    Kind.TEXT: "like_text",
    Kind.LINK: "like_link",
    Kind.SHAPE: "like_shape",
}


@dataclass(frozen=True)
class Group:
    """What comments share; ``key`` is 0 for the most likely fine, which share nothing else."""

    kind: str
    key: int = 0

    @property
    def hex(self) -> str:
        """The key in an address: sixteen digits."""
        return f"{self.key & 0xFFFF_FFFF_FFFF_FFFF:016x}"

    @property
    def address(self) -> str:
        return f"{self.kind}-{self.hex}"

    @property
    def label(self) -> str:
        return str(Kind(self.kind).label)

    @classmethod
    def at(cls, kind: str, digits: str) -> Group:
        """The group at an address; raises `ValueError`."""
        number = int(digits, 16)
        if kind not in _COLUMNS or not 0 <= number < 1 << 64:
            raise ValueError("no group")
        return cls(kind, number - (1 << 64) if number >> 63 else number)


FINE = Group(Kind.FINE)


@dataclass(frozen=True)
class Sized:
    """A group with its size, from how many names, the times of its first and last, and a sample."""

    group: Group
    size: int
    names: int
    first: datetime
    last: datetime
    sample: QueueItem

    @property
    def at_once(self) -> bool:
        """Whether all came within a minute."""
        return self.last - self.first < timedelta(minutes=1)


@dataclass(frozen=True)
class Similar:
    """How many others wait that are like a comment, counted up to `SIMILAR_LIMIT`."""

    group: Group
    others: int


def members(group: Group) -> QuerySet[QueueItem]:
    """The members that wait, the longest waiting first; slice it."""
    related = ("comment", "comment__article", "comment__parent", "comment__claim", "screening")
    items = QueueItem.objects.filter(**{_COLUMNS[group.kind]: group.key})
    return items.select_related(*related, "lease_holder").order_by("queued_at", "comment_id")


def size_of(group: Group) -> Sized | None:
    """The whole group; None if none of it waits any more."""
    counted = QueueItem.objects.filter(**{_COLUMNS[group.kind]: group.key}).aggregate(
        size=Count("pk"),
        names=Count("name_digest", distinct=True),
        first=Min("queued_at"),
        last=Max("queued_at"),
    )
    sample = members(group).first() if counted["size"] else None
    return Sized(group=group, sample=sample, **counted) if sample else None


def groups(start: int = 0) -> tuple[list[Sized], bool]:
    """`MOST_GROUPS` groups of two and more, from the ``start``-th largest on; and whether there are more.

    Comments with one link or one pattern that are all of one text, too, are one group: that of
    their text.
    """
    end = start + MOST_GROUPS
    found = [(kind, row) for kind in _COLUMNS for row in _largest(kind, end + 1)]
    found.sort(key=lambda one: (-one[1]["size"], one[1]["first"]))
    shown = found[start:end]
    samples: dict[tuple[str, int], QueueItem] = {}
    for kind, column in _COLUMNS.items():
        rows = [row for of, row in shown if of == kind]
        samples |= {(kind, key): item for key, item in _samples(column, rows).items()}
    sized = [_sized(Group(kind, row[_COLUMNS[kind]]), row, samples) for kind, row in shown]
    return [one for one in sized if one], len(found) > end


def _sized(
    group: Group, row: dict[str, Any], samples: dict[tuple[str, int], QueueItem]
) -> Sized | None:
    """None if its last member was decided since it was counted."""
    sample = samples.get((group.kind, group.key))
    if sample is None:
        return None
    facts = {name: row[name] for name in ("size", "names", "first", "last")}
    return Sized(group=group, sample=sample, **facts)


def similar_to(item: QueueItem) -> list[Similar]:
    """What waits besides ``item`` and is like it, the surest likeness first; leaves out nothing new."""
    found: list[Similar] = []
    for kind, column in _COLUMNS.items():
        key = getattr(item, column)
        if key is None:
            continue
        alike = QueueItem.objects.filter(**{column: key}).order_by()
        others = alike[: SIMILAR_LIMIT + 2].count() - 1
        if others > max((one.others for one in found), default=0):
            found.append(Similar(Group(kind, key), others))
    return found


def _largest(kind: str, most: int) -> list[dict[str, Any]]:
    """The largest of one kind that are no part of a group of a surer likeness."""
    column = _COLUMNS[kind]
    counted = (
        QueueItem.objects.filter(**{f"{column}__isnull": False})
        .order_by()
        .values(column)
        .annotate(size=Count("pk"))
        .filter(size__gt=1)
    )
    wanted = most
    while True:
        largest = [row[column] for row in counted.order_by("-size", column)[:wanted]]
        rows = [row for row in _details(kind, largest) if not _is_within(row)]
        if len(rows) >= most or len(largest) < wanted:
            return rows
        wanted *= 4  # many are parts: to have enough others, more must be looked at


def _details(kind: str, keys: Iterable[int]) -> list[dict[str, Any]]:
    """What the few groups are like; the earlier columns tell whether they are within one group."""
    column = _COLUMNS[kind]
    counts: dict[str, Aggregate] = {}
    for name in list(_COLUMNS.values())[: list(_COLUMNS).index(kind)]:
        counts[f"{name}_count"] = Count(name)
        counts[f"{name}_least"] = Min(name)
        counts[f"{name}_most"] = Max(name)
    rows = QueueItem.objects.filter(**{f"{column}__in": list(keys)}).order_by().values(column)
    return list(
        rows.annotate(
            size=Count("pk"),
            names=Count("name_digest", distinct=True),
            first=Min("queued_at"),
            last=Max("queued_at"),
            **counts,
        )
    )


def _is_within(row: dict[str, Any]) -> bool:
    """Whether all members are of one group of a surer likeness."""
    return any(
        row[f"{name}_least"] == row[f"{name}_most"] and row[f"{name}_count"] == row["size"]
        for name in _COLUMNS.values()
        if f"{name}_count" in row
    )


def _samples(column: str, rows: list[dict[str, Any]]) -> dict[int, QueueItem]:
    """The longest waiting member of each group."""
    if not rows:
        return {}
    firsts = Q()
    for row in rows:
        firsts |= Q(**{column: row[column], "queued_at": row["first"]})
    # Imports may bring thousands with one time: of those only the keys are read, from the index.
    tied = QueueItem.objects.filter(firsts).order_by("-comment_id").values_list(column, "pk")
    items = QueueItem.objects.filter(pk__in=dict(tied).values())
    found = items.select_related("comment", "comment__article")
    return {getattr(item, column): item for item in found}
