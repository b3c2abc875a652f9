"""The command line itself: help, mistakes, and what is never loaded for nothing."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from stet.cli import app, run


def commands(group: object, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The words of every command, groups included."""
    yield words
    for name, command in getattr(group, "commands", {}).items():
        yield from commands(command, (*words, name))


ALL = list(commands(typer.main.get_command(app)))


def test_there_are_the_commands_of_the_design() -> None:
    named = {words[0] for words in ALL if words}
    assert named >= {
        "article", "check", "demo", "erase", "evaluate", "import", "migrate", "screen", "serve", "staff",
        "verify", "worker",
    }  # fmt: skip


def test_it_tells_its_version(capsys: pytest.CaptureFixture[str]) -> None:
    changelog = (Path(__file__).parents[2] / "CHANGELOG.md").read_text(encoding="utf-8")
    top = next(line for line in changelog.splitlines() if line.startswith("## "))
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"stet {top.split()[1]}\n"


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_every_command_has_help(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*words, "--help"]) == 0
    shown = capsys.readouterr()
    assert shown.out.startswith("Usage: stet")
    assert shown.err == ""


@pytest.mark.parametrize("words", [words for words in ALL if words], ids=" ".join)
def test_every_command_takes_a_data_folder_where_it_needs_one(words: tuple[str, ...]) -> None:
    command: object = typer.main.get_command(app)
    for word in words:
        command = command.commands[word]  # type: ignore[attr-defined]
    if getattr(command, "commands", None) or words in {("evaluate",), ("screen",)}:
        return
    options = [option for parameter in command.params for option in parameter.opts]  # type: ignore[attr-defined]
    assert "--data" in options


@pytest.mark.parametrize("words", [[], ["staff"]])
def test_half_a_command_gets_its_help(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(words) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("Usage: stet")
    assert shown.err.count("\n") > 5


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["migrat"], "No such command 'migrat'"),
        (["serve", "--port", "nine"], "--port"),
        (["serve", "--port", "70000"], "65535"),
        (["serve", "--fast"], "--fast"),
        (["article", "add"], "FILE"),
        (["staff", "fire", "bob"], "No such command 'fire'"),
    ],
)
def test_a_slip_of_the_pen_gets_one_line_and_two(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(words) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert said in shown.err
    assert shown.err.startswith("stet: ")
    assert shown.err.count("\n") == 1


def test_help_does_not_load_django() -> None:
    program = (
        "import sys; from stet.cli import run; run(['serve', '--help']); "
        "sys.exit(bool({'django', 'rich', 'granian', 'prometheus_client'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert done.returncode == 0


def test_screening_loads_neither_django_nor_a_newsroom(tmp_path: Path) -> None:
    program = (
        "import sys; from stet.cli import run; code = run(['screen']); "
        "sys.exit(code or 'django' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=b'{"id": "1", "text": "Thank you for asking the nurses."}\n{"id": "2"}\n',
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(b"\n") == 2
    assert done.stderr.startswith(b"stet: Screened 1")
    assert list(tmp_path.iterdir()) == []


def test_a_reader_that_goes_away_is_no_fault(tmp_path: Path) -> None:
    lines = tmp_path / "lines"
    lines.write_bytes(b'{"id": "1", "text": "Thank you."}\n' * 5_000)
    pipe = f"'{sys.executable}' -m stet screen <'{lines}' | head -n 1"
    done = subprocess.run(["sh", "-c", pipe], capture_output=True, check=False)
    assert done.stdout.count(b"\n") == 1
    assert done.stderr == b""


def test_a_fault_of_ours_quotes_nobody(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        raise ValueError("a reader's words")

    monkeypatch.setattr("stet.screening.lines.run", broken)
    assert run(["screen"]) == 1
    told = capsys.readouterr().err
    assert "internal fault: builtins.ValueError at stet/commands/screening.py" in told
    assert "a reader's words" not in told
