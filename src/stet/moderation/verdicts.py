"""What a moderator answers, and why an answer cannot be carried out as it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from django.utils.functional import Promise


@dataclass(frozen=True)
class Verdict:
    """What a moderator answers. ``seen`` is the queue's token for what was on the screen."""

    comment: UUID
    outcome: str
    clauses: list[str] = field(default_factory=list)
    note: str = ""
    seen: str | None = None


class BadVerdict(Exception):
    """A verdict that cannot be carried out as it is; ``field`` says which part is wrong."""

    def __init__(self, field: str, message: str | Promise) -> None:
        super().__init__(str(message))
        self.field = field
        self.message = message
