"""`stet demo`."""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from stet.commands.mistakes import Mistake
from stet.commands.opening import choose, open_newsroom, place

if TYPE_CHECKING:
    from stet.config.demo.credentials import Credentials
    from stet.config.serving import Address
    from stet.newsroom.models import Article

_FOLDER = Path(".data/demo")
# Its readers have been writing for two days, under guidelines that were there before them.
_PAST = timedelta(days=3)
_FIRST_PORT, _LAST_PORT = 8000, 8099
# Whoever tries things out posts faster than readers do.
_LOOSE = {"STET_NETWORK_RATE": "0", "STET_ARTICLE_RATE": "0"}


def add_to(app: typer.Typer) -> None:
    app.command()(demo)


def demo(
    data: Annotated[
        Path | None,
        typer.Option(
            "--data",
            metavar="DIR",
            help="Folder of the demo (or STET_DATA; .data/demo by default).",
            show_default=False,
        ),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            "--port",
            min=1,
            max=65535,
            help="Port; else the first free one from 8000.",
            show_default=False,
        ),
    ] = None,
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    as_json: Annotated[
        bool, typer.Option("--json", help="Print addresses and accounts as one line of JSON.")
    ] = False,
    no_worker: Annotated[bool, typer.Option("--no-worker", help="Run no task worker.")] = False,
) -> None:
    """Serve a newsroom made for trying: two articles, their comments, staff accounts."""
    folder = data or Path(os.environ.get("STET_DATA") or _FOLDER)
    out = _only_ours(sys.stdout) if as_json else sys.stdout
    choose(folder)
    for name, value in _LOOSE.items():
        os.environ.setdefault(name, value)
    from stet.config.env import Env
    from stet.config.serving import processes, serve, share_metrics

    address = _address(host, port)
    env = Env.read()
    share_metrics(env)
    keep, article = _made(folder)
    tell = _json if as_json else _panel
    serve(
        address,
        workers=processes(env, None),
        task_worker=not no_worker,
        when_ready=lambda: tell(out, address.url, keep, article),
    )


def _only_ours(stdout: TextIO) -> TextIO:
    """A private way to stdout; what anything else prints there goes to stderr from now on."""
    stdout.flush()
    ours = os.fdopen(os.dup(stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), stdout.fileno())
    return ours


def _address(host: str, port: int | None) -> Address:
    from stet.config.serving import Address

    tried = [port] if port else range(_FIRST_PORT, _LAST_PORT + 1)
    for number in tried:
        address = Address(host, number)
        if address.is_free():
            return address
    raise Mistake(f"cannot listen on {host}:{port or _FIRST_PORT}: the port is taken, or not ours")


def _made(folder: Path) -> tuple[Credentials, Article]:
    from stet.config.demo.credentials import are_kept, credentials

    known = are_kept(folder)
    now = datetime.now(UTC)
    site = open_newsroom(folder, founded=now - _PAST)
    from django.db import connections

    from stet.config.demo.making import is_bare, make_demo

    if not known and not is_bare(site):
        raise Mistake(
            f"a newsroom that is no demo lives here ({place()}): take another --data folder"
        )
    keep = credentials(folder)
    made = make_demo(site, keep, now)
    connections.close_all()
    return keep, made.article


def _facts(base_url: str, keep: Credentials, article: Article) -> dict[str, object]:
    from dataclasses import asdict

    from django.urls import reverse

    return {
        "base_url": base_url,
        "article_url": base_url + reverse("reader:article", args=[article.slug]),
        "article_id": str(article.id),
        "moderator": asdict(keep.moderator),
        "editor": asdict(keep.editor),
        "api_token": keep.api_token,
        "wire_key": keep.wire_key,
    }


def _json(out: TextIO, base_url: str, keep: Credentials, article: Article) -> None:
    out.write(json.dumps(_facts(base_url, keep, article)) + "\n")
    out.flush()


def _panel(out: TextIO, base_url: str, keep: Credentials, article: Article) -> None:
    from rich.console import Console
    from rich.panel import Panel
    from rich.table import Table

    table = Table.grid(padding=(0, 2))
    table.add_row("Front page", f"{base_url}/")
    table.add_row("An article", str(_facts(base_url, keep, article)["article_url"]))
    table.add_row("The desk", f"{base_url}/desk/")
    table.add_row("API", f"{base_url}/api/v1/openapi.json")
    table.add_row("", "")
    for role, account in keep.accounts.items():
        table.add_row(role.capitalize(), f"{account.username}   {account.password}")
    table.add_row("Desk token", keep.api_token)
    table.add_row("", "")
    table.add_row("", "Ctrl-C stops it. The accounts stay the same at the next start.")
    Console(file=out).print(Panel(table, title="Stet, a newsroom for trying", expand=False))
    out.flush()
