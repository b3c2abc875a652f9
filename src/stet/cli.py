"""The `stet` command. What each command does is in `stet.commands`; this is only the way in."""

from __future__ import annotations

import sys
from typing import Annotated, NoReturn

import typer
from typer.exceptions import TyperException

from stet.commands import (
    evaluating,
    exchanging,
    exporting,
    importing,
    keys,
    mail,
    newsroom,
    screening,
    serving,
    signing_on,
    staffing,
    telling,
    trying,
    tuning,
    wiring,
)
from stet.commands.mistakes import Failed, Mistake
from stet.config.env import BadSetting

app = typer.Typer(
    name="stet",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
)
for part in (
    trying,
    serving,
    signing_on,
    newsroom,
    staffing,
    keys,
    telling,
    screening,
    evaluating,
    importing,
    exporting,
    exchanging,
    mail,
    tuning,
    wiring,
):
    part.add_to(app)


def _tell_version(asked: bool) -> None:
    if asked:
        from stet.config.version import version

        print(f"stet {version()}")
        raise typer.Exit


@app.callback()
def _about(
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_tell_version, is_eager=True, help="Print the version and exit."
        ),
    ] = False,
) -> None:
    """Reader comments for newsrooms that read every comment before they publish it."""


def main() -> NoReturn:
    """Runs the command line and ends the process with its exit code."""
    sys.exit(run(sys.argv[1:]))


def run(words: list[str]) -> int:
    """The exit code: 0 done, 1 done and the answer is bad, 2 the user's mistake, 130 interrupted."""
    try:
        return int(app(words, prog_name="stet", standalone_mode=False) or 0)
    except (KeyboardInterrupt, Exception) as ending:  # noqa: BLE001 - a traceback quotes readers
        return _code(ending)


def _code(ending: BaseException) -> int:
    match ending:
        case Failed():
            code = 1
        case Mistake() | BadSetting():
            code = _mistake(str(ending))
        case TyperException() if ending.format_message().startswith("Usage: "):
            print(ending.format_message(), file=sys.stderr)  # a command was named, and no deed
            code = 2
        case TyperException():
            code = _mistake(ending.format_message())
        case KeyboardInterrupt() | typer.Abort():
            code = 130
        case _:
            from stet.commands.faults import tell

            code = tell(ending)
    return code


def _mistake(message: str) -> int:
    print(f"stet: {' '.join(message.split())}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    main()
