"""The newsroom's secrets: made once, whoever asks first, and readable by their owner only."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from stet.config.env import SECRETS_FILE, kept_secret


def test_first_starts_at_one_moment_agree_on_one_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as threads:
        given = list(threads.map(lambda _: kept_secret(tmp_path / "new", "key"), range(16)))
    assert len(set(given)) == 1


def test_each_name_has_a_secret_of_its_own_that_stays(tmp_path: Path) -> None:
    first, second = kept_secret(tmp_path, "first"), kept_secret(tmp_path, "second")
    assert first != second
    assert kept_secret(tmp_path, "first") == first


def test_nobody_else_may_read_them(tmp_path: Path) -> None:
    kept_secret(tmp_path, "key")
    assert stat.S_IMODE((tmp_path / SECRETS_FILE).stat().st_mode) == 0o600
