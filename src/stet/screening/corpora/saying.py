"""What can be said of a comment, in the words that each set's reading uses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from stet.screening.corpora.heads import ABUSE, HATE, OVERALL, TOXIC

Row = Mapping[str, Any]
Labels = dict[str, float]


def fine(*more: str) -> Labels:
    """A comment called harmless: none of the abusive clauses holds."""
    return dict.fromkeys((OVERALL, HATE, *TOXIC, *more), 0.0)


def no_hate() -> Labels:
    return dict.fromkeys((HATE, *ABUSE), 0.0)


def hateful(kind: str | None = None) -> Labels:
    """Hate, of a known kind or not; the other kinds stay unknown."""
    return {OVERALL: 1.0, HATE: 1.0} | ({kind: 1.0} if kind else {})


def by_class(field: str, harmless: str, **kinds: str) -> Callable[[Row], Labels]:
    """A set with one class a row: the harmless one, or a class that names a head (HATE: of unknown kind)."""

    def labels(row: Row) -> Labels:
        value = str(row["labels"][field])
        if value == harmless:
            return fine()
        head = kinds.get(value)
        if head is None:
            return {OVERALL: 1.0}
        return (hateful() if head == HATE else {OVERALL: 1.0}) | {head: 1.0}

    return labels
