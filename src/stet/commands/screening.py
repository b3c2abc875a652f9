"""`stet screen`: needs no newsroom, no database and no Django."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from stet.commands.mistakes import Mistake
from stet.commands.speaking import say


def add_to(app: typer.Typer) -> None:
    app.command()(screen)


def screen(
    article: Annotated[
        Path | None,
        typer.Option(
            "--article",
            metavar="FILE",
            help="The article the comments are on (Markdown or text).",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Screen comments: JSON lines in on stdin, JSON lines out on stdout."""
    from stet.screening.lines import run
    from stet.screening.screener import default_screener

    if article is not None and not article.is_file():
        raise Mistake(f"--article: there is no file {article}")
    summary = run(sys.stdin.buffer, sys.stdout.buffer, default_screener(), article)
    say(str(summary))
