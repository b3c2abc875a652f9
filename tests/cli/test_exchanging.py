"""Importing, backing up and restoring from the command line: what is printed where, and the exit."""

import json
from pathlib import Path

import pytest

from stet.comments.models import Comment, ThreadPage
from tests.cli.conftest import Stet
from tests.support import server

GOOD = {
    "source_id": "1",
    "article_url": "https://paper.example/bridge",
    "name": "Bob",
    "text": "Words from elsewhere.",
    "posted_at": "2020-01-01T12:00:00Z",
}


def lines(tmp_path: Path, *records: dict[str, str]) -> str:
    file = tmp_path / "comments.jsonl"
    file.write_text("".join(json.dumps(record) + "\n" for record in records))
    return str(file)


def test_an_import_prints_what_it_refused_and_ends_well(stet: Stet, tmp_path: Path) -> None:
    hostile = "\x1b[2J\u202e2"
    file = lines(tmp_path, GOOD, GOOD | {"source_id": hostile, "name": ""})
    done = stet("import", "jsonl", file)
    assert done.code == 0
    assert done.out.startswith('line 2: "')
    assert done.out.endswith('": name:empty\n')
    assert done.out.isascii()
    assert "\x1b" not in done.out
    assert "2 read, 1 came in (1 held)" in done.err
    assert Comment.objects.get().text == GOOD["text"]
    again = stet("import", "jsonl", file)
    assert "1 were here already" in again.err
    assert Comment.objects.count() == 1


def test_a_dry_run_writes_nothing(stet: Stet, tmp_path: Path) -> None:
    done = stet("import", "jsonl", lines(tmp_path, GOOD), "--dry-run")
    assert done.code == 0
    assert "1 would come in" in done.err
    assert not Comment.objects.exists()


def test_a_malformed_file_gets_one_line_and_nothing_is_written(stet: Stet, tmp_path: Path) -> None:
    stet("migrate")
    file = tmp_path / "bad.jsonl"
    file.write_text(json.dumps(GOOD) + "\n{\n")
    for name in (str(file), str(tmp_path / "none.jsonl")):
        done = stet("import", "jsonl", name)
        assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert "line 2, column " in stet("import", "jsonl", str(file)).err
    assert not Comment.objects.exists()


def back_and_forth(room: server.Newsroom, empty: server.Newsroom, folder: Path) -> None:
    room.must("import", "jsonl", lines(folder, GOOD))
    backup = room.must("backup", str(folder)).strip()
    assert Path(backup).stat().st_mode & 0o777 == 0o600
    restored = empty.stet("restore", backup)
    assert (restored.returncode, restored.stdout) == (0, ""), restored.stderr
    assert "sound" in restored.stderr
    refused = empty.stet("restore", backup)
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
    assert "--force" in refused.stderr
    assert empty.stet("restore", backup, "--force").returncode == 0
    assert empty.stet("verify").returncode == 0


def test_a_backup_is_restored_and_proved(tmp_path: Path) -> None:
    room, empty = server.with_tables(tmp_path / "data"), server.newsroom(tmp_path / "elsewhere")
    back_and_forth(room, empty, tmp_path)


@pytest.mark.parametrize("content", [b"", b"no backup", b"\x00" * 10_240])
def test_what_is_no_backup_gets_one_line(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "backup.tar"
    file.write_bytes(content)
    done = server.newsroom(tmp_path / "data").stet("restore", str(file))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)


def test_a_backup_needs_a_place(tmp_path: Path) -> None:
    room = server.with_tables(tmp_path / "data")
    room.must("migrate")
    done = room.stet("backup")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "STET_BACKUP_DIR" in done.stderr
    kept = server.newsroom(tmp_path / "data", settings={"STET_BACKUP_DIR": str(tmp_path)})
    assert Path(kept.must("backup").strip()).parent == tmp_path


def test_a_source_without_a_plain_name_is_a_mistake(stet: Stet, tmp_path: Path) -> None:
    done = stet("import", "jsonl", lines(tmp_path, GOOD), "--source", "")
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert "--source" in done.err


def test_pages_that_were_altered_are_published_anew(stet: Stet, tmp_path: Path) -> None:
    file = lines(tmp_path, GOOD | {"status": "approved"})
    assert stet("import", "jsonl", file, "--keep-states").code == 0
    ThreadPage.objects.update(html=b"<p>Other words.</p>")
    assert stet("verify").out.startswith("thread.page: ")
    assert stet("publish").err == "stet: threads published: 1\n"
    assert stet("verify").code == 0
