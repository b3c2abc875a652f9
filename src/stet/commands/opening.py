"""Opening the newsroom that a command works on; an empty data folder becomes one."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stet.commands.mistakes import Mistake
from stet.commands.speaking import say

if TYPE_CHECKING:
    from datetime import datetime

    from stet.config.creating import Standing
    from stet.newsroom.models import Site

Data = Annotated[
    Path | None,
    typer.Option(
        "--data",
        metavar="DIR",
        help="Folder of the newsroom's data (or STET_DATA; .data by default).",
        show_default=False,
    ),
]


def choose(data: Path | None) -> None:
    """Says which newsroom this process works on. Comes before anything that reads settings."""
    if data is not None:
        os.environ["STET_DATA"] = str(data)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stet.config.settings")


def open_newsroom(
    data: Path | None, *, migrate: bool = False, founded: datetime | None = None
) -> Site:
    """The newsroom of ``data``, ready to work on; an empty one is made whole first.

    A database that an older Stet left is refused with `Mistake`, or migrated if ``migrate``.
    Raises `BadSetting` too.
    """
    stands = look_at(data, founded)
    from django.db import Error

    from stet.config.creating import Standing, bring_up
    from stet.newsroom.models import Site
    from stet.newsroom.setup import the_site

    if stands is Standing.AHEAD:
        raise Mistake("the database was migrated by a newer Stet: install that one")
    if stands is Standing.BEHIND and not migrate:
        raise Mistake("the database is of an older Stet: run `stet backup`, then `stet migrate`")
    try:
        if migrate:
            bring_up()
        return the_site()
    except Site.DoesNotExist:  # its tables were made by other means
        bring_up()
        return the_site()
    except Error as problem:
        raise Mistake(f"the database cannot be used: {first_line(problem)}") from problem


def look_at(data: Path | None, founded: datetime | None = None) -> Standing:
    """How far the database of ``data`` has come; an empty one is made a newsroom first.

    ``founded`` is since when its first guidelines are in force; now by default.
    """
    choose(data)
    import django
    from django.db import Error

    django.setup()
    from stet.config.creating import Standing, bring_up, standing

    try:
        stands = standing()
        if stands is Standing.EMPTY:
            bring_up(founded)
            say(f"made a new newsroom ({place()})")
            return Standing.CURRENT
    except Error as problem:
        raise Mistake(f"the database does not open: {first_line(problem)}") from problem
    return stands


def place() -> str:
    """Where the newsroom is, for people; never a password."""
    from django.conf import settings

    if settings.STET.database_url:
        return f"PostgreSQL database {settings.DATABASES['default']['NAME']}"
    return str(settings.STET.data)


def first_line(problem: BaseException) -> str:
    lines = str(problem).strip().splitlines()
    return lines[0] if lines else type(problem).__name__
