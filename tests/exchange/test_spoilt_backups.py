"""A backup that was cut off, altered or made to do harm is refused, and nothing is changed."""

import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from stet.comments.models import Comment
from stet.config.guarding import GUARDS, guard_faults
from stet.config.restoring import restore
from stet.exchange.backup import BadArchive, backup
from stet.newsroom.models import Site
from tests.exchange.kept import elsewhere, names_in, use_folder, words

Spoil = Callable[[bytes], bytes]


def flipped(raw: bytes, marker: bytes, shift: int = 0) -> bytes:
    """One bit of the byte ``shift`` after the last ``marker`` is another."""
    at = raw.rindex(marker) + shift
    return raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]


def member_names(raw: bytes, old: str, new: str, **changes: object) -> bytes:
    """The archive with a member renamed, or made of another kind."""
    out = io.BytesIO()
    with (
        tarfile.open(fileobj=io.BytesIO(raw)) as source,
        tarfile.open(fileobj=out, mode="w") as target,
    ):
        for member in source:
            content = source.extractfile(member)
            if member.name == old:
                member.name = new
                for key, value in changes.items():
                    setattr(member, key, value)
            target.addfile(member, content if member.isreg() else None)
    return out.getvalue()


def with_manifest(raw: bytes, **changes: object) -> bytes:
    out = io.BytesIO()
    with (
        tarfile.open(fileobj=io.BytesIO(raw)) as source,
        tarfile.open(fileobj=out, mode="w") as target,
    ):
        for member in source:
            content = source.extractfile(member)
            assert content is not None
            body = content.read()
            if member.name == "manifest.json":
                body = json.dumps({**json.loads(body), **changes}).encode()
                member.size = len(body)
            target.addfile(member, io.BytesIO(body))
    return out.getvalue()


def with_another(raw: bytes, name: str) -> bytes:
    out = io.BytesIO(raw)
    with tarfile.open(fileobj=out, mode="a") as tar:
        member = tarfile.TarInfo(name)
        member.size = 4
        tar.addfile(member, io.BytesIO(b"evil"))
    return out.getvalue()


def bigger_database(raw: bytes) -> bytes:
    return with_manifest(raw, members={"database": {"size": 10**15, "sha256": "0" * 64}})


SPOILT: dict[str, Spoil] = {
    "empty": lambda raw: b"",
    "no archive": lambda raw: b"comments" * 1000,
    "cut off in the manifest": lambda raw: raw[:700],
    "cut off in the database": lambda raw: raw[: len(raw) // 2],
    "cut off after the database": lambda raw: raw[: raw.rindex(b"secrets.json\0") - 3],
    "a byte of the database is another": lambda raw: flipped(raw, b"Comment 7."),
    "a byte of the secrets is another": lambda raw: flipped(raw, b"kept"),
    "a checksum is another": lambda raw: flipped(raw, b'"sha256": "', 12),
    "a path upwards": lambda raw: member_names(raw, "secrets.json", "../../secrets.json"),
    "an absolute path": lambda raw: member_names(raw, "secrets.json", "/etc/secrets.json"),
    "a link": lambda raw: member_names(
        raw, "secrets.json", "secrets.json", type=tarfile.SYMTYPE, linkname="/etc/passwd", size=0
    ),
    "a device": lambda raw: member_names(raw, "database", "database", type=tarfile.CHRTYPE, size=0),
    "another member": lambda raw: with_another(raw, "authorized_keys"),
    "the database twice": lambda raw: with_another(raw, "database"),
    "no manifest": lambda raw: member_names(raw, "manifest.json", "MANIFEST"),
    "a size beyond belief": bigger_database,
    "another format": lambda raw: with_manifest(raw, format="stet-backup-9"),
    "another database": lambda raw: with_manifest(raw, database="oracle"),
    "a later version": lambda raw: with_manifest(raw, migrations=["comments.9999_later"]),
    "a manifest that is a list": lambda raw: with_manifest(raw, members=[]),
    "a manifest that writes on the terminal": lambda raw: with_manifest(
        raw, version="\x1b[2J", migrations=["comments.9999_later"]
    ),
    "a manifest without its head": lambda raw: raw.replace(b'"head_seq"', b'"head_sea"'),
}


@pytest.mark.parametrize("how", SPOILT)
def test_a_spoilt_backup_is_refused_and_nothing_is_changed(
    newsroom: Site, data: Path, tmp_path: Path, how: str
) -> None:
    if connection.vendor == "postgresql" and "byte of the database" in how:
        # There the rows are compressed.
        spoil: Spoil = lambda raw: flipped(raw, b"PGDMP", 4000)  # noqa: E731
    else:
        spoil = SPOILT[how]
    file = backup(tmp_path / "whole.tar")
    file.write_bytes(spoil(file.read_bytes()))
    before = words()
    outside = names_in(tmp_path)

    with pytest.raises(BadArchive):
        restore(file, force=True)

    assert words() == before
    assert names_in(tmp_path) == outside
    assert json.loads((data / "secrets.json").read_text()) == {"secret_key": "kept"}
    assert [name for name in names_in(data) if name.startswith(".")] == []


def test_a_backup_of_the_other_database_is_refused(
    newsroom: Site, data: Path, tmp_path: Path
) -> None:
    file = backup(tmp_path / "whole.tar")
    other = {"sqlite": "postgresql", "postgresql": "sqlite"}[connection.vendor]
    file.write_bytes(with_manifest(file.read_bytes(), database=other))

    with pytest.raises(BadArchive, match=other):
        restore(file, force=True)


def test_tampering_before_the_backup_is_found_after_it(
    newsroom: Site, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    guards = [guard for guard in GUARDS if guard.table == "comments_comment"]
    with connection.cursor() as cursor:
        for guard in guards:
            for statement in guard.drop(connection.vendor):
                cursor.execute(statement)
    Comment.objects.filter(source_id="6").update(text="Put into a reader's mouth.")
    file = backup(tmp_path / "whole.tar")
    other = use_folder(tmp_path / "other", monkeypatch, {})

    with elsewhere(other):
        _, found = restore(file)

        assert {fault.code for fault in found} == {"comment.text_changed", "thread.page"}
        assert list(guard_faults()) == []


def test_a_manifest_of_another_ledger_is_told(newsroom: Site, data: Path, tmp_path: Path) -> None:
    file = backup(tmp_path / "whole.tar")
    file.write_bytes(with_manifest(file.read_bytes(), head_seq=3))

    _, found = restore(file, force=True)

    assert [fault.code for fault in found] == ["ledger.head"]
