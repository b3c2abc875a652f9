"""Screening many batches, here or in several processes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context

from stet.screening.types import Screener, Screening, Submission

Make = Callable[[], Screener]
Batch = list[Submission]
Batches = Callable[[Iterable[Batch]], Iterable[list[Screening]]]


@contextmanager
def screening(make: Make, jobs: int) -> Iterator[Batches]:
    """A function from batches to their screenings, in order; `make` must be importable by its name.

    With one job it works in this process, else in so many others, each with a screener of its own.
    """
    if jobs == 1:
        screen = make().screen
        yield lambda batches: map(screen, batches)
        return
    with ProcessPoolExecutor(
        jobs, mp_context=get_context("spawn"), initializer=_load, initargs=(make,)
    ) as pool:
        yield lambda batches: pool.map(_screen, batches)


_here: list[Screener] = []


def _load(make: Make) -> None:
    _here[:] = [make()]


def _screen(batch: Batch) -> list[Screening]:
    return _here[0].screen(batch)
