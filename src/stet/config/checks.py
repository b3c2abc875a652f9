"""What `stet check` looks at. Each finding has an id that stays, a sentence and a hint.

All are warnings; ``--deploy`` treats every one as a failure. Those that matter only to a public
site are looked at only then.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register  # noqa: A004
from django.db import connection

from stet.comments.models import Contact
from stet.config.creating import Standing, standing
from stet.config.env import SECRETS_FILE, Env
from stet.config.guarding import guard_faults

# A key of 50 random characters cannot be guessed; what Stet makes has 64.
_SECRET_LENGTH, _SECRET_VARIETY = 50, 10
# Two backups of a busy newsroom's year, and room for SQLite's log while one is made.
_SPACE = 2 * 1024**3
_EVERYONE = 0
_SYNCHRONOUS = {0: "OFF", 1: "NORMAL", 2: "FULL", 3: "EXTRA"}

Findings = Iterator[CheckMessage]


def _found(number: int, sentence: str, hint: str) -> CheckMessage:
    return Warning(sentence, hint=hint, id=f"stet.W{number:03}")


def _check(*tags: str, deploy: bool = False) -> Callable[[Callable[[Env], Findings]], Any]:
    """Registers a check that reads the settings (and the database, with that tag)."""

    def wrapped(check: Callable[[Env], Findings]) -> Any:
        def run(**_: Any) -> Sequence[CheckMessage]:
            return list(check(settings.STET))

        run.__name__ = check.__name__
        register(run, *tags, deploy=deploy)
        return check

    return wrapped


@_check("stet")
def debug_is_off(env: Env) -> Findings:
    if env.debug:
        yield _found(
            1,
            "STET_DEBUG is on: error pages show settings and readers' words.",
            "Take STET_DEBUG out of the environment.",
        )


@_check("stet")
def secret_is_secret(_: Env) -> Findings:
    key = settings.SECRET_KEY
    weak = len(key) < _SECRET_LENGTH or len(set(key)) < _SECRET_VARIETY
    if weak or key.startswith("django-insecure"):
        yield _found(
            2,
            "The secret key can be guessed: receipts and sessions could be forged.",
            "Take STET_SECRET_KEY out (a good key is then made in the data folder), or set it to "
            f"{_SECRET_LENGTH} or more random characters. Receipt links made so far stop working.",
        )


@_check("stet")
def backups_have_a_place(env: Env) -> Findings:
    if not env.backup_dir:
        yield _found(
            3,
            "There is no folder for backups.",
            "Set STET_BACKUP_DIR to a folder on another disk, and run `stet backup` every night.",
        )
    elif not (Path(env.backup_dir).is_dir() and os.access(env.backup_dir, os.W_OK | os.X_OK)):
        yield _found(
            3,
            "The folder for backups is not there, or cannot be written.",
            "Make the folder that STET_BACKUP_DIR names, owned by the account that runs Stet.",
        )


@_check(Tags.database)
def database_keeps_its_word(_: Env) -> Findings:
    wrong = list(_sqlite_modes() if connection.vendor == "sqlite" else _postgresql_modes())
    if wrong:
        yield _found(
            4,
            f"The database runs in another mode than it should: {', '.join(wrong)}.",
            "Stet sets SQLite's modes on each connection: look for another program that has the "
            "file open, and for a file system without WAL (a network share). On PostgreSQL, set "
            "them in postgresql.conf.",
        )


def _sqlite_modes() -> Iterator[str]:
    wanted = {"journal_mode": "wal", "recursive_triggers": 1, "synchronous": 2, "foreign_keys": 1}
    with connection.cursor() as cursor:
        for name, value in wanted.items():
            cursor.execute(f"PRAGMA {name}")
            found = cursor.fetchone()[0]
            if name == "synchronous":
                if found < value:
                    yield f"synchronous is {_SYNCHRONOUS[found]}, not FULL"
            elif found != value:
                yield f"{name} is {found}, not {value}"


def _postgresql_modes() -> Iterator[str]:
    with connection.cursor() as cursor:
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            cursor.execute(f"SHOW {name}")
            found = cursor.fetchone()[0]
            if found == "off":
                yield f"{name} is off: a crash can lose comments that were acknowledged"


@_check(Tags.database)
def guards_stand(_: Env) -> Findings:
    faults = list(guard_faults()) if standing() is Standing.CURRENT else []
    if faults:
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        yield _found(
            5,
            f"The database does not guard what it should: {faults[0]}{more}.",
            "Run `stet verify` to see whether anything was changed meanwhile, then `stet migrate`, "
            "which makes every trigger anew. Find out who removed them.",
        )


@_check(Tags.database)
def database_is_migrated(_: Env) -> Findings:
    stands = standing()
    if stands is Standing.AHEAD:
        yield _found(
            6,
            "The database was migrated by a newer Stet than this one.",
            "Install the newer Stet again, or restore the backup made before the upgrade.",
        )
    elif stands is not Standing.CURRENT:
        yield _found(
            6,
            "The database is not migrated to this version of Stet.",
            "Run `stet backup`, then `stet migrate`.",
        )


@_check("stet", deploy=True)
def public_address_is_known(env: Env) -> Findings:
    if not env.public_url:
        yield _found(
            7,
            "The public address is not set: links in mail and feeds would point to this machine.",
            "Set STET_PUBLIC_URL to the address readers use, such as https://comments.example.org.",
        )
    elif urlsplit(env.public_url).scheme != "https":
        yield _found(
            8,
            "The public address is not https: names, comments and passwords travel readable.",
            "Put a proxy with TLS in front (docs/nginx.md) and set STET_PUBLIC_URL to https://….",
        )


@_check("stet")
def hosts_are_named(env: Env) -> Findings:
    if any(host.startswith(("*", ".")) for host in env.allowed_hosts):
        yield _found(
            9,
            "STET_ALLOWED_HOSTS lets strangers choose the host name that links are made with.",
            "Name each host. The public address's is allowed by itself.",
        )


@_check(Tags.database)
def authors_are_told(env: Env) -> Findings:
    if env.smtp_url and not (env.mail_from and env.public_url):
        yield _found(
            10,
            "There is a mail server, but no sender's address or no public address for links.",
            "Set STET_MAIL_FROM to an address that receives bounces, and STET_PUBLIC_URL.",
        )
    elif not env.smtp_url and standing() is Standing.CURRENT and Contact.objects.exists():
        yield _found(
            10,
            "Authors left addresses to be told the decision, and there is no mail server.",
            "Set STET_SMTP_URL and STET_MAIL_FROM. Notices that are due are then sent.",
        )


@_check("stet")
def proxies_are_ours(env: Env) -> Findings:
    if any(network.prefixlen == _EVERYONE for network in env.trusted_proxies):
        yield _found(
            11,
            "STET_TRUSTED_PROXIES believes everybody: anyone can pretend to be anywhere.",
            "Name only the addresses of your own proxies, such as 127.0.0.1/32.",
        )


@_check("stet")
def data_is_private(env: Env) -> Findings:
    open_to_others = [
        path.name or str(path)
        for path in (env.data, env.data / SECRETS_FILE)
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    if open_to_others:
        yield _found(
            12,
            f"Other accounts of this machine can open {' and '.join(open_to_others)}.",
            "Close the data folder: chmod 700 on the folder, 600 on the files in it.",
        )


@_check("stet")
def disk_has_room(env: Env) -> Findings:
    folders = [folder for folder in (env.data, Path(env.backup_dir or env.data)) if folder.is_dir()]
    short = [folder for folder in folders if shutil.disk_usage(folder).free < _SPACE]
    if short:
        yield _found(
            13,
            f"Less than {_SPACE // 1024**3} GiB are free on the disk of the data or the backups.",
            "Make room: when the disk is full, comments are refused until it is not.",
        )


@_check("stet")
def settings_are_known(_: Env) -> Findings:
    known = {entry.metadata["name"] for entry in fields(Env)}
    unknown = sorted(
        name
        for name in os.environ
        if name.startswith("STET_") and name not in known and not name.startswith("STET_TEST_")
    )
    if unknown:
        yield _found(
            14,
            f"The environment holds settings that Stet does not have: {', '.join(unknown)}.",
            "Look for a slip of the pen; docs/settings.md lists all of them.",
        )
