"""A backup is the whole newsroom or nothing, and what is restored is proved."""

import json
import os
import signal
import sqlite3
import stat
import subprocess
import tarfile
from contextlib import closing
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from stet.comments.models import Comment
from stet.config.guarding import guard_faults
from stet.config.restoring import restore
from stet.config.verifying import faults
from stet.exchange.backup import DumpFailed, NotEmpty, backup
from stet.exchange.importing import import_jsonl
from stet.ledger.models import Entry
from stet.newsroom.models import Site
from tests.exchange.kept import elsewhere, names_in, use_folder, words
from tests.exchange.telling import Write, told
from tests.support.threads import race, refusals


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
        turns = "stet.sqlite3-turn"  # the empty file at which writers take turns
        assert names_in(other) == ["secrets.json", "stet.sqlite3", turns]
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
