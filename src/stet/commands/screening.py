"""`stet screen`: needs no newsroom, no database and no Django."""

from __future__ import annotations

import sys
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stet.commands.mistakes import Mistake
from stet.commands.speaking import say

if TYPE_CHECKING:
    from stet.screening.judge.second import Unjudged
    from stet.screening.judge.terms import Tally
    from stet.screening.types import Screener


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
    judge: Annotated[
        bool,
        typer.Option(
            "--judge", help="Ask the model at STET_JUDGE_URL about what the screener is unsure of."
        ),
    ] = False,
) -> None:
    """Screen comments: JSON lines in on stdin, JSON lines out on stdout. Needs no newsroom."""
    from stet.screening.judge.terms import Tally
    from stet.screening.lines import read_article, run
    from stet.screening.screener import default_screener

    if article is not None:
        try:
            read_article(article)
        except OSError as problem:
            raise Mistake(f"--article {article}: {problem.strerror}") from None
        except UnicodeDecodeError:
            raise Mistake(f"--article {article}: not UTF-8") from None
    screener: Screener = default_screener()
    tally = Tally()
    if judge:
        screener = _judged(default_screener(), tally)
    say(str(run(sys.stdin.buffer, sys.stdout.buffer, screener, article)))
    if judge:
        say(str(tally))


def _judged(first: Unjudged, tally: Tally) -> Screener:
    """With a second reading by the default guidelines, whose clauses a newsroom starts with."""
    from stet.config.env import BadSetting, Env
    from stet.screening.judge.judge import Judge
    from stet.screening.judge.second import Judged
    from stet.screening.judge.terms import PolicyClause

    try:
        config = Env.read().judge
    except BadSetting as problem:
        raise Mistake(str(problem)) from None
    if config is None:
        raise Mistake("--judge: no judge is set up; STET_JUDGE_URL says where one is")
    source = files("stet.newsroom").joinpath("default_guidelines.toml").read_text("utf-8")
    clauses = [
        PolicyClause(clause["key"], clause["title"], clause["text"])
        for clause in tomllib.loads(source)["clauses"]
        if clause.get("enabled", True)
    ]
    return Judged(first, Judge(config, tally), clauses)
