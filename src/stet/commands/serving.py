"""`stet serve` and `stet worker`."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from stet.commands.mistakes import Failed, Mistake
from stet.commands.opening import Data, choose, open_newsroom
from stet.commands.speaking import say

Host = Annotated[str, typer.Option("--host", help="Address to listen on.")]
NoWorker = Annotated[
    bool, typer.Option("--no-worker", help="Run no task worker; `stet worker` runs elsewhere.")
]
Workers = Annotated[
    int | None,
    typer.Option(
        "--workers",
        min=1,
        max=64,
        help="Processes (a core each; on SQLite at most 4).",
        show_default=False,
    ),
]


def add_to(app: typer.Typer) -> None:
    app.command()(serve)
    app.command()(worker)


def serve(
    data: Data = None,
    port: Annotated[
        int, typer.Option("--port", min=1, max=65535, help="Port to listen on.")
    ] = 8000,
    host: Host = "127.0.0.1",
    workers: Workers = None,
    no_worker: NoWorker = False,
    wire_only: Annotated[
        bool,
        typer.Option(
            "--wire-only",
            help="Answer other systems only (Perspective, Akismet, OpenAI, Coral): a process for each"
            " core, no pages, no task worker.",
        ),
    ] = False,
    deploy: Annotated[
        bool,
        typer.Option("--deploy", help="Refuse to start unless `stet check --deploy` is clean."),
    ] = False,
) -> None:
    """Serve the newsroom, with one task worker beside it, until told to stop."""
    if wire_only:
        os.environ["STET_WIRE_ONLY"] = "yes"  # before the settings are read, and for the processes
    start(
        data,
        host=host,
        port=port,
        workers=workers,
        task_worker=not (no_worker or wire_only),
        deploy=deploy,
    )


def start(
    data: Data,
    *,
    host: str,
    port: int,
    workers: int | None,
    task_worker: bool,
    deploy: bool,
) -> None:
    choose(data)
    from stet.config.env import Env
    from stet.config.serving import Address, processes, serve, share_metrics

    address = Address(host, port)
    if not address.is_free():
        raise Mistake(f"cannot listen on {address.url}: the port is taken, or not ours to use")
    env = Env.read()
    share_metrics(env)
    open_newsroom(data)
    if deploy:
        from stet.commands.newsroom import has_faults

        if has_faults(deploy=True):
            say("not started: see above")
            raise Failed
    from django.db import connections

    connections.close_all()
    serve(
        address,
        workers=processes(env, workers),
        task_worker=task_worker,
        wire_only=env.wire_only,
        when_ready=lambda: say(f"serving at {address.url}/"),
    )


def worker(
    data: Data = None,
    with_parent: Annotated[int | None, typer.Option("--with-parent", hidden=True)] = None,
) -> None:
    """Run a task worker: screens what was missed, sends notices, tidies up."""
    open_newsroom(data)
    from stet.config.keeping import stop_with_parent
    from stet.config.working import work

    if with_parent is not None:
        stop_with_parent(with_parent)
    work()
