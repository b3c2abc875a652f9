"""`stet key`: keys with which other systems call, from the operator's side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from stet.commands.mistakes import Mistake
from stet.commands.opening import Data, open_newsroom
from stet.commands.speaking import say

if TYPE_CHECKING:
    from stet.newsroom.models import WireKey

key = typer.Typer(
    help="Keys with which other systems call: Perspective, Akismet, OpenAI moderation.",
    no_args_is_help=True,
)


def add_to(app: typer.Typer) -> None:
    app.add_typer(key, name="key")


@key.command("add")
def add(
    label: Annotated[str, typer.Argument(metavar="LABEL", help="Which system it is for.")],
    data: Data = None,
    opens: Annotated[
        list[str],
        typer.Option(
            "--opens",
            help="perspective, akismet, openai; for Akismet also all_clauses and discard."
            " More than one: give it again.",
        ),
    ] = ["perspective"],  # noqa: B006 - typer's way to say a default list
    quota: Annotated[int, typer.Option("--quota", help="Calls a minute; 0: no limit.")] = 600,
    threshold: Annotated[
        int, typer.Option("--threshold", help="Percent from which an Akismet check is spam.")
    ] = 50,
    trusted: Annotated[
        bool, typer.Option("--trusted", help="What it reports may be learned from.")
    ] = False,
) -> None:
    """Make a key, and print it this once."""
    open_newsroom(data)
    from django.utils import timezone

    from stet.newsroom.setup import the_site
    from stet.newsroom.wire_keys import BadKey, Scope, Terms, make_key

    if unknown := set(opens) - set(Scope):
        raise Mistake(f"there is no interface {', '.join(sorted(unknown))}")
    scopes = frozenset(map(Scope, opens))
    terms = Terms(label, scopes, quota=quota, threshold=threshold, trusted=trusted)
    try:
        made = make_key(the_site(), terms, by=None, now=timezone.now())
    except BadKey as bad:
        raise Mistake(str(bad)) from None
    print(made)


@key.command("list")
def list_all(data: Data = None) -> None:
    """Print the keys, latest first: id, state, what it opens, last use and label, with tabs between."""
    open_newsroom(data)
    from stet.newsroom.key_uses import last_uses
    from stet.newsroom.setup import the_site
    from stet.newsroom.wire_keys import keys_of

    keys = keys_of(the_site())
    last = last_uses(keys)
    for row in keys:
        used = last[row.id].isoformat(timespec="seconds") if row.id in last else "never"
        state = "revoked" if row.revoked_at else "live"
        print(row.id, state, row.scopes.replace(" ", ","), used, row.label, sep="\t")


@key.command("revoke")
def revoke(
    key_id: Annotated[str, typer.Argument(metavar="ID", help="Its id, from `stet key list`.")],
    data: Data = None,
) -> None:
    """Make a key worthless for good, within seconds."""
    row = _key(data, key_id)
    from django.utils import timezone

    from stet.newsroom.wire_keys import revoke_key

    revoke_key(row, by=None, now=timezone.now())
    say(f"revoked {row.label}")


def _key(data: Data, key_id: str) -> WireKey:
    open_newsroom(data)
    from stet.newsroom.setup import the_site
    from stet.newsroom.wire_keys import keys_of

    found = [row for row in keys_of(the_site()) if str(row.id) == key_id]
    if not found:
        raise Mistake(f"there is no key {key_id}")
    return found[0]
