"""Screening in time, and what happens when the screener is slow, broken or late."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from django.conf import LazySettings

from stet.config.env import Env
from stet.ledger.reading import history
from stet.moderation import screening
from stet.moderation.facts import screening_facts
from stet.moderation.models import QueueItem, Screening
from stet.moderation.ordering import UNSCREENED_RANK
from stet.screening import types
from stet.screening.screener import build_screener
from tests.support.newsroom import Newsroom


@dataclass
class Broken:
    """A screener that cannot; for texts with ``bad_word``, or for all."""

    bad_word: str = ""
    name: str = "broken"
    version: str = "1"
    calls: int = 0

    def screen(self, submissions: Sequence[types.Submission]) -> list[types.Screening]:
        self.calls += 1
        if any(self.bad_word in submission.text for submission in submissions):
            raise RuntimeError("out of order")
        return build_screener(()).screen(submissions)


@dataclass
class Slow:
    """A screener that answers when it is let."""

    name: str = "slow"
    version: str = "1"
    let: threading.Event = field(default_factory=threading.Event)

    def screen(self, submissions: Sequence[types.Submission]) -> list[types.Screening]:
        self.let.wait(30)
        return build_screener(()).screen(submissions)


def _use(monkeypatch: pytest.MonkeyPatch, screener: types.Screener) -> None:
    monkeypatch.setattr(screening, "screener_of", lambda _: screener)


def test_a_comment_comes_in_screened(newsroom: Newsroom) -> None:
    comment = newsroom.post("You are a fucking idiot.")
    item = QueueItem.objects.get(pk=comment.pk)
    assert item.screening is not None
    assert item.suggestion in {"look", "reject"}
    assert item.risk_rank == 1000 - item.calm_rank > UNSCREENED_RANK
    assert [event.deed for event in history(comment.id)] == [
        "comment.submitted",
        "comment.screened",
    ]


def test_what_its_reasons_come_from_is_kept_and_in_the_ledger(newsroom: Newsroom) -> None:
    comment = newsroom.post("You are a fucking idiot.")
    kept = Screening.objects.get(comment=comment)
    assert len(kept.reason_codes or []) == len(kept.reasons) > 1
    assert {code.partition(":")[0] for code in kept.reason_codes or []} == {*kept.clauses}


def test_a_screening_from_before_there_were_codes_keeps_its_digest() -> None:
    old = Screening(
        screener="stet-rules@1", lang="en", suggestion="reject", clauses=["threat"],
        scores={"threat": 0.93}, spans=[{"start": 0, "end": 4, "clause": "threat"}],
        reasons=["Calls for violence against a group of people."], relevance=None,
    )  # fmt: skip
    digest = "2375d99a5aa088a303ad588c043df3ca99f45b170577e7ae0d382d9834ae6bcd"
    assert screening_facts(old)["said"] == digest
    old.reason_codes = []
    assert screening_facts(old)["said"] != digest


def test_a_broken_screener_holds_the_comment_unscreened(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    _use(monkeypatch, Broken())
    comment = newsroom.post("Whatever.")
    assert newsroom.fresh(comment).state == "held"
    item = QueueItem.objects.get(pk=comment.pk)
    assert (item.screening, item.suggestion, item.risk_rank) == (None, "", UNSCREENED_RANK)


def test_a_slow_screener_makes_nobody_wait(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch, settings: LazySettings
) -> None:
    slow = Slow()
    _use(monkeypatch, slow)
    settings.STET = Env(screen_timeout_ms=1)
    comment = newsroom.post("Whatever.")
    slow.let.set()
    assert QueueItem.objects.get(pk=comment.pk).screening is None


def test_an_operator_may_leave_all_screening_to_the_worker(
    newsroom: Newsroom, settings: LazySettings
) -> None:
    settings.STET = Env(screen_timeout_ms=0)
    comment = newsroom.post("Whatever.")
    assert QueueItem.objects.get(pk=comment.pk).screening is None
    assert screening.screen_missed(newsroom.later()) == 1


def test_the_sweep_screens_what_was_missed_once(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        _use(patched, Broken())
        comment = newsroom.post("You are a fucking idiot.")
    assert screening.screen_missed(newsroom.later()) == 1
    assert screening.screen_missed(newsroom.later()) == 0
    item = QueueItem.objects.get(pk=comment.pk)
    assert item.screening == Screening.objects.get(comment=comment)
    assert item.risk_rank > UNSCREENED_RANK


def test_one_text_that_breaks_the_screener_does_not_keep_others_waiting(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        _use(patched, Broken())
        poison, plain = newsroom.post("A poisonous text."), newsroom.post("A plain one.")
    broken = Broken("poisonous")
    _use(monkeypatch, broken)
    assert screening.screen_missed(newsroom.later()) == 1
    assert QueueItem.objects.get(pk=plain.pk).screening is not None
    for _ in range(10):
        screening.screen_missed(newsroom.later())
    calls = broken.calls
    screening.screen_missed(newsroom.later())
    assert broken.calls == calls  # given up, and left to people
    assert QueueItem.objects.get(pk=poison.pk).screening is None


def test_a_comment_decided_meanwhile_is_left_alone(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        _use(patched, Broken())
        comment = newsroom.post("Decided soon.")

    @dataclass
    class Deciding(Broken):
        def screen(self, submissions: Sequence[types.Submission]) -> list[types.Screening]:
            newsroom.decide(comment, "approve")
            return build_screener(()).screen(submissions)

    _use(monkeypatch, Deciding())
    assert screening.screen_missed(newsroom.later()) == 0
    assert not Screening.objects.exists()
