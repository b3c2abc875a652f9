"""Commands that look after a newsroom: migrating, checking, staff, articles, erasing."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from stet.commands.mistakes import Failed, Mistake
from stet.commands.opening import Data, open_newsroom, place
from stet.commands.speaking import say

staff = typer.Typer(help="Accounts of the newsroom's staff.", no_args_is_help=True)
article = typer.Typer(help="Articles.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    app.command()(migrate)
    app.command()(check)
    app.command()(erase)
    app.add_typer(staff, name="staff")
    app.add_typer(article, name="article")


def migrate(data: Data = None) -> None:
    """Bring the database up to this version of Stet, and make its guards anew."""
    open_newsroom(data, migrate=True)
    say(f"the database is up to date ({place()})")


def check(
    data: Data = None,
    deploy: Annotated[
        bool, typer.Option("--deploy", help="For a public site: warnings are failures.")
    ] = False,
) -> None:
    """Say what is wrong with the settings and the database, each with an id and a hint."""
    open_newsroom(data)
    if check_newsroom(deploy=deploy):
        raise Failed


def check_newsroom(*, deploy: bool) -> bool:
    """Prints what the checks found; whether any of it is a failure."""
    from django.core.checks import ERROR, WARNING, run_checks

    shown = [
        message
        for message in run_checks(include_deployment_checks=deploy, databases=["default"])
        if not message.is_silenced() and message.level >= WARNING
    ]
    for message in shown:
        kind = "error" if message.is_serious(ERROR) or deploy else "warning"
        print(f"{message.id}: {kind}: {message.msg}", file=sys.stderr)
        if message.hint:
            print(f"    hint: {message.hint}", file=sys.stderr)
    say("no fault found" if not shown else f"{len(shown)} found")
    return any(deploy or message.is_serious(ERROR) for message in shown)


@staff.command("add")
def staff_add(
    username: Annotated[str, typer.Argument(help="The name to sign in with.")],
    data: Data = None,
    name: Annotated[
        str, typer.Option("--name", help="The name that colleagues see; else the username.")
    ] = "",
    role: Annotated[
        str, typer.Option("--role", help="moderator, senior, editor or administrator.")
    ] = "moderator",
    token: Annotated[
        bool, typer.Option("--token", help="Make a desk token too, and print it on stdout.")
    ] = False,
) -> None:
    """Add an account. The password is asked for, or read as one line from standard input."""
    from stet.newsroom import roles  # noqa: F401

    raise Mistake("not yet")


@article.command("add")
def article_add(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A Markdown or plain text file.")],
    data: Data = None,
) -> None:
    """Add an article, or update the one with its address."""
    raise Mistake("not yet")


def erase(
    comment: Annotated[str, typer.Argument(metavar="COMMENT", help="The comment's id.")],
    data: Data = None,
) -> None:
    """Erase a comment for good on its author's legal request."""
    raise Mistake("not yet")
