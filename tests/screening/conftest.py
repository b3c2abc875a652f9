"""Screeners for the conformance test and sentences for the hard cases."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from stet.screening.layered import LayeredScreener
from stet.screening.lexicon import Term
from stet.screening.own.features import WIDTH
from stet.screening.own.head import ANY, Head, Part
from stet.screening.own.screener import OwnScreener
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


@cache
def own() -> OwnScreener:
    """With a head on top whose weights are drawn by lot, so that every word moves the scores."""
    weights = np.random.default_rng(11).normal(scale=0.5, size=WIDTH)
    parts = (Part(ANY, weights), Part("other_abuse", weights[::-1].copy()))
    return OwnScreener(build_screener(), Head("kin", parts), "0a1b2c3d")


# Every screener that ships must pass `test_conformance`.
SCREENERS: dict[str, Callable[[], Screener]] = {
    "default": default_screener,
    "rules": rules,
    "own": own,
    "edited": lambda: build_screener(extra_terms=[Term("ferry", "en", "other_abuse", "medium")]),
}


@pytest.fixture(params=sorted(SCREENERS))
def screener(request: pytest.FixtureRequest) -> Screener:
    return SCREENERS[request.param]()
