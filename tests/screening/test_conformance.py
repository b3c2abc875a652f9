"""What holds for every screener, whatever it is made of."""

import json
import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stet.screening.clauses import ADVISORY, SCORED
from stet.screening.screener import default_screener
from stet.screening.types import ArticleContext, Screener, Screening, Submission
from tests.screening.conftest import sentences
from tests.text.strategies import texts

TEN_KILOBYTES = "You are an idiot. شکرا لکم. " * 400
MIXED = "English עברית عربي \u202eoverride\u202c کوردی 日本語 🏳️‍🌈 — f\u200bu\u200bc\u200bk"
ARTICLE = ArticleContext("Ferry closed", "The ferry over the river has been closed since March.")


def _submissions() -> list[Submission]:
    given_texts = ["", " ", "\x00", "\ud800", TEN_KILOBYTES, MIXED]
    given_texts += [
        text for name in ("welcome.txt", "violations.txt") for _, text in sentences(name)
    ]
    return [
        Submission(str(at), text, lang=[None, "en", "xx", "ckb-Arab"][at % 4],
                   article=ARTICLE if at % 3 else None, parent="You are wrong." if at % 5 else None)
        for at, text in enumerate(given_texts)
    ]  # fmt: skip


def _is_sound(submission: Submission, result: Screening) -> bool:
    known = {*map(str, SCORED)}
    spans = [(span.start, span.end) for span in result.spans]
    return (
        result.id == submission.id
        and result.suggestion in ("approve", "reject", "look")
        and known <= set(result.scores)
        and all(0 <= score <= 1 for score in result.scores.values())
        and set(result.clauses) <= set(result.scores) - {*map(str, ADVISORY)}
        and all(0 <= start < end <= len(submission.text) for start, end in spans)
        and _marks_one_of(result, {span.clause for span in result.spans}, known)
        and (result.relevance is None or 0 <= result.relevance <= 1)
        and all(reason.endswith(".") for reason in result.reasons)
    )


def _marks_one_of(result: Screening, marked: set[str], known: set[str]) -> bool:
    """Only clauses that are named, or where none is one at most, for the words that stand out."""
    return marked <= set(result.clauses) or (
        not result.clauses and marked <= known and len(marked) == 1
    )


def test_it_answers_every_submission_soundly_and_in_order(screener: Screener) -> None:
    submissions = _submissions()
    results = screener.screen(submissions)
    assert all(map(_is_sound, submissions, results))
    assert len(results) == len(submissions)


def test_a_batch_gives_what_its_submissions_give_alone(screener: Screener) -> None:
    submissions = _submissions()
    assert screener.screen(submissions) == [screener.screen([one])[0] for one in submissions]


def test_it_gives_the_same_answer_again(screener: Screener) -> None:
    submissions = _submissions()
    assert screener.screen(submissions) == screener.screen(submissions)


def test_threads_may_share_it(screener: Screener) -> None:
    submissions = _submissions()
    expected = screener.screen(submissions)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: screener.screen(submissions), range(8)))
    assert answers == [expected] * 8


def test_it_takes_no_submissions(screener: Screener) -> None:
    assert screener.screen([]) == []


def test_it_is_named_and_versioned_in_every_answer(screener: Screener) -> None:
    [result] = screener.screen([Submission("1", "Well said.")])
    assert result.screener == f"{screener.name}@{screener.version}"
    assert re.fullmatch(r"[a-z0-9-]+@\S+", result.screener)


def test_its_answers_are_json(screener: Screener) -> None:
    for result in screener.screen(_submissions()):
        shown = result.as_dict()
        assert json.loads(json.dumps(shown, allow_nan=False)) == shown


def test_it_names_a_reason_for_every_suggestion_but_approval(screener: Screener) -> None:
    for submission, result in zip(_submissions(), screener.screen(_submissions()), strict=True):
        assert bool(result.reasons) or result.suggestion == "approve", submission.text


def test_it_says_nothing_of_relevance_without_an_article(screener: Screener) -> None:
    [result] = screener.screen([Submission("1", "The ferry must come back.")])
    assert result.relevance is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(texts=st.lists(texts, max_size=4))
def test_it_survives_every_text(texts: list[str]) -> None:
    submissions = [Submission(str(at), text) for at, text in enumerate(texts)]
    results = default_screener().screen(submissions)
    assert all(map(_is_sound, submissions, results))


@pytest.mark.parametrize(
    "text",
    ["a" * 10_000, "f " * 5_000, "you are " * 1_250, "((((" * 2_500, "1-" * 5_000, "a.b" * 3_300,
     "@a." * 3_300, "* # % " * 1_600, "\u0301" * 10_000, "the kurds are " * 700, "f*" * 5_000],
    ids=range(11),
)  # fmt: skip
def test_it_is_not_held_up_by_a_hostile_text(text: str) -> None:
    """Ten thousand characters made to send patterns astray take a fraction of a second."""
    began = time.process_time()
    default_screener().screen([Submission("1", text)])
    # A thousand times what an ordinary text of this length takes would be minutes.
    assert time.process_time() - began < 2
