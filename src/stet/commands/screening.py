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
            help="The article that the comments are on (Markdown or text).",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Screen comments: JSON lines in on stdin, JSON lines out on stdout. Needs no newsroom."""
    from stet.screening.lines import read_article, run
    from stet.screening.screener import default_screener

    if article is not None:
        try:
            read_article(article)
        except OSError as problem:
            raise Mistake(f"--article {article}: {problem.strerror}") from None
        except UnicodeDecodeError:
            raise Mistake(f"--article {article}: not UTF-8") from None
    say(str(run(sys.stdin.buffer, sys.stdout.buffer, default_screener(), article)))
