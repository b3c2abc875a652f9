"""A key's calls of a minute are counted once, whichever thread or process answers them."""

import multiprocessing
from pathlib import Path

import pytest

from stet.wire.quotas import Counts, count_call, shared_counts
from tests.support.threads import race, results

MINUTE = 29_000_000
EACH = 200
fork = multiprocessing.get_context("fork")


def _use_alone(path: Path, key: str) -> None:
    counts = shared_counts(path)
    for _ in range(EACH):
        counts.add(key, MINUTE)


def _use_inherited(counts: Counts, key: str) -> None:
    for _ in range(EACH):
        counts.add(key, MINUTE)


def run_all(processes: list[multiprocessing.process.BaseProcess]) -> None:
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
        assert process.exitcode == 0


def test_processes_that_share_the_file_count_together(tmp_path: Path) -> None:
    path = tmp_path / "quotas"
    run_all([fork.Process(target=_use_alone, args=(path, "alice's")) for _ in range(4)])
    assert shared_counts(path).add("alice's", MINUTE) == 4 * EACH + 1
    assert shared_counts(path).add("bob's", MINUTE) == 1


def test_forked_processes_count_with_their_parent(tmp_path: Path) -> None:
    counts = shared_counts(tmp_path / "quotas")
    run_all([fork.Process(target=_use_inherited, args=(counts, "alice's")) for _ in range(4)])
    assert counts.add("alice's", MINUTE) == 4 * EACH + 1


@pytest.mark.parametrize("shared", [True, False])
def test_threads_count_together(tmp_path: Path, shared: bool) -> None:
    counts = shared_counts(tmp_path / "quotas") if shared else Counts(bytearray(65_536), None)
    race(8, lambda _number: [counts.add("alice's", MINUTE) for _ in range(EACH)])
    assert counts.add("alice's", MINUTE) == 8 * EACH + 1


def test_every_caller_of_many_threads_gets_a_number_of_their_own(tmp_path: Path) -> None:
    counts = shared_counts(tmp_path / "quotas")
    outcomes = race(8, lambda _number: [counts.add("alice's", MINUTE) for _ in range(50)])
    numbers = sorted(number for found in results(outcomes) for number in found)
    assert numbers == list(range(1, 401))


def test_a_quota_lets_through_that_many_calls_a_minute_and_no_more() -> None:
    answers = [count_call("test: a minute", 3, 60.0 * MINUTE + 12).allowed for _ in range(5)]
    assert answers == [True, True, True, False, False]
    later = count_call("test: a minute", 3, 60.0 * (MINUTE + 1))
    assert (later.allowed, later.used, later.limit, later.resets_s) == (True, 1, 3, 60)
    assert count_call("test: a minute", 3, 60.0 * (MINUTE + 1) + 59.9).resets_s == 1


def test_no_quota_is_no_limit() -> None:
    assert all(count_call("test: free", 0, 60.0 * MINUTE).allowed for _ in range(5))


def test_keys_have_minutes_of_their_own(tmp_path: Path) -> None:
    counts = shared_counts(tmp_path / "quotas")
    for number in range(1_000):
        assert counts.add(f"key {number}", MINUTE) == 1
    for number in range(1_000):
        assert counts.add(f"key {number}", MINUTE) == 2


def test_a_table_full_of_last_minute_s_keys_has_room_for_this_one_s(tmp_path: Path) -> None:
    counts = shared_counts(tmp_path / "quotas")
    for number in range(5_000):
        counts.add(f"key {number}", MINUTE)
    for number in range(1_000):
        counts.add(f"key {number}", MINUTE + 1)
    again = [counts.add(f"key {number}", MINUTE + 1) for number in range(1_000)]
    assert again == [2] * 1_000
