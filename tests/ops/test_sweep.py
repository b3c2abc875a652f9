"""The sweep: what a dead process dropped is found, and no step's fault stops another."""

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from stet.comments.models import NetworkKey
from stet.comments.submitting import Draft
from stet.config.sweeping import MAIL_STEPS, STEPS, Step, Sweep, run_step, sweep_once
from stet.moderation import screening
from stet.moderation.intake import receive
from stet.moderation.models import QueueItem
from stet.newsroom.models import Article, SignInFailure, Site


def step(name: str) -> Step:
    return next(step for step in STEPS if step.name == name)


def test_it_screens_what_was_missed(article: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("stet.moderation.intake.screen_in_time", lambda *_: None)
        for number in range(3):
            receive(Draft(article, "Bob", f"Number {number}"), timezone.now())
    assert QueueItem.objects.filter(screening__isnull=True).count() == 3

    assert sweep_once(timezone.now())["screen"] == 3
    assert QueueItem.objects.filter(screening__isnull=True).count() == 0
    assert sweep_once(timezone.now())["screen"] == 0


def test_it_goes_on_until_all_is_screened(
    article: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screening, "_SWEEP_BATCH", 2)
    with monkeypatch.context() as patched:
        patched.setattr("stet.moderation.intake.screen_in_time", lambda *_: None)
        for number in range(5):
            receive(Draft(article, "Bob", f"Number {number}"), timezone.now())
    assert run_step(step("screen"), threading.Event())
    assert QueueItem.objects.filter(screening__isnull=True).count() == 0


def test_it_forgets_what_no_longer_counts(site: Site) -> None:
    now = timezone.now()
    old, young = now - timedelta(days=30), now - timedelta(minutes=5)
    for at in (old, young):
        SignInFailure.objects.create(username="alice", network="n", at=at)
        NetworkKey.objects.create(day=at.date(), key=b"k")
        DBTaskResult.objects.create(
            status="SUCCESSFUL",
            task_path="stet.none",
            finished_at=at,
            args_kwargs={"args": [], "kwargs": {}},
            backend_name="default",
            queue_name="default",
        )
    Session.objects.create(session_key="old", session_data="", expire_date=old)
    Session.objects.create(session_key="young", session_data="", expire_date=now + timedelta(1))

    swept = sweep_once(now)
    assert swept == {
        **dict.fromkeys((step.name for step in (*STEPS, *MAIL_STEPS)), 0),
        "networks": 1,
        "sign-in failures": 1,
        "sessions": 1,
        "tasks": 1,
    }
    assert not any(sweep_once(now).values())
    assert Session.objects.get().session_key == "young"
    assert DBTaskResult.objects.count() == 1


def test_one_failing_step_stops_no_other(
    fresh_db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    done: list[str] = []
    stopping = threading.Event()

    def fail(_: datetime) -> int:
        done.append("fail")
        raise ValueError("marked words of a reader")

    def last(_: datetime) -> int:
        done.append("last")
        stopping.set()
        return 1

    Sweep([Step("fail", 1, fail), Step("last", 1, last)]).run(stopping)
    assert done == ["fail", "last"]
    told = capsys.readouterr().err
    assert '"sweep_failed"' in told
    assert "builtins.ValueError" in told
    assert "marked" not in told


def test_a_failing_round_is_followed_by_another(
    fresh_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopping = threading.Event()
    rounds: list[int] = []

    def full() -> None:
        rounds.append(1)
        if len(rounds) == 2:
            stopping.set()
        raise OSError("No space left on device")

    monkeypatch.setattr("stet.config.sweeping.SWEEP_LAST.set_to_current_time", full)
    Sweep([], tick_s=0).run(stopping)
    assert len(rounds) == 2


def test_a_step_waits_for_its_own_pace(fresh_db: None) -> None:
    stopping = threading.Event()
    counts = {"often": 0, "seldom": 0}

    def often(_: datetime) -> int:
        counts["often"] += 1
        if counts["often"] == 3:
            stopping.set()
        return 0

    def seldom(_: datetime) -> int:
        counts["seldom"] += 1
        return 0

    Sweep([Step("often", 0, often), Step("seldom", 3600, seldom)], tick_s=0).run(stopping)
    assert counts == {"often": 3, "seldom": 1}


def test_a_stop_ends_a_long_step(site: Site) -> None:
    stopping = threading.Event()

    def endless(_: datetime) -> int:
        stopping.set()
        return 1

    assert run_step(Step("endless", 1, endless, until_done=True), stopping)


@pytest.mark.parametrize("named", [step.name for step in STEPS])
def test_every_step_can_be_done_twice(article: Article, named: str) -> None:
    now: Any = timezone.now()
    step(named).do(now)
    step(named).do(now)
