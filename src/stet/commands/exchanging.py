"""A newsroom as a whole: its proof, its pages, its backup."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stet.commands.mistakes import Failed, Mistake
from stet.commands.opening import Data, choose, first_line, open_newsroom, place
from stet.commands.speaking import progress, say

if TYPE_CHECKING:
    from stet.config.verifying import Fault


def add_to(app: typer.Typer) -> None:
    app.command()(verify)
    app.command()(publish)
    app.command()(backup)
    app.command()(restore)


def verify(data: Data = None) -> None:
    """Prove that the newsroom is what its ledger says; a list and exit code 1 if it is not."""
    open_newsroom(data)
    from stet.config.verifying import faults

    with progress("verifying") as advance:
        found = _tell_faults(faults(lambda what, done, total: advance(done, total, what)))
    if found:
        raise Failed
    say("sound: every invariant holds")


def _tell_faults(faults: Iterable[Fault]) -> int:
    """Prints each fault as it is found; how many there were."""
    found = 0
    for fault in faults:
        found += 1
        print(f"{fault.code}: {fault.sentence}", flush=True)
    if found:
        say(f"{found} faults: docs/verify.md says what each means and what to do")
    return found


def publish(data: Data = None) -> None:
    """Render the pages of every thread anew from the approved comments."""
    open_newsroom(data)
    from stet.comments.publishing import publish_all_anew

    with progress("publishing") as advance:
        threads = publish_all_anew(advance)
    say(f"threads published: {threads}")


def backup(
    destination: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE]", help="A file or a folder; else STET_BACKUP_DIR.", show_default=False
        ),
    ] = None,
    data: Data = None,
) -> None:
    """Back the whole newsroom up into one private file, while it goes on; prints its path."""
    open_newsroom(data)
    from django.conf import settings

    from stet.exchange.backup import DumpFailed
    from stet.exchange.backup import backup as back_up

    if destination is None and not settings.STET.backup_dir:
        raise Mistake("say where to: a file, a folder, or STET_BACKUP_DIR")
    with progress("backing up") as advance:
        try:
            made = back_up(
                destination or Path(settings.STET.backup_dir),
                lambda what, done, total: advance(done, total, what),
            )
        except FileExistsError as problem:
            raise Mistake(str(problem)) from None
        except DumpFailed as problem:
            raise Mistake(f"no backup was made: {problem}") from None
        except OSError as problem:
            raise Mistake(f"no backup was made: {problem.strerror}") from None
    print(made)


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `stet backup` made.")],
    data: Data = None,
    force: Annotated[
        bool, typer.Option("--force", help="Replace the newsroom that is there.")
    ] = False,
) -> None:
    """Put a backup back into an empty newsroom, bring it up to date, and verify it."""
    choose(data)
    import django

    django.setup()
    from django.db import Error

    from stet.config.restoring import restore as put_back
    from stet.exchange.backup import BadArchive, DumpFailed, NotEmpty

    with progress("restoring") as advance:
        try:
            held, faults = put_back(
                file,
                force=force,
                progress=lambda what, done, total: advance(done, total, what),
            )
        except (BadArchive, NotEmpty, DumpFailed) as problem:
            raise Mistake(f"{file}: {problem}") from None
        except OSError as problem:
            raise Mistake(f"{file}: {problem.strerror}") from None
        except Error as problem:
            raise Mistake(f"the database cannot be used: {first_line(problem)}") from None
    say(f"restored what Stet {held.version} backed up at {held.made_at} into {place()}")
    if _tell_faults(faults):
        raise Failed
    say("sound: every invariant holds")
