"""A backup is the whole newsroom or nothing, and what is restored is proved."""

import io
import json
import os
import signal
import sqlite3
import stat
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from psycopg import sql

from stet.comments.models import Comment
from stet.config.guarding import GUARDS, guard_faults
from stet.config.restoring import restore
from stet.config.verifying import faults
from stet.exchange.backup import BadArchive, DumpFailed, NotEmpty, backup
from stet.exchange.importing import import_jsonl
from stet.ledger.models import Entry
from stet.newsroom.models import Site
from tests.exchange.conftest import Write, told
from tests.support.databases import connected_to
from tests.support.threads import race, refusals


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The newsroom's own data folder, with its secrets."""
    return use_folder(tmp_path / "here", monkeypatch, {"secret_key": "kept"})


def use_folder(folder: Path, monkeypatch: pytest.MonkeyPatch, secrets: dict[str, str]) -> Path:
    folder.mkdir(mode=0o700)
    (folder / "secrets.json").write_text(json.dumps(secrets))
    monkeypatch.setattr(settings, "STET", replace(settings.STET, data=folder))
    return folder


@pytest.fixture
def newsroom(site: Site, data: Path, write: Write) -> Site:
    """Thirty comments in three states."""
    states = ("approved", "rejected", "held")
    import_jsonl(
        write([told(n, status=states[n % 3]) for n in range(30)], "thirty.jsonl"),
        keep_states=True,
    )
    return site


@contextmanager
def elsewhere(folder: Path) -> Iterator[None]:
    """The default connection is to a database that is not there, or empty."""
    if connection.vendor == "sqlite":
        with connected_to(str(folder / "stet.sqlite3")):
            yield
        return
    where = connection.settings_dict
    name = f"{where['NAME']}_elsewhere"
    with psycopg.connect(
        dbname="postgres",
        autocommit=True,
        host=where["HOST"],
        port=where["PORT"],
        user=where["USER"],
        password=where["PASSWORD"],
    ) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            with connected_to(name):
                yield
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def words() -> list[tuple[str, str, str]]:
    return list(Comment.objects.order_by("id").values_list("name", "text", "state"))


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_what_was_backed_up_is_restored_and_proved(
    newsroom: Site, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there, head = words(), Entry.objects.latest("seq")
    file = backup(tmp_path / "whole.tar")
    other = use_folder(tmp_path / "other", monkeypatch, {"secret_key": "fresh"})

    with elsewhere(other):
        manifest, found = restore(file)

        assert found == []
        assert words() == there
        assert len(there) == 30
        assert list(guard_faults()) == []
        with pytest.raises(IntegrityError), transaction.atomic():
            Comment.objects.update(text="another")
    assert (manifest.head_seq, manifest.head_hash) == (head.seq, head.hash)
    assert json.loads((other / "secrets.json").read_text()) == {"secret_key": "kept"}
    assert stat.S_IMODE((other / "secrets.json").stat().st_mode) == 0o600


def test_a_backup_is_for_its_owners_eyes_only_and_alone(
    newsroom: Site, data: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()

    file = backup(folder)

    assert file.parent == folder
    assert file.name.startswith("stet-2")
    assert file.suffix == ".tar"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert names_in(folder) == [file.name]
    with tarfile.open(file) as tar:
        assert tar.getnames() == ["manifest.json", "database", "secrets.json"]
        manifest = tar.extractfile("manifest.json")
        assert manifest is not None
        facts = json.load(manifest)
    assert facts["database"] == connection.vendor
    assert facts["head_seq"] == Entry.objects.count()


def test_a_secret_in_the_environment_stays_there(
    newsroom: Site, data: Path, tmp_path: Path
) -> None:
    (data / "secrets.json").unlink()

    with tarfile.open(backup(tmp_path / "whole.tar")) as tar:
        assert tar.getnames() == ["manifest.json", "database"]


def test_a_backup_replaces_no_file(newsroom: Site, data: Path, tmp_path: Path) -> None:
    file = tmp_path / "whole.tar"
    file.write_text("precious")

    with pytest.raises(FileExistsError):
        backup(file)

    assert file.read_text() == "precious"


def test_comments_come_in_while_it_is_made_and_one_moment_is_kept(
    newsroom: Site, data: Path, tmp_path: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stet.exchange.dumping._PAGES", 5)
    more = iter(range(100, 1000))

    def meanwhile(what: str, done: int, total: int) -> None:
        if what == "copying" and done < total:
            number = next(more)
            path = write([told(number)], f"{number}.jsonl")
            assert refusals(race(1, lambda _: import_jsonl(path))) == []

    file = backup(tmp_path / "whole.tar", meanwhile)
    assert Comment.objects.count() > 30
    other = use_folder(tmp_path / "other", monkeypatch, {})

    with elsewhere(other):
        assert restore(file)[1] == []
        assert 30 <= Comment.objects.count() <= 31


@pytest.mark.parametrize("end", [KeyboardInterrupt, MemoryError, OSError])
def test_an_interrupted_backup_leaves_nothing(
    newsroom: Site, data: Path, tmp_path: Path, end: type[BaseException]
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()

    def stop(_what: str, _done: int, _total: int) -> None:
        raise end

    with pytest.raises(end):
        backup(folder / "whole.tar", stop)

    assert names_in(folder) == []


def test_a_backup_that_is_terminated_leaves_nothing(
    newsroom: Site, data: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()

    def terminate(_what: str, _done: int, _total: int) -> None:
        os.kill(os.getpid(), signal.SIGTERM)

    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(SystemExit) as ended:
        backup(folder / "whole.tar", terminate)

    assert ended.value.code == 143
    assert names_in(folder) == []
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_newsroom_is_replaced_only_by_force(
    newsroom: Site, data: Path, tmp_path: Path, write: Write
) -> None:
    there, file = words(), backup(tmp_path / "whole.tar")
    import_jsonl(write([told(99)]))

    with pytest.raises(NotEmpty):
        restore(file)
    assert len(words()) == 31

    assert restore(file, force=True)[1] == []
    assert words() == there


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


@pytest.mark.sqlite
def test_a_newsroom_in_use_is_not_replaced(newsroom: Site, data: Path, tmp_path: Path) -> None:
    file = backup(tmp_path / "whole.tar")
    served = sqlite3.connect(connection.settings_dict["NAME"])
    with closing(served):
        served.execute("SELECT COUNT(*) FROM comments_comment").fetchone()
        with pytest.raises(DumpFailed, match="in use"):
            restore(file, force=True)
    assert len(words()) == 30
    assert restore(file, force=True)[1] == []


@pytest.mark.sqlite
def test_a_damaged_database_is_replaced(newsroom: Site, data: Path, tmp_path: Path) -> None:
    there, file = words(), backup(tmp_path / "whole.tar")
    connection.close()
    Path(connection.settings_dict["NAME"]).write_bytes(b"not a database at all" * 100)

    assert restore(file, force=True)[1] == []
    assert words() == there


@pytest.mark.sqlite
def test_nothing_is_left_beside_a_restored_database(
    newsroom: Site, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = backup(tmp_path / "whole.tar")
    other = use_folder(tmp_path / "other", monkeypatch, {})

    with elsewhere(other):
        restore(file)
        connection.close()
        assert names_in(other) == ["secrets.json", "stet.sqlite3"]
        assert stat.S_IMODE((other / "stet.sqlite3").stat().st_mode) == 0o600


@pytest.mark.postgresql
def test_the_password_is_not_on_the_command_line(
    newsroom: Site, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    real = subprocess.run

    def watched(words: list[str], **options: object) -> object:
        seen.extend(words)
        return real(words, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "run", watched)
    backup(tmp_path / "whole.tar")

    assert any(word.endswith("pg_dump") for word in seen)
    assert not [word for word in seen if connection.settings_dict["PASSWORD"] in word]


@pytest.mark.postgresql
def test_a_server_without_the_client_programs_is_told_what_to_install(
    newsroom: Site, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    monkeypatch.setattr("stet.exchange.dumping._installed", lambda _: None)

    with pytest.raises(DumpFailed, match="pg_dump is not installed"):
        backup(tmp_path / "whole.tar")


def test_a_restored_newsroom_goes_on(
    newsroom: Site, data: Path, tmp_path: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = backup(tmp_path / "whole.tar")
    other = use_folder(tmp_path / "other", monkeypatch, {})

    with elsewhere(other):
        restore(file)
        report = import_jsonl(write([told(7), told(77)]))

        assert (report.known, report.imported) == (1, 1)
        assert Comment.objects.latest("received_at").received_at <= timezone.now()
        assert list(faults()) == []
