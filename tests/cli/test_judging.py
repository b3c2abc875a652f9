"""`stet screen --judge`: a second reading, from the command line."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.screening.judge.conftest import Endpoint, answer

LINES = b'{"id": "1", "text": "What an idiotic plan for our town."}\n{"id": "2", "text": "Thank you."}\n'


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    made = Endpoint()
    yield made
    made.close()


def screen(folder: Path, **settings: str) -> subprocess.CompletedProcess[bytes]:
    program = (
        "import sys; from stet.cli import run; code = run(['screen', '--judge']); "
        "sys.exit(code or 'django' in sys.modules)"
    )
    kept = {name: value for name, value in os.environ.items() if not name.startswith("STET_")}
    return subprocess.run(
        [sys.executable, "-c", program],
        input=LINES, cwd=folder, env={**kept, **settings}, capture_output=True, check=False,
    )  # fmt: skip


def test_it_asks_about_what_the_screener_is_unsure_of(endpoint: Endpoint, tmp_path: Path) -> None:
    endpoint.always(answer(("personal_promotion", 0.9, "our town")))
    done = screen(
        tmp_path, STET_JUDGE_URL=endpoint.url, STET_JUDGE_MODEL="policy", STET_JUDGE_KEY="let-me-in",
        STET_JUDGE_TIMEOUT_MS="30000",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    unsure, plain = map(json.loads, done.stdout.splitlines())
    asked = [question["messages"][1]["content"] for question in endpoint.asked]
    assert any("idiotic plan" in one for one in asked)
    assert "personal_promotion" in unsure["clauses"]
    assert unsure["suggestion"] != "approve"
    assert unsure["screener"] == plain["screener"]
    assert f"Judge: {len(asked)} calls, {len(asked)} opinions, 0 none." in done.stderr.decode()
    assert endpoint.headers[0]["Authorization"] == "Bearer let-me-in"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({}, "STET_JUDGE_URL says where one is"),
        ({"STET_JUDGE_URL": "http://127.0.0.1:9/v1"}, "needs STET_JUDGE_MODEL"),
        ({"STET_JUDGE_URL": "file:///etc/hosts", "STET_JUDGE_MODEL": "x"}, "STET_JUDGE_URL"),
        ({"STET_JUDGE_URL": "http://a b/v1", "STET_JUDGE_MODEL": "x"}, "STET_JUDGE_URL"),
        ({"STET_JUDGE_URL": "http://a:99999/", "STET_JUDGE_MODEL": "x"}, "STET_JUDGE_URL"),
        ({"STET_JUDGE_URL": "http://a:b@127.0.0.1/v1", "STET_JUDGE_MODEL": "x"}, "STET_JUDGE_KEY"),
    ],
)
def test_without_a_judge_it_says_what_is_missing(
    settings: dict[str, str], said: str, tmp_path: Path
) -> None:
    done = screen(tmp_path, **settings)
    assert done.returncode == 2
    assert said in done.stderr.decode()
    assert done.stderr.count(b"\n") == 1
