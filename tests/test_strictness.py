"""A run that leaves something out is a run that failed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ABSENT = """
from tests.support.strictness import skip_for_want_of
def test_it(): skip_for_want_of('chromium', 'not installed')
"""
ROOT = Path(__file__).parent.parent
PASSED, FAILED, MISUSED = 0, 1, 4


def run(folder: Path, test: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run one planted test in a process of its own, under the hooks of this house."""
    (folder / "test_planted.py").write_text(f"import pytest\n{test}\n")
    return subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-c", "pyproject.toml", "--rootdir", "."),
            *("-p", "no:cacheprovider", "-p", "tests.conftest", str(folder)),
        ],
        cwd=ROOT,
        env={
            **{name: value for name, value in os.environ.items() if "STET_" not in name},
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            **environ,
        },
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    "test",
    [
        "def test_it(): pytest.skip('not today')",
        "@pytest.mark.skip\ndef test_it(): pass",
        "@pytest.mark.xfail\ndef test_it(): assert False",
        "@pytest.mark.xfail\ndef test_it(): pass",
        "nothing = pytest.importorskip('no_such_module')\ndef test_it(): pass",
        ABSENT,
        "import warnings\ndef test_it(): warnings.warn('old')",
    ],
)
def test_a_skip_or_a_warning_fails_the_run(tmp_path: Path, test: str) -> None:
    done = run(tmp_path, test + "\ndef test_another(): pass")
    assert done.returncode != PASSED, done.stdout
    assert "skipped" not in done.stdout.splitlines()[-1]


def test_a_backend_may_be_absent_when_the_caller_says_so(tmp_path: Path) -> None:
    done = run(
        tmp_path,
        ABSENT,
        STET_TEST_ALLOW_SKIP="postgresql,chromium",
    )
    assert done.returncode == PASSED, done.stdout
    assert "1 skipped" in done.stdout


def test_a_slip_in_the_permission_is_no_permission(tmp_path: Path) -> None:
    done = run(tmp_path, "def test_it(): pass", STET_TEST_ALLOW_SKIP="cromium")
    assert done.returncode == MISUSED
    assert "cromium" in done.stderr


@pytest.mark.parametrize("fixture", ["transactional_db", "live_server"])
def test_a_test_that_would_empty_guarded_tables_is_refused(tmp_path: Path, fixture: str) -> None:
    done = run(tmp_path, f"def test_it({fixture}): pass")
    assert done.returncode == MISUSED
    assert "fresh_db" in done.stderr
