"""Many threads at one deed, each with its own database connection."""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import connections

Result = TypeVar("Result")


def race(
    count: int, deed: Callable[[int], Result], *, limit_s: float = 60
) -> list[Result | Exception]:
    """Let ``count`` threads do ``deed(number)`` at one moment; what each returned or raised, in order.

    Needs the fixture ``fresh_db``: other threads do not see what a test has not committed.
    Raises TimeoutError when a thread has not ended after ``limit_s`` seconds.
    """
    outcomes: dict[int, Result | Exception] = {}
    gate = threading.Barrier(count)

    def run(number: int) -> None:
        try:
            gate.wait(limit_s)
            outcomes[number] = deed(number)
        except Exception as problem:  # noqa: BLE001 - handed to the test, which knows what is right
            outcomes[number] = problem
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=run, args=(number,), daemon=True, name=f"racer-{number}")
        for number in range(count)
    ]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + limit_s
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
    if late := [thread.name for thread in threads if thread.is_alive()]:
        raise TimeoutError(f"still running after {limit_s} s: {', '.join(late)}")
    return [outcomes[number] for number in range(count)]


def results(outcomes: list[Result | Exception]) -> list[Result]:
    """Only what was returned."""
    return [outcome for outcome in outcomes if not isinstance(outcome, Exception)]


def refusals(outcomes: list[Result | Exception]) -> list[Exception]:
    """Only what was raised."""
    return [outcome for outcome in outcomes if isinstance(outcome, Exception)]
