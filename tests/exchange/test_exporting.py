"""What goes out can come in again elsewhere, and says the same: states, threads, times and texts."""

import csv
import io
import json
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stet.comments.models import Comment, Contact
from stet.config.verifying import faults
from stet.exchange.exporting import export
from stet.exchange.importing import import_file, import_jsonl
from stet.moderation.leaving import withdraw
from stet.moderation.models import Citation
from stet.newsroom.models import Article, Site
from stet.text.checks import check_body, check_name
from tests.exchange.looking import comment
from tests.exchange.telling import START, Write, told

CLAUSES = ["threat", "racism", "personal_attack"]

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)
bodies = texts.filter(lambda text: check_body(text, 5000) is None)
names = texts.filter(lambda text: check_name(text, 80) is None)


@st.composite
def threads(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Comments of one article in any state, each maybe answering an earlier one."""
    records: list[dict[str, Any]] = []
    for number in range(1, draw(st.integers(1, 8)) + 1):
        status = draw(st.sampled_from(["held", "approved", "rejected"]))
        parents = [None, *(record["source_id"] for record in records)]
        at = START + timedelta(microseconds=draw(st.integers(0, 10**12)))
        record = told(
            number,
            text=draw(bodies),
            name=draw(names),
            status=status,
            parent_source_id=draw(st.sampled_from(parents)),
            posted_at=at.isoformat(),
        )
        if status == "rejected":
            record["clauses"] = draw(st.lists(st.sampled_from(CLAUSES), unique=True))
        if draw(st.booleans()):
            record |= {"raw_text": draw(bodies), "raw_status": "1", "raw_parent": "7"}
        records.append(record)
    return records


Facts = list[tuple[object, ...]]


def facts(source: str) -> Facts:
    """All that a comment says, its parent by what it says."""
    rows = Comment.objects.filter(source=source).select_related("parent", "original", "article")
    return sorted(
        (
            (one.article.url, one.name, one.text, one.state, one.posted_at, cited(one))
            + ((one.parent.name, one.parent.text) if one.parent else ())
            + original(one)
            for one in rows
        ),
        key=repr,
    )


def cited(one: Comment) -> list[str]:
    rows = Citation.objects.filter(decision=one.decision).values_list("clause__key", flat=True)
    return sorted(rows)


def original(one: Comment) -> tuple[str, ...]:
    kept = getattr(one, "original", None)
    return (kept.text, kept.status, kept.parent) if kept else ()


def exported(file_format: str, path: Path, article: Article | None = None) -> Path:
    path.write_bytes(b"".join(export(file_format, article)))
    return path


# What a body or a name may not be is drawn again, which by chance is often.
@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)
@given(records=threads())
def test_json_lines_go_out_and_come_in_the_same(
    site: Site, write: Write, tmp_path: Path, records: list[dict[str, Any]]
) -> None:
    first, second = f"a{uuid4().hex[:9]}", f"b{uuid4().hex[:9]}"
    url = f"https://news.example.org/{first}"
    path = write([record | {"article_url": url} for record in records])
    assert import_jsonl(path, source=first, keep_states=True).imported == len(records)

    article = Article.objects.get(url=url)
    report = import_jsonl(
        exported("jsonl", tmp_path / "out", article), source=second, keep_states=True
    )

    assert (report.imported, report.refused) == (len(records), 0)
    assert facts(second) == facts(first)


def test_wordpress_can_read_what_goes_out(site: Site, write: Write, tmp_path: Path) -> None:
    records = [
        told(1, text="Less < more & \"quoted\" 'too' <b>not bold</b> &amp;", status="approved"),
        told(2, text="Two\nlines\n\nand a third", parent_source_id="3", status="rejected"),
        told(3, text="سڵاو، دونیا \u202e", name="<Ada & Co>"),
        told(4, article_url="https://news.example.org/bridge", article_title="A & B"),
        told(5, parent_source_id="2", status="approved"),
    ]
    import_jsonl(write(records), keep_states=True)

    path = exported("wxr", tmp_path / "out.xml")
    report = import_file("wordpress", path, source="wp", keep_states=True)

    assert report.imported == 5
    assert [row[:8] for row in facts("wp")] == [row[:8] for row in facts("jsonl")] or [
        _without_original(row) for row in facts("wp")
    ] == facts("jsonl")
    assert list(faults()) == []


def _without_original(row: tuple[object, ...]) -> tuple[object, ...]:
    return row[:-3]


def test_a_table_is_the_text_word_for_word_and_no_formula(site: Site, write: Write) -> None:
    dangerous = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1"]
    plain = ['Quotes " and, commas', "two\nlines\r\nhere", "'already"]
    records = [told(n, text=text) for n, text in enumerate([*dangerous, *plain], start=1)]
    import_jsonl(write([*records, told(50, name="=cmd|' /C calc'!A0")]))

    rows = list(csv.DictReader(io.StringIO(b"".join(export("csv")).decode(), newline="")))

    assert [row["text"] for row in rows][:-1] == [*(f"'{text}" for text in dangerous), *plain]
    assert rows[-1]["name"] == "'=cmd|' /C calc'!A0"
    assert {row["status"] for row in rows} == {"held"}


def test_nobodys_address_goes_out_and_what_was_withdrawn_stays(site: Site, write: Write) -> None:
    records = [
        told(1, email="bob@example.org", text="Taken back."),
        told(2, parent_source_id="1"),
        told(3, parent_source_id="2"),
    ]
    import_jsonl(write(records))
    withdraw(comment(1).id, timezone.now())

    for file_format in ("jsonl", "wxr", "csv"):
        out = b"".join(export(file_format))
        assert b"bob@example.org" not in out
        assert b"Taken back." not in out
    lines = [json.loads(line) for line in b"".join(export("jsonl")).splitlines()]
    assert parents(lines) == {str(comment(2).id): None, str(comment(3).id): str(comment(2).id)}
    assert Contact.objects.exists()


def parents(lines: Iterable[dict[str, Any]]) -> dict[str, str | None]:
    return {line["source_id"]: line.get("parent_source_id") for line in lines}


@pytest.mark.parametrize("file_format", ["jsonl", "wxr", "csv"])
def test_only_one_articles_comments_go_out_if_asked(
    site: Site, write: Write, file_format: str
) -> None:
    import_jsonl(write([told(1), told(2, article_url="https://news.example.org/bridge")]))

    out = b"".join(export(file_format, comment(2).article))

    assert b"Comment 2." in out
    assert b"Comment 1." not in out
