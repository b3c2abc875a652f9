"""``stet export``: the newsroom's comments as a file that others can read."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from stet.commands.mistakes import Mistake
from stet.commands.opening import Data, open_newsroom
from stet.commands.speaking import progress, say

if TYPE_CHECKING:
    from stet.newsroom.models import Article, Site


def add_to(app: typer.Typer) -> None:
    app.command()(export)


def export(
    data: Data = None,
    file_format: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="jsonl, wxr (WordPress) or csv.")
    ] = "jsonl",
    article: Annotated[
        str,
        typer.Option(
            "--article",
            metavar="ARTICLE",
            help="Only the comments on it: its id, slug or address.",
            show_default=False,
        ),
    ] = "",
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="FILE", help="A new file; else standard output.", show_default=False
        ),
    ] = None,
) -> None:
    """Write out every comment, held, approved or rejected; no e-mail address is in it."""
    site = open_newsroom(data)
    from stet.exchange import exporting

    if file_format not in exporting.FORMATS:
        raise Mistake(f"--format: one of {', '.join(exporting.FORMATS)}")
    chosen = _article(site, article) if article else None
    with progress("exporting") as advance:
        pieces = exporting.export(file_format, chosen, advance)
        try:
            _write(pieces, out)
        except FileExistsError:
            raise Mistake(f"{out} is there already") from None
        except OSError as problem:
            raise Mistake(f"{out or 'standard output'}: {problem.strerror}") from None
    if out:
        say(f"exported to {out}")


def _write(pieces: Iterator[bytes], out: Path | None) -> None:
    """The file gets its name when it is whole; it is for its owner's eyes only."""
    if out is None:
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
        return
    from stet.exchange.archive import private

    if out.exists():
        raise FileExistsError
    unfinished = out.with_name(f".{out.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    try:
        with private(unfinished) as file:
            for piece in pieces:
                file.write(piece)
        out.hardlink_to(unfinished)
    finally:
        unfinished.unlink(missing_ok=True)


def _article(site: Site, words: str) -> Article:
    from django.conf import settings

    from stet.newsroom.reading import article_by_id, article_by_slug, article_by_url

    try:
        found = article_by_id(UUID(words))
    except ValueError:
        found = article_by_slug(site, words) or article_by_url(
            site, words, settings.STET.public_url
        )
    if found is None:
        raise Mistake(f"--article: there is no article {words}")
    return found
