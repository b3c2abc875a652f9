"""What goes in and out of a newsroom, and the proof of it: import and verify."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stet.commands.mistakes import Failed, Mistake
from stet.commands.opening import Data, open_newsroom
from stet.commands.speaking import progress, say

if TYPE_CHECKING:
    from stet.exchange.importing import Refusal, Report

import_ = typer.Typer(help="Bring comments in from other systems.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    app.add_typer(import_, name="import")
    app.command()(verify)


@import_.command("jsonl")
def import_jsonl(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="JSON lines (docs/importing.md).")],
    data: Data = None,
    source: Annotated[
        str, typer.Option("--source", help="The system that the file's ids are from.")
    ] = "jsonl",
    keep_states: Annotated[
        bool, typer.Option("--keep-states", help="Keep approved and rejected; else all are held.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Check and count; write nothing.")
    ] = False,
    screen: Annotated[
        bool, typer.Option("--screen", help="Screen at once; else the task worker does.")
    ] = False,
) -> None:
    """Import comments from a file of JSON lines; prints what it refused, and why."""
    open_newsroom(data)
    from stet.exchange.importing import BadFile, import_jsonl

    with progress("importing") as advance:
        try:
            report = import_jsonl(
                file,
                source=source,
                keep_states=keep_states,
                dry_run=dry_run,
                screen=screen,
                progress=lambda what, done, total: advance(done, total, what),
                refused=_tell_refusal,
            )
        except BadFile as bad:
            raise Mistake(f"{file}: {bad}") from None
        except OSError as problem:
            raise Mistake(f"{file}: {problem.strerror}") from None
    _tell_report(report, dry_run=dry_run)


def _tell_refusal(refusal: Refusal) -> None:
    # As JSON: a number from elsewhere may hold anything, and a terminal obeys some of it.
    print(f"line {refusal.line}: {json.dumps(refusal.source_id)}: {refusal.code}")


def _tell_report(report: Report, *, dry_run: bool) -> None:
    states = ", ".join(f"{count} {state}" for state, count in sorted(report.came_in.items()))
    would = "would come in" if dry_run else "came in"
    say(f"{report.read} read, {report.imported} {would}" + (f" ({states})" if states else ""))
    say(
        f"{report.known} were here already, {report.refused} refused, {report.articles} new articles"
    )
    if report.screened:
        say(f"{report.screened} screened")
    if report.unread:
        names = ", ".join(json.dumps(name) for name in sorted(report.unread))
        say(f"fields that the format does not have, left unread: {names}")


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
