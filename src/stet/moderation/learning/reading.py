"""Reading the comments behind past decisions again, a few at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar
from uuid import UUID

from stet.comments.models import Comment
from stet.moderation.outcomes import Outcome
from stet.screening import types
from stet.screening.judge.second import Unjudged

_One = TypeVar("_One")

BATCH = 32  # comments in memory at a time, and between two looks at whether to go on


def batches(many: Iterable[_One]) -> Iterator[list[_One]]:
    rest = iter(many)
    while batch := list(islice(rest, BATCH)):
        yield batch


def submissions(batch: Sequence[Outcome]) -> dict[UUID, types.Submission]:
    """The comments as the screener gets them; those that were erased meanwhile are missing."""
    found = Comment.objects.filter(id__in=[one.comment for one in batch]).exclude(text="")
    rows = found.select_related("article", "parent").defer("article__source", "article__body_html")
    return {
        row.id: types.Submission(
            str(row.id),
            row.text,
            lang=row.lang,
            author=row.name,
            article=types.ArticleContext(row.article.headline, row.article.plain_text),
            parent=row.parent.text if row.parent else None,
        )
        for row in rows
    }


def read(screener: Unjudged, wanted: dict[UUID, types.Submission]) -> dict[UUID, types.Screening]:
    """What `screener` says of them now."""
    return dict(zip(wanted, screener.screen(list(wanted.values())), strict=True))


def identity(screener: Unjudged) -> str:
    """name@version, as it stands in every screening."""
    return f"{screener.name}@{screener.version}"


def excerpts(comments: Iterable[UUID], most: int) -> dict[UUID, str]:
    """The beginnings of texts, on one line, for people who may read them; of erased ones nothing."""
    rows = Comment.objects.filter(id__in=list(comments)).exclude(text="").values_list("id", "text")
    found = {}
    for key, text in rows:
        line = " ".join(text.split())
        found[key] = line if len(line) <= most else line[: most - 1] + "…"
    return found
