"""Reading the desk's own forms: what staff write, as opposed to what readers write."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise

from stet.newsroom.fields import BadField


@dataclass(frozen=True)
class Wrong:
    """The field that a deed refused, and why; empty when nothing is wrong."""

    field: str = ""
    message: str | Promise = ""


def wrong_of(bad: BadField) -> Wrong:
    return Wrong(bad.field, bad.message)


def words(post: QueryDict, name: str) -> str:
    """A field's text without space around it, its lines ended as they are everywhere but in forms."""
    return str(post.get(name, "")).replace("\r\n", "\n").strip()


def count(post: QueryDict, name: str, most: int) -> int:
    """A small number from a hidden field; 0 for anything else."""
    given = post.get(name, "")
    return min(int(given), most) if given.isascii() and given.isdigit() and len(given) < 6 else 0


def problem(wrong: Wrong | None) -> dict[str, Any]:
    """What the field template reads."""
    wrong = wrong or Wrong()
    return {"wrong": wrong.field, "message": wrong.message}
