"""Files that mean harm, or are no export: one sentence with its place, and nothing is written."""

import gzip
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from stet.comments.models import Comment
from stet.exchange.formats import jsonstream, xmlstream
from stet.exchange.importing import BadFile, import_file
from stet.newsroom.models import Article, Site

WXR = b'<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><item>'
BOMB = (
    b'<?xml version="1.0"?>\n<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>\n'
    b"<rss><channel><title>&b;</title></channel></rss>"
)
OUTSIDE = (
    b'<?xml version="1.0"?>\n<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n'
    b"<rss><channel><title>&x;</title></channel></rss>"
)
DTD = b'<!DOCTYPE rss SYSTEM "http://example.org/rss.dtd">\n<rss/>'


@pytest.fixture
def refused(site: Site, tmp_path: Path) -> Callable[[str, bytes], BadFile]:
    def refuse(file_format: str, content: bytes) -> BadFile:
        path = tmp_path / "export"
        path.write_bytes(content)
        with pytest.raises(BadFile) as bad:
            import_file(file_format, path)
        assert not Comment.objects.exists()
        assert not Article.objects.exists()
        return bad.value

    return refuse


Refused = Callable[[str, bytes], BadFile]


@pytest.mark.parametrize("file_format", ["wordpress", "disqus"])
@pytest.mark.parametrize(
    ("content", "line"),
    [
        (BOMB, 2),
        (OUTSIDE, 2),
        (DTD, 1),
        (WXR + b"\n<title>&nbsp;</title>", 2),
        (b"\n\n<title>cut", 3),
        (WXR + b"\n<a>" * 100, 63),
        (b"", 1),
        (b"\x00\x01", 1),
        (b'<?xml version="1.0" encoding="no-such"?>\n<rss/>', 1),
        (b"<html>\n</html>", 1),
    ],
    ids=["bomb", "outside", "dtd", "entity", "cut", "deep", "empty", "binary", "encoding", "html"],
)
def test_hostile_xml_is_refused_with_its_line(
    refused: Refused, file_format: str, content: bytes, line: int
) -> None:
    bad = refused(file_format, content)

    assert bad.line == line
    assert "etc" not in bad.reason


def test_an_element_without_measure_is_refused(
    refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xmlstream, "_TEXT_LIMIT", 100_000)
    assert "too much" in refused("wordpress", WXR + b"<title>" + b"x" * 200_000).reason


def test_a_token_without_an_end_is_refused(
    refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xmlstream, "_TOKEN_LIMIT", 300_000)
    assert "no end" in refused("wordpress", WXR + b"<title a='" + b"x" * 900_000).reason


@pytest.mark.parametrize(
    ("file_format", "content", "line"),
    [
        ("commento", b'{"version":1,\n"comments":[{"commentHex":}', 2),
        ("commento", b'{"version":1,\n"comments":[{}\n{}]}', 3),
        ("commento", b'{"version":2,"comments":[]}', 1),
        ("commento", b"[]", 1),
        ("commento", b'{"version":1,"comments":[\n' + b"[" * 100_000, 2),
        ("artalk", b'[{"id":"1"},\n{"id":"\xff"}]', 1),
        ("artalk", b'[{"id":"1"},\n{"id":NaN}]', 2),
        ("artalk", b'[{"id":"1"}', 1),
        ("artalk", b'[{"id":' + b"9" * 5000 + b"}]", 1),
        ("remark42", b"", 1),
        ("remark42", b"blah\nblah2\n12345678", 1),
        ("remark42", b'{"id":"a","text":"b"}', 1),
        ("remark42", b'{"version":1,"users":[]}\n{"id":"a"', 2),
        ("remark42", b"\x1f\x8bno gzip at all", 1),
        ("remark42", gzip.compress(b'{"version":1}\n' * 1000, mtime=0)[:-20], 1),
        ("isso", b"SQLite format 3\0" + b"\xff" * 4096, 1),
        ("isso", b"{}", 1),
        ("coral", b"{}", 1),
    ],
)
def test_what_is_no_export_is_refused_with_its_line(
    refused: Refused, file_format: str, content: bytes, line: int
) -> None:
    assert refused(file_format, content).line == line


def test_a_value_without_measure_is_refused(
    refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jsonstream, "_VALUE_LIMIT", 100_000)
    content = b'[{"id":"1"},\n{"content":"' + b"x" * 900_000
    assert refused("artalk", content).line == 2


def test_gzip_that_grows_without_measure_is_refused(refused: Refused) -> None:
    content = gzip.compress(b'{"version":1,"users":[' + b" " * 100_000_000 + b"]}", 9, mtime=0)
    assert len(content) < 200_000

    assert "unpacks" in refused("remark42", content).reason


def test_a_database_cannot_make_us_run_what_is_in_it(site: Site, tmp_path: Path) -> None:
    """Views named like Isso's tables could hold any statement."""
    path = tmp_path / "comments.db"
    with closing(sqlite3.connect(path)) as database, database:
        database.executescript(
            "CREATE VIEW comments AS SELECT 1 AS id; CREATE VIEW threads AS SELECT 1 AS id;"
        )
    with pytest.raises(BadFile, match="no database of Isso"):
        import_file("isso", path)


@pytest.mark.parametrize("number", [None, [], {}, True, "", "x" * 300, "a\u0000b", "\ud800"])
def test_a_record_of_no_form_is_listed_and_the_rest_comes_in(
    site: Site, tmp_path: Path, number: object
) -> None:
    good = {
        "id": "1",
        "rid": "0",
        "content": "Fine.",
        "nick": "Ada",
        "page_key": "https://weir.example.org/mill/",
        "created_at": "2024-03-01 08:15:00 +0000",
    }
    bad = [{**good, "id": number}, {**good, "id": "3", "content": {"a": 1}}, 7, None, [good]]
    path = tmp_path / "artalk.json"
    path.write_text(json.dumps([*bad, good]))

    report = import_file("artalk", path)

    assert (report.imported, report.refused) == (1, 5)
