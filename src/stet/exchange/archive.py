"""The file of a backup: an uncompressed tar of a manifest, the database and the secrets.

The manifest comes first and says of every other member how long it is and which SHA-256 it has.
Reading never unpacks: members are copied, one by one, to where the reader wants them, so that no
name in the file can lead anywhere.
"""

from __future__ import annotations

import hashlib
import json
import os
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path
from typing import IO, Any

FORMAT = "stet-backup-1"
MANIFEST, DATABASE, SECRETS = "manifest.json", "database", "secrets.json"
_MANIFEST_LIMIT = 1_048_576  # bytes; a real one has a few kilobytes
_CHUNK = 1_048_576

Progress = Callable[[str, int, int], None]


class BadArchive(Exception):
    """This is no whole and unchanged backup of ours. The message says what is wrong."""


@dataclass(frozen=True)
class Member:
    """A member other than the manifest."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a backup holds. ``head_seq`` and ``head_hash`` are the ledger's last entry in it."""

    version: str
    made_at: str
    database: str
    migrations: list[str]
    head_seq: int
    head_hash: str
    members: dict[str, Member]


def write(target: IO[bytes], manifest: Manifest, files: dict[str, Path]) -> None:
    """Writes the archive; ``files`` are the members that the manifest describes."""
    described = json.dumps({"format": FORMAT, **asdict(manifest)}, indent=1).encode()
    with tarfile.open(fileobj=target, mode="w", format=tarfile.PAX_FORMAT) as tar:
        tar.addfile(_header(MANIFEST, len(described)), BytesIO(described))
        for name, path in files.items():
            with path.open("rb") as file:
                tar.addfile(_header(name, manifest.members[name].size), file)


def _header(name: str, size: int) -> tarfile.TarInfo:
    header = tarfile.TarInfo(name)
    header.size, header.mode = size, 0o600
    return header


@contextmanager
def private(path: Path) -> Iterator[IO[bytes]]:
    """A new file for its owner's eyes only, on the disk when this ends."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        yield out
        out.flush()
        os.fsync(out.fileno())


def member_of(path: Path) -> Member:
    with path.open("rb") as file:
        return Member(path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())


def read(source: Path, into: Path, progress: Progress) -> Manifest:
    """Copies the members of the archive ``source`` into the folder ``into`` and checks them.

    Raises `BadArchive`, and `OSError` if the file or the folder cannot be used.
    """
    try:
        with tarfile.open(source, mode="r:") as tar:
            manifest = _manifest(tar)
            left, done = dict(manifest.members), 0
            total = sum(member.size for member in left.values())
            while header := tar.next():
                member = left.pop(header.name, None)
                if member is None or not header.isreg() or header.size != member.size:
                    raise BadArchive("it holds something that its manifest does not describe")
                _copy(tar, header, into / header.name, member)
                done += member.size
                progress("reading", done, total)
    except (tarfile.TarError, ValueError):
        raise BadArchive("it is damaged, cut off, or no backup at all") from None
    if left:
        raise BadArchive("it is cut off: a part that its manifest describes is not there")
    return manifest


def _manifest(tar: tarfile.TarFile) -> Manifest:
    header = tar.next()
    if header is None or header.name != MANIFEST or not header.isreg():
        raise BadArchive("it does not begin with the manifest of a backup")
    if header.size > _MANIFEST_LIMIT:
        raise BadArchive("its manifest is too long")
    file = tar.extractfile(header)
    try:
        found = json.loads(file.read() if file else b"")
        return _parsed(found)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise BadArchive("its manifest cannot be read") from None


def _parsed(found: dict[str, Any]) -> Manifest:
    if found.pop("format") != FORMAT:
        raise BadArchive("it is of another format than this version of Stet reads")
    members = {
        name: Member(int(told["size"]), str(told["sha256"]))
        for name, told in found.pop("members").items()
    }
    if not {DATABASE} <= members.keys() <= {DATABASE, SECRETS}:
        raise BadArchive("its manifest describes other parts than a backup has")
    if found["database"] not in {"sqlite", "postgresql"}:
        raise BadArchive("it is of a database that this version of Stet does not know")
    texts = [found["version"], found["made_at"], found["head_hash"], *found["migrations"]]
    if not isinstance(found["head_seq"], int) or not all(map(_is_plain, texts)):
        raise BadArchive("its manifest cannot be read")
    return Manifest(**found, members=members)


def _is_plain(value: object) -> bool:
    return isinstance(value, str) and value.isprintable()


def _copy(tar: tarfile.TarFile, header: tarfile.TarInfo, target: Path, member: Member) -> None:
    source, digest = tar.extractfile(header), hashlib.sha256()
    if source is None:
        raise BadArchive("a part of it is no file")
    with private(target) as out:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            out.write(chunk)
    if digest.hexdigest() != member.sha256:
        raise BadArchive("a part of it was changed: its checksum does not match")
