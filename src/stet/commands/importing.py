"""``stet import``: comments come over from another system."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stet.commands.mistakes import Mistake
from stet.commands.opening import Data, open_newsroom
from stet.commands.speaking import progress, say

if TYPE_CHECKING:
    from stet.exchange.importing import Refusal, Report

import_ = typer.Typer(help="Bring comments in from other systems.", no_args_is_help=True)

FORMATS = {
    "wordpress": ("WordPress", "its export (WXR)."),
    "disqus": ("Disqus", "its XML export."),
    "isso": ("Isso", "its SQLite database, or its generic JSON."),
    "remark42": ("Remark42", "a backup."),
    "commento": ("Commento or Comentario", "its JSON export."),
    "coral": ("Coral", "a folder with comments.json, stories.json and users.json."),
    "artalk": ("Artalk", "an Artrans file."),
}
_WORDS = {
    "approved": "approved",
    "held": "held",
    "rejected": "rejected",
    "left-out": "deleted",
}

Source = Annotated[
    str | None,
    typer.Option(
        "--source",
        help="The system that the file's ids are from; by default the format.",
        show_default=False,
    ),
]
KeepStates = Annotated[
    bool, typer.Option("--keep-states", help="Keep approved and rejected; else all are held.")
]
Export = Annotated[
    Path, typer.Argument(metavar="FILE", help="What that system wrote (docs/importing.md).")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Check and count; write nothing.")]
Screen = Annotated[
    bool, typer.Option("--screen", help="Screen at once; else the task worker does.")
]


def add_to(app: typer.Typer) -> None:
    app.add_typer(import_, name="import")


@import_.command("jsonl")
def import_jsonl(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="JSON lines (docs/importing.md).")],
    data: Data = None,
    source: Source = None,
    keep_states: KeepStates = False,
    dry_run: DryRun = False,
    screen: Screen = False,
) -> None:
    """Import comments from a file of JSON lines; prints what it refused, and why."""
    open_newsroom(data)
    _import("jsonl", file, source, keep_states=keep_states, dry_run=dry_run, screen=screen)


def _add(name: str, system: str, about: str) -> None:
    def command(
        file: Export,
        data: Data = None,
        source: Source = None,
        site_url: Annotated[
            str,
            typer.Option(
                "--site-url",
                metavar="ADDRESS",
                help="Where the pages are, if the file has only their paths.",
                show_default=False,
            ),
        ] = "",
        keep_states: KeepStates = False,
        treat: Annotated[
            list[str] | None,
            typer.Option(
                "--treat",
                metavar="STATUS=STATE",
                help="Count a status there as approved, held, rejected or left-out.",
                show_default=False,
            ),
        ] = None,
        nameless: Annotated[
            str, typer.Option("--nameless", help="The name of those who gave none.")
        ] = "Anonymous",
        dry_run: DryRun = False,
        screen: Screen = False,
    ) -> None:
        open_newsroom(data)
        from stet.exchange.importing import Wishes

        wishes = Wishes(base=site_url, nameless=nameless, counted_as=_counted_as(treat or []))
        _import(
            name,
            file,
            source,
            keep_states=keep_states,
            dry_run=dry_run,
            screen=screen,
            wishes=wishes,
        )

    command.__doc__ = (
        f"Import comments from {system}. FILE: {about} Prints what it refused, and why."
    )
    import_.command(name)(command)


for _name, (_system, _about) in FORMATS.items():
    _add(_name, _system, _about)


def _counted_as(treat: list[str]) -> dict[str, Any]:
    from stet.exchange.importing import Standing

    found = {}
    for words in treat:
        status, equals, state = words.rpartition("=")
        if not equals or state not in _WORDS:
            raise Mistake(f"--treat: STATUS=STATE, where STATE is one of {', '.join(_WORDS)}")
        found[status] = Standing(_WORDS[state])
    return found


def _import(name: str, file: Path, source: str | None, *, dry_run: bool, **how: Any) -> None:
    from stet.exchange.importing import BadFile, BadSource, import_file

    with progress("importing") as advance:
        try:
            report = import_file(
                name,
                file,
                source=source,
                dry_run=dry_run,
                progress=lambda what, done, total: advance(done, total, what),
                refused=_tell_refusal,
                **how,
            )
        except BadSource as bad:
            raise Mistake(f"--source: {bad}") from None
        except BadFile as bad:
            raise Mistake(f"{file}: {bad}") from None
        except OSError as problem:
            raise Mistake(f"{file}: {problem.strerror}") from None
    _tell_report(report, dry_run=dry_run)


def _tell_refusal(refusal: Refusal) -> None:
    # As JSON: a number from elsewhere may hold anything, and a terminal obeys some of it.
    print(f"line {refusal.line}: {json.dumps(refusal.source_id)}: {refusal.code}")


def _tell_report(report: Report, *, dry_run: bool) -> None:
    states = _counts(report.came_in)
    would = "would come in" if dry_run else "came in"
    say(f"{report.read} read, {report.imported} {would}" + (f" ({states})" if states else ""))
    say(
        f"{report.known} were here already, {report.refused} refused, {report.articles} new articles"
    )
    if report.left_out:
        say(f"{report.left_out.total()} left out ({_counts(report.left_out)})")
    if report.moved_up:
        say(f"{report.moved_up} replies moved up, for what they answer does not come in")
    if report.screened:
        say(f"{report.screened} screened")
    if report.unread:
        names = ", ".join(json.dumps(name) for name in sorted(report.unread))
        say(f"fields that the format does not have, left unread: {names}")


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(
        f"{count} {name.replace('_', ' ')}" for name, count in sorted(counts.items()) if count
    )
