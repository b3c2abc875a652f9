"""A malformed or hostile file: one error with its place, and nothing is written."""

import json

import pytest

from stet.comments.models import Comment
from stet.exchange.importing import BadFile, import_jsonl
from stet.exchange.lines import LINE_LIMIT
from stet.newsroom.models import Article, Site
from tests.exchange.telling import Write, told

GOOD = json.dumps(told(1)).encode()


@pytest.mark.parametrize(
    ("line", "column"),
    [
        (b"{", 2),
        (b'{"source_id": "2",}', 19),
        (b'{"source_id": "2" "text": "x"}', 19),
        (b"{'source_id': '2'}", 2),
        (b'{"text": "raw \x01 control"}', 15),
        (b'{"text": "bad \\x escape"}', 15),
        (b'{"text": "cut off', 10),
        (b"[1, 2]", 1),
        (b'"text"', 1),
        (b"null", 1),
        (b"{} {}", 4),
        (b'{"a": NaN}', 1),
        (b'{"a": -Infinity}', 1),
        (b'{"a": 1, "a": 2}', 1),
        (b'{"a": ' + b"9" * 5000 + b"}", 1),
        (b"[" * 100_000, 1),
        (b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", 1),
        ('{"text": "caf\u00e9 '.encode() + b"\xff" + b'"}', 16),
        (b'{"text": "\xc3"}', 11),
        (b'{"text": "\xed\xa0\x80"}', 11),
        (b'{"text": "' + b"x" * LINE_LIMIT + b'"}', LINE_LIMIT),
        (b"\xef\xbb\xbf{}", 1),
        (b"\x00", 1),
    ],
    ids=lambda value: repr(value[:30]) if isinstance(value, bytes) else str(value),
)
def test_it_names_line_and_column_and_writes_nothing(
    site: Site, write: Write, line: bytes, column: int
) -> None:
    path = write([GOOD, b"", line, json.dumps(told(2)).encode()])

    with pytest.raises(BadFile) as refused:
        import_jsonl(path)

    assert (refused.value.line, refused.value.column) == (3, column)
    assert str(refused.value).startswith(f"line 3, column {column}: ")
    assert not Comment.objects.exists()
    assert not Article.objects.exists()


def test_the_reason_quotes_nothing_of_the_file(site: Site, write: Write) -> None:
    with pytest.raises(BadFile) as refused:
        import_jsonl(write([b'{"text": "a reader\'s words" oops}']))

    assert "reader" not in str(refused.value)
    assert "oops" not in str(refused.value)


def test_the_very_last_line_is_read_too(site: Site, write: Write) -> None:
    path = write([GOOD])
    path.write_bytes(GOOD + b"\n" + GOOD.replace(b'"1"', b'"2"')[:-9])

    with pytest.raises(BadFile, match="line 2"):
        import_jsonl(path)


def test_blank_lines_a_mark_and_windows_line_ends_do_no_harm(site: Site, write: Write) -> None:
    second = json.dumps(told(2)).encode()

    report = import_jsonl(write([b"\xef\xbb\xbf" + GOOD + b"\r", b"", b"  \r", second + b"\r"]))

    assert (report.read, report.imported) == (2, 2)


def test_an_empty_file_is_no_mistake(site: Site, write: Write) -> None:
    assert import_jsonl(write([])).read == 0
