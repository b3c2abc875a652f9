"""`stet wire compare` on a file of past texts made here."""

import json
import math
from importlib import util
from pathlib import Path

import pytest

from stet.cli import run
from tests.support.labelled import FINE, FOUL, sentences
from tests.test_house import page_faults

FINE_ONES, FOUL_ONES = sentences(FINE, 40), sentences(FOUL, 40)


@pytest.fixture
def past(tmp_path: Path) -> Path:
    path = tmp_path / "past.jsonl"
    rows = [{"text": text, "score": 0.1, "decision": "approve"} for text in FINE_ONES]
    rows += [{"text": text, "score": 0.9, "decision": "reject"} for text in FOUL_ONES]
    rows += [{"text": "", "score": 0.5}, {"text": FINE_ONES[0]}]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_it_says_how_far_both_agree(past: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["wire", "compare", str(past), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["rows"] + found["unserved"] == 80
    assert found["left_out"] == {"without_text": 1, "without_score": 1}
    assert found["decisions"]["roc_auc"]["theirs"] == 1
    assert found["decisions"]["roc_auc"]["ours"] > 0.9
    assert [at["threshold"] for at in found["thresholds"]] == [0.5, 0.7, 0.8, 0.85, 0.9]
    assert all(at["theirs"] == pytest.approx(0.5, abs=0.02) for at in found["thresholds"])


def test_it_tells_a_person_the_threshold_to_set_and_no_text(
    past: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["wire", "compare", str(past), "--threshold", "0.8"]) == 0
    told = capsys.readouterr()
    assert "Where you compare with 0.80, 0." in told.out
    assert max(map(len, told.out.splitlines())) <= 90
    assert not any(text in told.out + told.err for text in (*FINE_ONES, *FOUL_ONES))


@pytest.mark.skipif(not util.find_spec("matplotlib"), reason="the extra `evaluate` is not here")
def test_its_page_draws_both_distributions(past: Path, tmp_path: Path) -> None:
    folder = tmp_path / "report"
    assert run(["wire", "compare", str(past), "--report", str(folder)]) == 0
    page = (folder / "compare.html").read_text(encoding="utf-8")
    assert not list(page_faults(folder / "compare.html", page))
    assert "<svg" in (folder / "distributions.svg").read_text(encoding="utf-8")
    assert not any(text in page for text in (*FINE_ONES, *FOUL_ONES))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["no-such-file.jsonl"], "no-such-file.jsonl: No such file or directory"),
        (["{past}", "--attribute", "COMPASSION_EXPERIMENTAL"], "not one that we have a score for"),
        (["{past}", "--attribute", "SPAM", "--threshold", "2"], "--threshold"),
        (["{empty}"], "no line has a text and a score"),
    ],
)
def test_a_mistake_is_told_in_one_line(
    words: list[str], told: str, past: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty.jsonl").write_text("", encoding="utf-8")
    given = [word.format(past=past, empty=tmp_path / "empty.jsonl") for word in words]
    assert run(["wire", "compare", *given]) == 2
    said = capsys.readouterr().err
    assert told in said
    assert said.count("\n") == 1


def test_figures_that_cannot_be_had_are_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "one.jsonl"
    path.write_text(json.dumps({"text": FINE_ONES[0], "score": 0.1}) + "\n", encoding="utf-8")
    assert run(["wire", "compare", str(path), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["rows"] == 1
    assert found["pearson"] is None
    assert not any(isinstance(value, float) and math.isnan(value) for value in found.values())
