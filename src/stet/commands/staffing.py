"""`stet staff`: accounts and desk tokens, from the operator's side."""

from __future__ import annotations

import getpass
import secrets
import string
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from stet.commands.mistakes import Mistake
from stet.commands.opening import Data, open_newsroom
from stet.commands.speaking import say

if TYPE_CHECKING:
    from stet.newsroom.models import Staff

staff = typer.Typer(help="Accounts and desk tokens of the newsroom's staff.", no_args_is_help=True)

Username = Annotated[str, typer.Argument(metavar="USERNAME", help="The name to sign in with.")]
Generate = Annotated[
    bool, typer.Option("--generate", help="Make a password and print it on stdout.")
]
_LETTERS = string.ascii_letters + string.digits
_GENERATED = 20  # letters and digits: 119 bits


def add_to(app: typer.Typer) -> None:
    app.add_typer(staff, name="staff")


@staff.command("add")
def add(
    username: Username,
    data: Data = None,
    name: Annotated[
        str, typer.Option("--name", help="The name colleagues see; else the username.")
    ] = "",
    role: Annotated[
        str, typer.Option("--role", help="moderator, senior, editor or administrator.")
    ] = "moderator",
    generate: Generate = False,
) -> None:
    """Add an account. The password is asked for; without a terminal it is a line on stdin."""
    open_newsroom(data)
    from django.utils import timezone

    from stet.newsroom.accounts import BadAccount, add_staff

    password = _password(generate=generate)
    try:
        add_staff(username, name or username, password, role, by=None, now=timezone.now())
    except BadAccount as bad:
        raise Mistake(str(bad)) from None
    say(f"added {username} ({role})")
    if generate:
        print(password)


@staff.command("password")
def set_password(username: Username, data: Data = None, generate: Generate = False) -> None:
    """Set another password, which signs the account out everywhere."""
    account = _account(data, username)
    from django.utils import timezone

    from stet.newsroom import accounts

    password = _password(generate=generate)
    try:
        accounts.set_password(account, password, by=None, now=timezone.now())
    except accounts.BadAccount as bad:
        raise Mistake(str(bad)) from None
    say(f"{username} has another password and is signed out everywhere")
    if generate:
        print(password)


@staff.command("token")
def token(
    username: Username,
    data: Data = None,
    label: Annotated[
        str, typer.Option("--label", help="What the token is for.")
    ] = "made on the command line",
) -> None:
    """Make a desk token with which a program acts as this person; prints it this once."""
    account = _account(data, username)
    from django.utils import timezone

    from stet.newsroom.accounts import BadToken, make_token
    from stet.newsroom.roles import NotAllowed

    try:
        made = make_token(account, label, now=timezone.now())
    except (BadToken, NotAllowed) as bad:
        raise Mistake(str(bad)) from None
    print(made)


def _account(data: Data, username: str) -> Staff:
    open_newsroom(data)
    from stet.newsroom.accounts import staff_by_username

    account = staff_by_username(username)
    if account is None:
        raise Mistake(f"there is no account {username}")
    return account


def _password(*, generate: bool) -> str:
    if generate:
        return "".join(secrets.choice(_LETTERS) for _ in range(_GENERATED))
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass.getpass("Password: ", stream=sys.stderr)
    if password != getpass.getpass("Again: ", stream=sys.stderr):
        raise Mistake("the two are not the same")
    return password
