"""What goes in and out of a newsroom, and the proof of it: verify."""

from __future__ import annotations

import typer

from stet.commands.mistakes import Failed
from stet.commands.opening import Data, open_newsroom
from stet.commands.speaking import progress, say


def add_to(app: typer.Typer) -> None:
    app.command()(verify)


def verify(data: Data = None) -> None:
    """Prove that the newsroom is what its ledger says; a list and exit code 1 if it is not."""
    open_newsroom(data)
    from stet.config.verifying import faults

    found = 0
    with progress("verifying") as advance:
        for fault in faults(lambda what, done, total: advance(done, total, what)):
            found += 1
            print(f"{fault.code}: {fault.sentence}")
    if found:
        say(f"{found} faults: docs/verify.md says what each means and what to do")
        raise Failed
    say("sound: every invariant holds")
