"""The programs with which docs/api.md begins do what they say, on a newsroom that is really served."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.browser.newsroom import Newsroom
from tests.support.backends import node
from tests.support.strictness import skip_for_want_of

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
LIMIT_S = 120


def program(kind: str) -> str:
    (found,) = re.findall(rf"^```{kind}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert isinstance(found, str)
    return found


def test_the_first_programs_run(newsroom: Newsroom) -> None:
    if node() is None:
        skip_for_want_of("node", "Node is not installed")
    told = {"STET": newsroom.base_url, "TOKEN": newsroom.token}
    told["ARTICLE"] = newsroom.base_url + newsroom.article
    printed = _run([sys.executable, "-c", program("python")], told)
    assert "Rojîn: Who pays?" in printed
    printed = _run(["node", "--input-type=module", "-e", program("js")], told)
    assert {"Rojîn: Who pays?", "Sam: The harbour board does."} <= set(printed)


def _run(command: list[str], told: dict[str, str]) -> list[str]:
    environ = {**os.environ, **told, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        command, env=environ, capture_output=True, encoding="utf-8", timeout=LIMIT_S, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()
