"""Calls that come at one moment are screened together, and nobody notices but by the speed."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import pytest

from stet.screening.screener import build_screener
from stet.screening.types import Screening, Submission
from stet.wire.window import Unanswered, Window
from tests.support.threads import race, results

LIMIT_S = 30
NEVER_S = 3600.0  # who waits so long is not answered within a test


def said(submission: Submission) -> Screening:
    return Screening(submission.id, "en", "approve", (), {}, None, (), (submission.text,), "test@1")


class Slow:
    """Screens when it is let go; says what batches it was given."""

    name, version = "slow", "1"

    def __init__(self, screen: Callable[[Submission], Screening] = said) -> None:
        self.batches: list[list[str]] = []
        self.begun, self.go = threading.Event(), threading.Event()
        self._screen = screen

    def screen(self, submissions: Sequence[Submission]) -> list[Screening]:
        self.batches.append([one.text for one in submissions])
        self.begun.set()
        assert self.go.wait(LIMIT_S)
        return [self._screen(one) for one in submissions]


class Crowd:
    """Callers in threads of their own: one that works, and those who came while it did."""

    def __init__(self, window: Window[str], slow: Slow) -> None:
        self._window, self._slow = window, slow
        self.outcomes: dict[str, Screening | BaseException] = {}
        self._threads: list[threading.Thread] = []

    def call(self, text: str, which: str = "site") -> None:
        def run() -> None:
            try:
                self.outcomes[text] = self._window.screen(which, Submission(text, text))
            except BaseException as problem:  # noqa: BLE001 - the test knows what is right
                self.outcomes[text] = problem

        thread = threading.Thread(target=run, daemon=True)
        self._threads.append(thread)
        thread.start()

    def gather(self, count: int, which: str = "site") -> None:
        """One caller at work, and ``count`` that wait for it."""
        self.call("first", which)
        assert self._slow.begun.wait(LIMIT_S)
        for number in range(count):
            self.call(f"text {number}", which)
        self.wait_for(count)

    def wait_for(self, count: int) -> None:
        until = threading.Event()
        for _ in range(LIMIT_S * 100):
            if len(self._window._waiting) == count:
                return
            until.wait(0.01)
        raise TimeoutError

    def end(self) -> None:
        self._slow.go.set()
        for thread in self._threads:
            thread.join(LIMIT_S)
        assert not any(thread.is_alive() for thread in self._threads), "somebody still waits"


def test_who_comes_while_another_is_screened_is_screened_in_one_batch() -> None:
    slow = Slow()
    crowd = Crowd(Window(lambda _which: slow), slow)
    crowd.gather(5)
    crowd.end()
    assert [len(batch) for batch in slow.batches] == [1, 5]


def test_everybody_gets_the_answer_to_their_own_text() -> None:
    slow = Slow()
    crowd = Crowd(Window(lambda _which: slow), slow)
    crowd.gather(40)
    crowd.end()
    assert len(crowd.outcomes) == 41
    for text, screening in crowd.outcomes.items():
        assert isinstance(screening, Screening)
        assert screening.reasons == (text,)


def test_more_callers_than_a_batch_holds_are_answered_in_the_order_they_came() -> None:
    slow = Slow()
    crowd = Crowd(Window(lambda _which: slow, most=4), slow)
    crowd.gather(0)
    for number in range(10):
        crowd.call(f"text {number}")
        crowd.wait_for(number + 1)
    crowd.end()
    assert [text for batch in slow.batches for text in batch] == [
        "first",
        *(f"text {number}" for number in range(10)),
    ]
    assert max(len(batch) for batch in slow.batches) == 4


def test_hundreds_of_calls_of_many_threads_are_all_answered() -> None:
    slow = Slow()
    slow.go.set()
    window: Window[str] = Window(lambda _which: slow, most=3, window_s=0.0001)

    def many(number: int) -> bool:
        texts = [f"{number} {again}" for again in range(20)]
        return all(window.screen("a", Submission(one, one)).reasons == (one,) for one in texts)

    outcomes = race(32, many)
    assert results(outcomes) == [True] * 32
    assert sum(map(len, slow.batches)) == 32 * 20


def test_several_texts_of_one_caller_are_answered_in_their_order() -> None:
    slow = Slow()
    slow.go.set()
    window: Window[str] = Window(lambda _which: slow, most=4, window_s=NEVER_S)
    texts = [f"text {number}" for number in range(10)]
    found = window.screen_all("a", [Submission(text, text) for text in texts])
    assert [screening.id for screening in found] == texts
    assert [len(batch) for batch in slow.batches] == [4, 4, 2]
    assert window.screen_all("a", []) == []


def test_callers_with_several_texts_are_all_answered() -> None:
    slow = Slow()
    slow.go.set()
    window: Window[str] = Window(lambda _which: slow, most=4, window_s=0.0001)

    def many(number: int) -> bool:
        texts = [f"{number} {again}" for again in range(number % 7)]
        found = window.screen_all("a", [Submission(one, one) for one in texts])
        return [screening.id for screening in found] == texts

    outcomes = race(48, lambda number: all(many(number + again) for again in range(10)))
    assert results(outcomes) == [True] * 48


def test_a_batch_says_what_each_text_alone_would_get() -> None:
    screener = build_screener(models=False)
    window: Window[str] = Window(lambda _which: screener)
    texts = ["You are an idiot.", "The bridge is fine.", "Buy cheap pills at pills.example now!"]
    alone = [screener.screen([Submission("", text)])[0] for text in texts]
    together = race(12, lambda number: window.screen("a", Submission("", texts[number % 3])))
    assert together == [alone[number % 3] for number in range(12)]


def test_sites_are_not_mixed() -> None:
    slow = Slow()

    def screener_of(which: str) -> Slow:
        other = Slow(lambda one: replace(said(one), screener=f"{which}@1"))
        other.batches, other.begun, other.go = slow.batches, slow.begun, slow.go
        return other

    crowd = Crowd(Window(screener_of), slow)
    crowd.gather(3, "north")
    crowd.call("southern", "south")
    crowd.wait_for(4)
    crowd.end()
    named = {
        text: found.screener if isinstance(found, Screening) else ""
        for text, found in crowd.outcomes.items()
    }
    assert named.pop("southern") == "south@1"
    assert set(named.values()) == {"north@1"}


def test_a_failure_reaches_each_caller_and_the_next_ones_are_served() -> None:
    def broken(_submission: Submission) -> Screening:
        raise ValueError

    slow = Slow(broken)
    window: Window[str] = Window(lambda _which: slow)
    crowd = Crowd(window, slow)
    crowd.gather(3)
    crowd.end()
    assert [type(found) for found in crowd.outcomes.values()] == [ValueError] * 4

    slow._screen = said
    assert window.screen("site", Submission("", "after")).reasons == ("after",)


def test_a_site_without_a_screener_harms_no_other() -> None:
    slow = Slow()

    def screener_of(which: str) -> Slow:
        if which == "gone":
            raise LookupError
        return slow

    crowd = Crowd(Window(screener_of), slow)
    crowd.gather(2)
    crowd.call("lost", "gone")
    crowd.wait_for(3)
    crowd.end()
    assert isinstance(crowd.outcomes.pop("lost"), LookupError)
    assert all(isinstance(found, Screening) for found in crowd.outcomes.values())


@pytest.mark.parametrize("end", [SystemExit, KeyboardInterrupt])
def test_a_thread_that_ends_while_it_works_for_others_leaves_nobody_waiting(
    end: type[BaseException],
) -> None:
    def ending(submission: Submission) -> Screening:
        if submission.text.startswith("text"):
            raise end
        return said(submission)

    slow = Slow(ending)
    window: Window[str] = Window(lambda _which: slow)
    crowd = Crowd(window, slow)
    crowd.gather(3)
    crowd.end()
    assert isinstance(crowd.outcomes["first"], Screening)
    others = [crowd.outcomes[f"text {number}"] for number in range(3)]
    assert sorted(type(found).__name__ for found in others) == sorted(
        [end.__name__, Unanswered.__name__, Unanswered.__name__]
    )
    assert window.screen("site", Submission("", "after")).reasons == ("after",)


def test_a_screener_that_answers_too_little_fails_its_callers() -> None:
    class Short(Slow):
        def screen(self, submissions: Sequence[Submission]) -> list[Screening]:
            return super().screen(submissions)[:-1]

    slow = Short()
    crowd = Crowd(Window(lambda _which: slow), slow)
    crowd.gather(2)
    crowd.end()
    assert [type(found) for found in crowd.outcomes.values()] == [ValueError] * 3


def _screen(window: Window[str], text: str, _number: int) -> Screening:
    return window.screen("a", Submission("", text))


def test_a_call_that_comes_alone_waits_for_nobody() -> None:
    slow = Slow()
    slow.go.set()
    window: Window[str] = Window(lambda _which: slow, window_s=NEVER_S)
    for text in ("one", "two", "three"):
        assert results(race(1, partial(_screen, window, text)))
    assert slow.batches == [["one"], ["two"], ["three"]]


def test_a_call_long_after_a_crowd_waits_for_nobody() -> None:
    slow = Slow()
    times = [0.0]
    window: Window[str] = Window(lambda _which: slow, window_s=NEVER_S, clock=lambda: times[0])
    crowd = Crowd(window, slow)
    crowd.gather(3)
    crowd.end()
    times[0] = 1.0
    assert results(race(1, lambda _number: window.screen("a", Submission("", "later"))))


def test_right_after_a_crowd_it_waits_for_the_others_to_come_back() -> None:
    slow = Slow()
    window: Window[str] = Window(lambda _which: slow, window_s=1.0, clock=lambda: 0.0)
    crowd = Crowd(window, slow)
    crowd.gather(3)
    crowd.end()
    assert results(race(2, lambda number: window.screen("a", Submission("", f"again {number}"))))
    assert sorted(slow.batches[-1]) == ["again 0", "again 1"]
