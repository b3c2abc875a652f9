"""`stet evaluate` on a small corpus made here, every sentence of which is our own."""

import gzip
import json
import re
import subprocess
import sys
from importlib import util
from pathlib import Path
from typing import Any

import pytest

from stet.cli import run
from stet.screening.corpora.reading import sets_in
from stet.screening.corpora.splits import second_half, split_of, text_key
from stet.screening.evaluation.baselines import english_lessons
from stet.screening.evaluation.rows import rows_of
from tests.support.labelled import FINE, FOUL, SEXIST, SPAM, edos, on, rival, row, sentences, write
from tests.test_house import page_faults


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    fine, foul = sentences(FINE), sentences(FOUL)
    sets = {
        "edos": [edos(t, False) for t in fine[:60]] + [edos(t, True) for t in sentences(SEXIST, 60)],
        "jigsaw_subset": [
            row(t, dict.fromkeys(("toxic", "obscene", "threat", "insult", "identity_hate"), bad))
            for bad, texts in ((0, fine), (1, foul))
            for t in texts
        ],
        "youtube_spam": [row(t, {"spam": 0}) for t in fine]
        + [row(t, {"spam": 1}) for t in sentences(SPAM)],
        "context_toxicity": [rival(f"Indeed. {t}", 0, 0.1) for t in fine]
        + [rival(f"Indeed. {t}", 1, 0.6) for t in foul],
        "toxic_spans_semeval2021": [
            row(t, {"toxic_char_offsets": list(range(11, 16))}, split=part)
            for part, texts in (("test", foul[:20]), ("train", foul[20:200]))
            for t in texts
        ],
        "relevance_pairs_derived": [
            on(t, title, own)
            for own, title in ((1, "A roof for the {}"), (0, "Wheat prices fall"))
            for t in fine
        ],
    }  # fmt: skip
    for name, rows in sets.items():
        write(folder / f"{name}.jsonl.gz", rows)
    return folder


@pytest.fixture(scope="session")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("own")
    common = {"lang": "en", "spans": [], "advisory": []}
    hard = [
        common | {"id": f"h{n}", "text": t, "clauses": [], "kind": "idiom.women", "overall": 0}
        for n, t in enumerate(sentences(FINE, 12))
    ]
    broken = [
        common
        | {
            "id": f"v{n}",
            "text": t,
            "clauses": ["personal_attack"],
            "kind": "insult",
            "overall": 1,
        }
        for n, t in enumerate(sentences(FOUL, 8))
    ]
    write(folder / "hard_negatives.jsonl", hard)
    write(folder / "violations.jsonl", broken)
    return folder


Figures = dict[str, Any]


@pytest.fixture
def figures(corpus: Path, own: Path, capsys: pytest.CaptureFixture[str]) -> Figures:
    words = ["evaluate", "--corpus", str(corpus), "--own", str(own), "--no-speed", "--json"]
    assert run(words) == 0
    shown = capsys.readouterr()
    assert shown.err == ""
    assert shown.out.count("\n") == 1
    return dict(json.loads(shown.out))


def by(rows: list[dict[str, Any]], key: str) -> dict[str, dict[str, Any]]:
    return {one[key]: one for one in rows}


def test_it_measures_only_what_no_training_saw(figures: Figures) -> None:
    sets = by(figures["sets"], "name")
    kept = [t for t in sentences(FINE) + sentences(FOUL) if is_kept("jigsaw_subset", t)]
    assert 0 < len(kept) < 300
    assert sets["jigsaw_subset"]["rows"] == len(kept)
    assert sets["edos"]["rows"] == 120
    assert sets["toxic_spans_semeval2021"]["rows"] == 20  # the official part only
    texts = sentences(FINE) + sentences(FOUL)
    half = [t for t in texts if second_half(text_key(f"Indeed. {t}"))]
    assert sets["context_toxicity"]["rows"] == len(half)


def is_kept(name: str, text: str) -> bool:
    return split_of(name, text_key(text), None) == "test"


def test_it_sets_us_beside_the_bars_and_the_rival(figures: Figures) -> None:
    headline = by(figures["headline"], "key")
    assert headline["context_auc"]["value"] == 1.0
    assert headline["context_auc"]["verdict"] == "aim"
    assert "Perspective 1.000" in headline["context_auc"]["beside"]
    assert headline["sexism_f1"]["value"] is not None
    assert 0.0 < headline["span_f1"]["value"] <= 1.0
    assert headline["promotion_f1"]["value"] is not None
    assert headline["hard_reject"]["value"] == 0.0
    assert headline["violations_reject"]["value"] == 1.0
    # Four of the five sets are not in this corpus, and no clause has enough rows to calibrate.
    for missing in ("five_auc", "auc_troff", "ece_clause", "per_s"):
        assert headline[missing]["value"] is None
        assert headline[missing]["verdict"] == "not measured"


def test_it_tells_each_set_clause_language_and_group(figures: Figures) -> None:
    sets = by(figures["sets"], "name")
    attack = by(sets["jigsaw_subset"]["heads"], "head")["personal_attack"]
    assert attack["recall"] == 1.0
    assert attack["auc"] == 1.0
    assert sets["relevance_pairs_derived"]["relevance_auc"] > 0.9
    assert "personal_attack" in by(figures["clauses"], "head")
    assert by(figures["languages"], "lang")["en"]["fine"]["reject"] == 0.0
    groups = by(figures["groups"], "group")
    assert groups["women"]["positives"] == 60
    assert groups["no mention"]["rows"] > groups["any mention"]["rows"]
    assert by(figures["own"]["hard_by_kind"], "of")["idiom"]["rows"] == 12
    assert by(figures["own"]["violations_by_clause"], "of")["personal_attack"]["reject"] == 1.0


def test_it_prints_tables_that_quote_nobody(
    corpus: Path, own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["evaluate", "--corpus", str(corpus), "--own", str(own), "--no-speed"]
    assert run([*words, "--set", "jigsaw_subset", "--set", "youtube_spam", "--rows", "40"]) == 0
    told = capsys.readouterr().out
    assert ": 100 rows, " in told.splitlines()[0]  # 40 of each set, and the 20 written ones
    for title in ("Headline figures", "Suggestions, by set", "Languages", "Own violations"):
        assert title in told
    assert "jigsaw_subset" in told
    assert "edos" not in told.split("Suggestions, by set")[1]
    assert not quoted(told)


def quoted(told: str) -> list[str]:
    """Words of our sentences that no heading has."""
    return [word for word in ("idiot", "harbour", "northern", "subscribe", "wheat") if word in told]


def test_speed_is_measured_in_a_process_of_its_own(
    corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["evaluate", "--corpus", str(corpus), "--set", "edos", "--rows", "5", "--json"]
    assert run(words) == 0
    speed = json.loads(capsys.readouterr().out)["speed"]
    assert speed["per_s"] > 0
    assert 0 < speed["alone_p50_ms"] <= speed["alone_p99_ms"]
    assert 0 < speed["bare_mb"] < speed["loaded_mb"] <= speed["working_mb"]
    assert speed["load_s"] > 0
    assert speed["load_wall_s"] > 0


def test_it_can_keep_to_the_sets_with_a_bar(
    corpus: Path, own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["evaluate", "--corpus", str(corpus), "--own", str(own), "--no-speed", "--json"]
    assert run([*words, "--headline", "--rows", "9"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert "relevance_pairs_derived" in sets_in(corpus)
    assert {one["name"] for one in figures["sets"]} == set(sets_in(corpus)) - {
        "relevance_pairs_derived"
    }


def test_processes_find_what_one_finds(
    corpus: Path, own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["evaluate", "--corpus", str(corpus), "--own", str(own), "--no-speed", "--json"]
    words += ["--set", "jigsaw_subset", "--rows", "100"]
    told = []
    for jobs in ("1", "2"):
        assert run([*words, "--jobs", jobs]) == 0
        told.append(json.loads(capsys.readouterr().out))
        del told[-1]["rows_per_s"]
    assert told[0] == told[1]


@pytest.fixture(scope="session")
def report(corpus: Path, own: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reports") / "new"
    words = ["evaluate", "--corpus", str(corpus), "--own", str(own), "--no-speed"]
    assert run([*words, "--baselines", "--report", str(folder)]) == 0
    return folder


def test_the_report_quotes_nobody_and_needs_nothing_else(report: Path) -> None:
    files = {path.name: path.read_text(encoding="utf-8") for path in report.iterdir()}
    assert all(quoted(text) == [] for text in files.values())
    page = files["report.html"]
    linked = set(re.findall(r'(?:src|href)="([^"#][^"]*)"', page))
    assert linked == files.keys() - {"report.html"}
    assert list(page_faults(Path(__file__).parents[2] / "report.html", page)) == []
    # A namespace is a name; nothing is fetched.
    drawn = [text for name, text in files.items() if name.endswith(".svg")]
    assert not any(re.search(r'(?:href|src)="(?!#)', text) for text in drawn)
    assert not any("<script" in text or "<image" in text for text in drawn)


def test_the_report_says_what_was_measured(report: Path) -> None:
    page = (report / "report.html").read_text(encoding="utf-8")
    for heading in (
        "In short", "Hard cases", "Public sets", "Beside Perspective", "Beside others",
        "Clauses and calibration", "Languages", "Who is mentioned", "How to read this",
    ):  # fmt: skip
        assert f"<h2>{heading}</h2>" in page
    assert "TF-IDF" in page
    assert "better-profanity" in page
    assert 'id="speed"' not in page


def test_the_report_is_the_same_again(
    report: Path, corpus: Path, own: Path, tmp_path: Path
) -> None:
    words = ["evaluate", "--corpus", str(corpus), "--own", str(own), "--no-speed"]
    assert run([*words, "--report", str(tmp_path)]) == 0
    again = {path.name: path.read_bytes() for path in tmp_path.glob("*.svg")}
    assert again == {name: (report / name).read_bytes() for name in again}


def test_the_plain_classifier_learns_nothing_that_is_measured(corpus: Path) -> None:
    texts, truth = english_lessons(corpus)
    assert 0 < sum(truth) < len(truth)
    learned = {text_key(text) for text in texts}
    for name in sets_in(corpus):
        assert learned.isdisjoint(row.key for row in rows_of(corpus, name))


@pytest.mark.parametrize(
    ("option", "package"), [("--report", "matplotlib"), ("--baselines", "sklearn")]
)
def test_it_says_what_to_install_before_it_works(
    option: str,
    package: str,
    corpus: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = util.find_spec
    monkeypatch.setattr(util, "find_spec", lambda name: None if name == package else real(name))
    more = [option, str(tmp_path / "new")] if option == "--report" else [option]
    assert run(["evaluate", "--corpus", str(corpus), *more]) == 2
    told = capsys.readouterr().err
    assert f"{package} not installed: pip install 'stet-comments[evaluate]'" in told
    assert told.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--corpus", "{empty}"], "no labelled set"),
        (["--corpus", "{corpus}", "--set", "nosuch"], "no set 'nosuch'"),
        (["--corpus", "{corpus}", "--set", "olid"], "no olid.jsonl.gz"),
        (["--corpus", "{corpus}", "--own", "{empty}"], "no written examples"),
        (["--corpus", "{corpus}", "--rows", "0"], "--rows"),
        (["--corpus", "{corpus}", "--report", "{file}"], "--report"),
        (["--corpus", "{training}"], "no row to measure on"),
        (["--corpus", "{broken}"], "cannot be read"),
        ([], "--corpus"),
    ],
)
def test_a_wrong_folder_gets_one_line_and_two(
    more: list[str], said: str, corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    places = {"empty": tmp_path / "empty", "broken": tmp_path / "broken", "corpus": corpus}
    places |= {name: tmp_path / name for name in ("training", "file")}
    for name in ("empty", "broken", "training"):
        places[name].mkdir()
    places["file"].touch()
    seen = next(text for text in sentences(FINE) if not is_kept("jigsaw_subset", text))
    write(places["training"] / "youtube_spam.jsonl.gz", [row(seen, {"spam": 0})])
    (places["broken"] / "edos.jsonl.gz").write_bytes(gzip.compress(b'{"text": "A secret"\n'))
    assert run(["evaluate", "--no-speed", *(word.format(**places) for word in more)]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert said in shown.err
    assert "secret" not in shown.err
    assert shown.err.count("\n") == 1


def test_it_loads_neither_django_nor_the_extra(corpus: Path, tmp_path: Path) -> None:
    program = (
        "import sys; from stet.cli import run; "
        f"code = run(['evaluate', '--corpus', {str(corpus)!r}, '--rows', '3', '--no-speed']); "
        "print(code, sorted({'django', 'sklearn', 'matplotlib', 'scipy'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stderr == "0 []\n"
    assert list(tmp_path.iterdir()) == []
