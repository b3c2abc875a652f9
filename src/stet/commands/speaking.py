"""Speaking to the person at the terminal: everything but a command's result goes to stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol


class Advance(Protocol):
    """Called with how much is done, of how much once it is known, and of what if that changes."""

    def __call__(self, done: int, total: int | None = None, what: str | None = None) -> None: ...


def say(line: str) -> None:
    """One line to the person, on stderr."""
    print(f"stet: {line}", file=sys.stderr, flush=True)


@contextmanager
def progress(what: str) -> Iterator[Advance]:
    """A progress bar on stderr; where stderr is no terminal, nothing."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task(what, total=None)

        def advance(done: int, total: int | None = None, what: str | None = None) -> None:
            bar.update(task, completed=done, total=total, description=what)

        yield advance
