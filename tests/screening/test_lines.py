"""The contract of `stet screen`: lines in, lines out."""

import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stet.screening.lines import LINE_LIMIT, Summary, read_article, run
from stet.screening.screener import default_screener
from stet.screening.types import Screener, Screening, Submission

KEYS = [
    "id",
    "lang",
    "suggestion",
    "clauses",
    "scores",
    "relevance",
    "spans",
    "reasons",
    "screener",
]


def run_on(
    data: bytes, screener: Screener | None = None, article: Path | None = None
) -> tuple[list[dict[str, Any]], Summary]:
    out = io.BytesIO()
    summary = run(io.BytesIO(data), out, screener or default_screener(), article)
    assert out.getvalue() == b"" or out.getvalue().endswith(b"\n")
    return [json.loads(line) for line in out.getvalue().split(b"\n")[:-1]], summary


def line(**row: object) -> bytes:
    return json.dumps(row).encode() + b"\n"


def test_it_answers_one_line_for_each_in_the_same_order() -> None:
    rows, summary = run_on(b"".join(line(id=str(n), text=f"Comment {n}") for n in range(200)))
    assert [row["id"] for row in rows] == [str(n) for n in range(200)]
    assert list(rows[0]) == KEYS
    assert (summary.screened, summary.refused) == (200, 0)


def test_it_gives_offsets_in_code_points_of_the_text() -> None:
    text = "👩‍🚒 you are an idiot"
    [row], _ = run_on(line(id="a", text=text))
    [span] = [s for s in row["spans"] if s["clause"] == "personal_attack"]
    assert text[span["start"] : span["end"]] == "you are an idiot"


@pytest.mark.parametrize(
    ("bad", "key", "why"),
    [
        (b"not json", None, "JSON"),
        (b"\xff\xfe", None, "UTF-8"),
        (b"[1]", None, "object"),
        (b"null", None, "object"),
        (b'{"text":"x"}', None, "id is missing"),
        (b'{"id":7,"text":"x"}', 7, "id must be a string"),
        (b'{"id":"a"}', "a", "text is missing"),
        (b'{"id":"a","text":null}', "a", "text must be a string"),
        (b'{"id":"a","text":5}', "a", "text must be a string"),
        (b'{"id":"a","text":"\\ud800"}', "a", "surrogate"),
        (b'{"id":"\\udfff","text":"x"}', None, "surrogate"),
        (b'{"id":"a","text":"x","score":NaN}', None, "JSON"),
        (b'{"id":"a","text":"x","lang":1}', "a", "lang must be a string"),
        (b'{"id":"a","text":"x","article":"y"}', "a", "article must be an object"),
        (b'{"id":"a","text":"x","article":{"title":1}}', "a", "title must be a string"),
        (b"[" * 100_000, None, "JSON"),
        (b'{"id":"a","text":"' + b"x" * LINE_LIMIT + b'"}', None, "longer"),
    ],
)  # fmt: skip
def test_a_bad_line_costs_only_itself(bad: bytes, key: object, why: str) -> None:
    rows, summary = run_on(line(id="1", text="Fine.") + bad + b"\n" + line(id="2", text="Fine."))
    assert [row["id"] for row in rows] == ["1", key, "2"]
    assert list(rows[1]) == ["id", "error"]
    assert why in rows[1]["error"]
    assert (summary.screened, summary.refused) == (2, 1)


def test_lines_end_in_lf_only() -> None:
    text = "one\u2028two\u2029three\x85four\rfive"
    data = json.dumps({"id": "a", "text": text}, ensure_ascii=False).encode()
    rows, _ = run_on(data + b"\n" + b'{"id":"b",\r"text":"x"}\r\n')
    assert [row.get("error") for row in rows] == [None, None]
    assert [row["id"] for row in rows] == ["a", "b"]


def test_it_skips_empty_lines_and_needs_no_last_line_end() -> None:
    rows, _ = run_on(b"\n \n" + line(id="a", text="x") + b"\r\n" + line(id="b", text="y")[:-1])
    assert [row["id"] for row in rows] == ["a", "b"]


def test_the_same_id_twice_is_answered_twice() -> None:
    rows, _ = run_on(line(id="a", text="x") * 2)
    assert [row["id"] for row in rows] == ["a", "a"]


def test_unknown_fields_and_nulls_are_ignored() -> None:
    [row], _ = run_on(
        line(id="a", text="x", lang=None, author=None, article=None, parent=None, more=[1])
    )
    assert list(row) == KEYS


def test_nothing_in_gives_nothing_out() -> None:
    assert run_on(b"")[0] == []


def test_the_article_file_serves_lines_without_an_article(tmp_path: Path) -> None:
    path = tmp_path / "article.md"
    path.write_text(
        "# Old bridge closed\n\nEngineers closed the bridge at Zakho.\n", encoding="utf-8"
    )
    comment = "The engineers were right about the bridge."
    own = {"title": "Football", "text": "The final was lost."}
    rows, _ = run_on(
        line(id="a", text=comment) + line(id="b", text=comment, article=own), article=path
    )
    assert rows[0]["relevance"] > rows[1]["relevance"] + 0.2


def test_it_reads_a_title_from_front_matter(tmp_path: Path) -> None:
    path = tmp_path / "article.md"
    path.write_text('---\ntitle: "Old bridge closed"\ntags: a\n---\nBody.\n', encoding="utf-8")
    article = read_article(path)
    assert (article.title, article.text) == ("Old bridge closed", "Body.")


class Fragile:
    """A screener that fails on one text."""

    name, version = "fragile", "1"

    def screen(self, submissions: Sequence[Submission]) -> list[Screening]:
        if any(one.text == "boom" for one in submissions):
            raise RuntimeError(submissions[0].text)
        return default_screener().screen(submissions)


def test_a_screener_that_fails_costs_only_the_line() -> None:
    rows, summary = run_on(
        line(id="a", text="x") + line(id="b", text="boom") + line(id="c", text="y"), Fragile()
    )
    assert [row["id"] for row in rows] == ["a", "b", "c"]
    assert rows[1] == {"id": "b", "error": "the screener failed: RuntimeError"}
    assert summary.refused == 1


@settings(deadline=None)
@given(
    st.lists(
        st.one_of(
            st.binary(max_size=40), st.text(max_size=20).map(lambda t: line(id="a", text=t)[:-1])
        )
    )
)
def test_no_input_stops_the_run(lines: list[bytes]) -> None:
    data = b"\n".join(lines)
    wanted = [one for one in data.split(b"\n") if one.strip()]
    rows, summary = run_on(data)
    assert len(rows) == len(wanted) == summary.screened + summary.refused
