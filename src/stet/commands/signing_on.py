"""`stet signon`: readers for whom the publisher vouches, from the operator's side."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stet.commands.mistakes import Mistake
from stet.commands.opening import Data, open_newsroom
from stet.commands.speaking import say

if TYPE_CHECKING:
    from stet.newsroom.models import SignOnKey

signon = typer.Typer(
    help="Readers who are signed on with the publisher: who may write, and whose word counts.",
    no_args_is_help=True,
)
key = typer.Typer(help="Keys with which the publisher's server vouches.", no_args_is_help=True)
signon.add_typer(key, name="key")


class Algorithm(StrEnum):
    HS256 = "HS256"
    EDDSA = "EdDSA"


class Writers(StrEnum):
    ANYONE = "anyone"
    MARKED = "marked"
    SIGNED_ON = "signed-on"


def add_to(app: typer.Typer) -> None:
    app.add_typer(signon, name="signon")


@signon.command("writers")
def writers(
    who: Annotated[Writers, typer.Argument(help="Who may write.")],
    log_in: Annotated[
        str,
        typer.Option(
            "--log-in",
            metavar="ADDRESS",
            help="Where readers sign in with you; {page} in it becomes the page they come from.",
        ),
    ] = "",
    data: Data = None,
) -> None:
    """Set who may write: anyone by name, with verified readers marked, or those alone."""
    open_newsroom(data)
    from django.utils import timezone

    from stet.newsroom.setup import the_site
    from stet.newsroom.writers import BadWriters, set_writers

    try:
        set_writers(the_site(), who.value.replace("-", "_"), log_in, by=None, now=timezone.now())
    except BadWriters as bad:
        raise Mistake(str(bad)) from None
    say(f"{who.value} may write")


@key.command("add")
def add(
    label: Annotated[str, typer.Argument(metavar="LABEL", help="Which server it is for.")],
    issuer: Annotated[
        str, typer.Option("--issuer", metavar="ISS", help="What iss says in its tokens.")
    ],
    data: Data = None,
    algorithm: Annotated[
        Algorithm, typer.Option("--algorithm", help="The one algorithm of the key.")
    ] = Algorithm.HS256,
    kid: Annotated[
        str, typer.Option("--kid", help="Its name in tokens; without: one is made up.")
    ] = "",
    file: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="FILE",
            help="A secret in base64url, or a public key as PEM or JWK; - is standard input.",
        ),
    ] = None,
) -> None:
    """Make a key. Prints its kid and the aud of tokens; a secret made here is printed this once."""
    open_newsroom(data)
    from django.utils import timezone

    from stet.newsroom.setup import the_site
    from stet.newsroom.sign_on import audience
    from stet.newsroom.sign_on_keys import BadSignOnKey, make_key

    site = the_site()
    try:
        made = make_key(
            site,
            label=label,
            algorithm=algorithm.value,
            issuer=issuer,
            kid=kid,
            material=_material(file),
            by=None,
            now=timezone.now(),
        )
    except BadSignOnKey as bad:
        raise Mistake(str(bad)) from None
    print("kid", made.key.kid, sep="\t")
    print("aud", audience(site), sep="\t")
    if made.secret:
        print("secret", made.secret, sep="\t")


def _material(file: Path | None) -> str:
    if file is None:
        return ""
    if str(file) == "-":
        return sys.stdin.read()
    try:
        return file.read_text(encoding="utf-8")
    except OSError as problem:
        raise Mistake(f"{file}: {problem.strerror}") from None
    except UnicodeDecodeError:
        raise Mistake(f"{file}: this is no text") from None


@key.command("list")
def list_all(data: Data = None) -> None:
    """Print the keys, latest first: kid, state, algorithm, issuer and label, with tabs between."""
    for row in _keys(data):
        state = "revoked" if row.revoked_at else "live"
        print(row.kid, state, row.algorithm, row.issuer, row.label, sep="\t")


@key.command("revoke")
def revoke(
    kid: Annotated[
        str, typer.Argument(metavar="KID", help="Its kid, from `stet signon key list`.")
    ],
    data: Data = None,
) -> None:
    """End a key at once and for good. What was written with it stays, and stays marked."""
    found = [row for row in _keys(data) if row.kid == kid]
    if not found:
        raise Mistake(f"there is no key {kid}")
    from django.utils import timezone

    from stet.newsroom.sign_on_keys import revoke_key

    revoke_key(found[0], by=None, now=timezone.now())
    say(f"revoked {found[0].label}")


def _keys(data: Data) -> list[SignOnKey]:
    open_newsroom(data)
    from stet.newsroom.setup import the_site
    from stet.newsroom.sign_on_keys import keys_of

    return keys_of(the_site())
