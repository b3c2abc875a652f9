"""Screeners for the conformance test and sentences for the hard cases."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from stet.screening.layered import LayeredScreener
from stet.screening.lexicon import Term
from stet.screening.screener import build_screener, default_screener
from stet.screening.types import Screener, Screening, Submission

SENTENCES = Path(__file__).parent / "sentences"


def sentences(name: str) -> Iterator[tuple[str, str]]:
    """(label, text) of each line of a sentence file."""
    for line in (SENTENCES / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            label, _, text = line.partition(": ")
            yield label, text


@cache
def rules() -> LayeredScreener:
    """The word lists and patterns alone."""
    return build_screener(models=False)


def screen(text: str, screener: Screener | None = None) -> Screening:
    [result] = (screener or default_screener()).screen([Submission("1", text)])
    return result


# Every screener that ships must pass `test_conformance`.
SCREENERS: dict[str, Callable[[], Screener]] = {
    "default": default_screener,
    "rules": rules,
    "edited": lambda: build_screener(extra_terms=[Term("ferry", "en", "other_abuse", "medium")]),
}


@pytest.fixture(params=sorted(SCREENERS))
def screener(request: pytest.FixtureRequest) -> Screener:
    return SCREENERS[request.param]()
