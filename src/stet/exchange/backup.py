"""``stet backup`` and ``stet restore``: the whole newsroom in one private file, and back.

The file holds every comment, the e-mail addresses of authors, staff accounts and the secret that
signs receipts: whoever has it has the newsroom. It is written for its owner's eyes only (0600).
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from types import FrameType

from django.conf import settings
from django.db import connection

from stet.exchange import archive
from stet.exchange.archive import DATABASE, SECRETS, BadArchive, Manifest
from stet.exchange.dumping import DumpFailed, dump, is_empty, put_back

__all__ = ["BadArchive", "DumpFailed", "NotEmpty", "backup", "restore"]

Progress = Callable[[str, int, int], None]


class NotEmpty(Exception):
    """There is a newsroom already where the backup should go."""


def _quiet(_what: str, _done: int, _total: int) -> None:
    pass


def backup(destination: Path, progress: Progress = _quiet) -> Path:
    """Backs the newsroom up into one file and returns its path; the newsroom goes on meanwhile.

    ``destination`` is the file, which must not be there yet, or a folder, in which it is named by
    the time. An interrupted backup leaves nothing behind. Raises `DumpFailed`, `FileExistsError`
    and `OSError`.
    """
    made_at = datetime.now(UTC)
    if destination.is_dir():
        destination /= f"stet-{made_at:%Y%m%dT%H%M%SZ}.tar"
    if destination.exists():
        raise FileExistsError(f"{destination} is there already")
    with _workroom(destination.parent) as room:
        head = dump(room / DATABASE, progress)
        files = {DATABASE: room / DATABASE}
        with suppress(FileNotFoundError):  # a newsroom whose secret is in the environment has none
            shutil.copyfile(settings.STET.data / SECRETS, room / SECRETS)
            files[SECRETS] = room / SECRETS
        manifest = Manifest(
            version=_version(),
            made_at=made_at.isoformat(timespec="seconds"),
            database=connection.vendor,
            migrations=head.migrations,
            head_seq=head.seq,
            head_hash=head.hash,
            members={name: archive.member_of(path) for name, path in files.items()},
        )
        whole = room / "backup.tar"
        with archive.private(whole) as out:
            archive.write(out, manifest, files)
        _name(whole, destination)
    return destination


def restore(
    source: Path,
    *,
    known_migrations: set[str],
    force: bool = False,
    progress: Progress = _quiet,
) -> Manifest:
    """Puts a backup back into the configured data folder and database, and says what it held.

    ``known_migrations`` (app.name) are those of this version: a backup of a later one is refused.
    With ``force`` the newsroom that is there is replaced. Nothing is changed before the whole file
    has been read and checked. Guards, later migrations and `stet verify` are the caller's
    (`stet.config.restoring`). Raises `BadArchive`, `NotEmpty`, `DumpFailed` and `OSError`.
    """
    data: Path = settings.STET.data
    if not force and not is_empty():
        raise NotEmpty("there is a newsroom already; --force replaces it")
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _workroom(data) as room:
        manifest = archive.read(source, room, progress)
        _refuse_misfit(manifest, known_migrations)
        secrets = _secrets(room / SECRETS) if SECRETS in manifest.members else None
        put_back(room / DATABASE)
        if secrets is not None:
            (room / SECRETS).replace(data / SECRETS)
    return manifest


def _refuse_misfit(manifest: Manifest, known: set[str]) -> None:
    if manifest.database != connection.vendor:
        raise BadArchive(f"it is of a {manifest.database} database; this is {connection.vendor}")
    if not set(manifest.migrations) <= known:
        raise BadArchive(f"it was made by a later version of Stet ({manifest.version})")


def _secrets(path: Path) -> dict[str, str]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError):
        raise BadArchive("its secrets cannot be read") from None
    if not isinstance(found, dict) or not all(isinstance(one, str) for one in found.values()):
        raise BadArchive("its secrets cannot be read")
    return found


def _version() -> str:
    with suppress(metadata.PackageNotFoundError):
        return metadata.version("stet-comments")
    return "unknown"


@contextmanager
def _workroom(beside: Path) -> Iterator[Path]:
    """A private folder on the same file system, gone at the end, however the end comes."""
    with _ended_by_signal(), tempfile.TemporaryDirectory(prefix=".stet-", dir=beside) as name:
        yield Path(name)


@contextmanager
def _ended_by_signal() -> Iterator[None]:
    """Lets SIGTERM unwind like Ctrl-C, so that what was begun is cleared away."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def leave(_number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + signal.SIGTERM)

    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _name(whole: Path, destination: Path) -> None:
    """Gives the finished file its name, if nobody has taken it meanwhile, and for good."""
    try:
        destination.hardlink_to(whole)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        whole.rename(destination)
    folder = os.open(destination.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
