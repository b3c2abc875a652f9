"""`stet demo`."""

from __future__ import annotations

from typing import Annotated

import typer

from stet.commands.mistakes import Mistake
from stet.commands.opening import Data


def add_to(app: typer.Typer) -> None:
    app.command()(demo)


def demo(
    data: Data = None,
    port: Annotated[
        int | None, typer.Option("--port", min=1, max=65535, show_default=False)
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one line of JSON on stdout.")] = False,
) -> None:
    """Serve a newsroom made for trying: two articles, their comments, staff accounts."""
    raise Mistake("not yet")
