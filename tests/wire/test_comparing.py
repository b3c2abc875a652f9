"""Past scores beside ours: what is read, what is counted, and which threshold stands for which."""

import gzip
import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from stet.wire.comparing.measuring import BINS, compare
from stet.wire.comparing.reading import BadFile, Past, Reading, read

shares = st.floats(min_value=0, max_value=1)


def rows(path: Path, attribute: str = "TOXICITY") -> tuple[list[Past], Reading]:
    reading = Reading()
    return list(read(path, attribute, reading)), reading


def lines(path: Path, *found: object) -> Path:
    path.write_text("".join(json.dumps(one) + "\n" for one in found), encoding="utf-8")
    return path


REPLY = {"TOXICITY": {"summaryScore": {"value": 0.75, "type": "PROBABILITY"}}}


@pytest.mark.parametrize(
    "row",
    [
        {"text": "The pier.", "score": 0.75},
        {"comment_text": "The pier.", "toxicity": "0.75"},
        {"text": "The pier.", "TOXICITY": 0.75},
        {"text": "The pier.", "attributeScores": REPLY},
        {"comment": {"text": "The pier."}, "response": {"attributeScores": REPLY}},
    ],
)
def test_it_takes_a_score_however_it_was_kept(row: object, tmp_path: Path) -> None:
    found, reading = rows(lines(tmp_path / "past.jsonl", row))
    assert found == [Past("The pier.", 0.75)]
    assert reading.taken == 1


@pytest.mark.parametrize(
    ("told", "rejected"),
    [
        ({"decision": "reject"}, True),
        ({"decision": "approved"}, False),
        ({"rejected": True}, True),
        ({"rejected": "0"}, False),
        ({"decision": "later"}, None),
        ({}, None),
    ],
)
def test_it_takes_what_the_newsroom_decided(
    told: dict[str, object], rejected: bool | None, tmp_path: Path
) -> None:
    row = {"text": "The pier.", "score": 0.5} | told
    assert rows(lines(tmp_path / "past.jsonl", row))[0][0].rejected is rejected


def test_it_reads_csv_with_line_breaks_and_squeezed_files(tmp_path: Path) -> None:
    table = 'text,TOXICITY,rejected\n"The pier,\nagain.",0.25,1\n'
    path = tmp_path / "past.csv.gz"
    path.write_bytes(gzip.compress(table.encode()))
    assert rows(path)[0] == [Past("The pier,\nagain.", 0.25, None, True)]


def test_it_counts_what_it_cannot_take(tmp_path: Path) -> None:
    path = lines(
        tmp_path / "past.jsonl",
        {"score": 0.5},
        {"text": "  ", "score": 0.5},
        {"text": "The pier."},
        {"text": "The pier.", "score": 80},
        {"text": "The pier.", "score": "much"},
        {"text": "The pier.", "score": math.nan},
        ["The pier.", 0.5],
    )
    found, reading = rows(path)
    assert not found
    assert (reading.textless, reading.scoreless) == (3, 4)


def test_it_says_which_line_is_broken_without_quoting_it(tmp_path: Path) -> None:
    path = tmp_path / "past.jsonl"
    path.write_text('{"text": "a", "score": 1}\nsecret words\n', encoding="utf-8")
    with pytest.raises(BadFile, match=r"^line 2 is not JSON$"):
        rows(path)


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\xfa", gzip.compress(b"text", mtime=0)[:12]], ids=["letters", "squeezed"]
)
def test_it_refuses_what_it_cannot_decode(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / ("past.jsonl.gz" if content[:1] == b"\x1f" else "past.jsonl")
    path.write_bytes(content)
    with pytest.raises(BadFile):
        rows(path)


def test_the_threshold_it_advises_flags_as_many() -> None:
    theirs = [number / 100 for number in range(100)]
    ours = [score * 0.5 for score in theirs]  # the same order, other numbers
    [at] = compare(ours, theirs, [0.8]).at
    assert at.theirs == pytest.approx(0.2)
    assert at.ours == 0
    assert 0.395 < at.instead <= 0.4
    assert (at.agree, at.kappa, at.area) == (1, 1, 1)
    assert at.agree_same == pytest.approx(0.8)
    assert not at.enough


def test_two_scores_that_agree_by_chance_have_no_kappa_to_speak_of() -> None:
    draw = np.random.default_rng(7)
    [at] = compare(list(draw.random(4000)), list(draw.random(4000)), [0.5]).at
    assert abs(at.kappa) < 0.06
    assert at.enough


@given(st.lists(st.tuples(shares, shares), min_size=2, max_size=60), shares)
def test_its_kappa_is_that_of_others(pairs: list[tuple[float, float]], threshold: float) -> None:
    ours, theirs = [one for one, _ in pairs], [one for _, one in pairs]
    [at] = compare(ours, theirs, [threshold]).at
    flagged = [one >= threshold for one in theirs]
    chosen = [one >= at.instead for one in ours]
    if len(set(flagged)) > 1 or len(set(chosen)) > 1:
        assert at.kappa == pytest.approx(cohen_kappa_score(flagged, chosen))
    else:
        assert math.isnan(at.kappa) or flagged != chosen


@given(st.lists(st.tuples(shares, shares), min_size=1, max_size=60))
def test_every_text_is_in_both_distributions(pairs: list[tuple[float, float]]) -> None:
    found = compare([one for one, _ in pairs], [one for _, one in pairs], [0.5])
    assert found.ours.sum() == pytest.approx(1)
    assert found.theirs.sum() == pytest.approx(1)
    assert len(found.ours) == BINS


def test_decisions_judge_both_scores() -> None:
    found = compare([0.9, 0.1, 0.8, 0.2], [0.1, 0.9, 0.5, 0.5], [0.5], [True, False, None, None])
    assert found.decided is not None
    assert (found.decided.rows, found.decided.rejected) == (2, 1)
    assert (found.decided.ours, found.decided.theirs) == (1, 0)
