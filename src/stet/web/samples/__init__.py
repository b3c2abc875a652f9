"""What a publisher's server does to vouch for a reader, to be copied: docs and desk show the same."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

LANGUAGES: Final = {"py": "Python", "mjs": "Node.js", "php": "PHP"}


def sample(algorithm: str, language: str, *, kid: str, issuer: str, audience: str) -> str:
    """The sample for a key, in one of `LANGUAGES`. Names are such as need no escaping in it."""
    words = _source(algorithm, language)
    named = {"@KID@": kid, "@ISS@": issuer, "@AUD@": audience}
    for mark, name in named.items():
        words = words.replace(mark, name)
    return words


@cache
def _source(algorithm: str, language: str) -> str:
    return Path(__file__).with_name(f"{algorithm}.{language}.txt").read_text(encoding="utf-8")
