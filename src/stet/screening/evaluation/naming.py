"""What heads, groups and kinds are called in a report for people."""

from __future__ import annotations

from typing import Final

from stet.screening.corpora.heads import HATE, OVERALL, PROMOTION

_NAMES: Final = {
    OVERALL: "abuse of any kind",
    HATE: "hate of any kind",
    PROMOTION: "promotion of any kind",
}


def name_of(key: str) -> str:
    return _NAMES.get(key, key.replace("_", " "))
