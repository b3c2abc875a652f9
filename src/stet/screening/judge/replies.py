"""Reading a reply: exactly what was asked for, or no opinion."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import Any, Final

from stet.screening.findings import Finding
from stet.screening.judge.terms import NoOpinion, Opinion, Why
from stet.screening.reasons import Reason

_ANSWER: Final = {"clauses", "fine"}
_ITEM: Final = {"clause", "probability", "quote"}
# A quote that stands in more places than this says nothing about where.
_MOST_PLACES: Final = 20


def opinion_of(reply: bytes, keys: Collection[str], text: str) -> Opinion:
    """The opinion in a chat completion. `keys` are the clauses asked about. Raises NoOpinion.

    A quote becomes spans only where the text has exactly these words, and whole.
    """
    answer = _json(_content(_json(reply)))
    if not isinstance(answer, dict) or set(answer) != _ANSWER:
        raise NoOpinion(Why.WRONG_SHAPE)
    items, fine = answer["clauses"], answer["fine"]
    if not isinstance(items, list) or not isinstance(fine, bool) or len(items) > len(keys):
        raise NoOpinion(Why.WRONG_SHAPE)
    findings = tuple(_finding(item, keys, text) for item in items)
    if len({finding.clause for finding in findings}) < len(findings):
        raise NoOpinion(Why.WRONG_SHAPE)
    return Opinion(findings, fine)


def _content(reply: Any) -> str:
    """choices[0].message.content (OpenAI's chat completion object)."""
    try:
        content = reply["choices"][0]["message"]["content"]
    except (KeyError, IndexError, TypeError):
        raise NoOpinion(Why.WRONG_SHAPE) from None
    if not isinstance(content, str):
        raise NoOpinion(Why.WRONG_SHAPE)
    return content


def _finding(item: Any, keys: Collection[str], text: str) -> Finding:
    if not isinstance(item, dict) or set(item) != _ITEM:
        raise NoOpinion(Why.WRONG_SHAPE)
    clause, probability, quote = item["clause"], item["probability"], item["quote"]
    number = isinstance(probability, (int, float)) and not isinstance(probability, bool)
    if not isinstance(clause, str) or not isinstance(quote, str) or not number:
        raise NoOpinion(Why.WRONG_SHAPE)
    if not 0 <= probability <= 1 or len(quote) > len(text):
        raise NoOpinion(Why.WRONG_SHAPE)
    if clause not in keys:
        raise NoOpinion(Why.UNKNOWN_CLAUSE)
    return Finding(clause, float(probability), Reason.JUDGE, tuple(_places(quote, text)))


def _places(quote: str, text: str) -> Iterator[tuple[int, int]]:
    """Where the text has the quote as whole words; nothing where it has it too often."""
    words = quote.strip()
    if not words or text.count(words) > _MOST_PLACES:
        return
    start = text.find(words)
    while start >= 0:
        end = start + len(words)
        if not (_joined(text, start) or _joined(text, end)):
            yield start, end
        start = text.find(words, end)


def _joined(text: str, at: int) -> bool:
    """Whether a word goes on across this place."""
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()


def _json(written: bytes | str) -> Any:
    """JSON without duplicate keys, NaN and infinities; raises NoOpinion for anything else."""
    try:
        return json.loads(written, object_pairs_hook=_unique, parse_constant=_refused)
    except (ValueError, RecursionError):
        raise NoOpinion(Why.NOT_JSON) from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


def _refused(name: str) -> float:
    raise ValueError(f"{name} is not JSON")
