"""The token that says what a moderator looked at: comment version, screening and guidelines."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


class BadSeen(Exception):
    """This is not a token that the queue gave out."""


@dataclass(frozen=True)
class Seen:
    version: int
    guidelines: int
    screening: UUID | None

    def __str__(self) -> str:
        return f"{self.version}.{self.guidelines}.{self.screening.hex if self.screening else '-'}"

    @classmethod
    def parse(cls, token: str) -> Seen:
        """Raises `BadSeen`."""
        try:
            version, guidelines, screening = token.split(".")
            return cls(
                _number(version), _number(guidelines), None if screening == "-" else UUID(screening)
            )
        except ValueError:
            raise BadSeen from None


def _number(digits: str) -> int:
    if not digits.isascii() or not digits.isdigit() or len(digits) > 9:
        raise ValueError("not a number")
    return int(digits)
