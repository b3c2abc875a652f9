"""Whatever is sent, the answer is a problem document and never a failure."""

import pytest

from stet.comments.models import Comment
from stet.newsroom.models import Article
from tests.api.conftest import Caller, fields, problem

DEEP = b'{"article":' * 90_000
COMMENT = b'{"article": "bridge", "name": "C", "text": "Who pays?"}'


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"nonsense",
        COMMENT[:-1],
        COMMENT + b"}",
        b"\xef\xbb\xbf" + COMMENT,
        COMMENT.decode().encode("utf-16"),
        COMMENT.replace(b"C", b"\xff"),
        COMMENT.replace(b"C", b"\xc0\x80"),
        COMMENT.replace(b"C", b"\xed\xa0\x80"),
        COMMENT.replace(b'"C"', b"NaN"),
        COMMENT.replace(b'"C"', b"-Infinity"),
        COMMENT.replace(b'"C"', b"9" * 5000),
        COMMENT.replace(b"Who", b"a\x00raw control"),
        COMMENT.replace(b"Who", b"\\ud8"),
        COMMENT.replace(b'"name": "C"', b'"name": "C", "name": "D"'),
        DEEP,
        b"[" * 100_000,
    ],
)
def test_a_body_that_is_no_json_is_malformed(charlie: Caller, article: Article, raw: bytes) -> None:
    assert problem(charlie.post("comments", raw=raw), 400)["code"] == "malformed"
    assert not Comment.objects.exists()


@pytest.mark.parametrize("raw", [b"[]", b"null", b"5", b'"text"', b"true", b"1e999"])
def test_a_body_that_is_no_object_is_invalid(charlie: Caller, article: Article, raw: bytes) -> None:
    assert fields(charlie.post("comments", raw=raw)) == {"": "type"}


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=latin-1",
        "text/json",
        "image/svg+json",
    ],
)
def test_a_body_of_another_kind_is_refused(
    charlie: Caller, article: Article, content_type: str
) -> None:
    answer = charlie.post("comments", raw=COMMENT, content_type=content_type)
    assert problem(answer, 415)["code"] == "unsupported_media_type"


@pytest.mark.parametrize(
    "content_type",
    ["application/json; charset=UTF-8", 'application/json;charset="utf-8"', "Application/JSON"],
)
def test_json_may_say_that_it_is_utf_8(
    charlie: Caller, article: Article, content_type: str
) -> None:
    answer = charlie.post("comments", raw=COMMENT, content_type=content_type)
    assert answer.status_code == 201


def test_a_body_can_be_too_large(charlie: Caller, article: Article) -> None:
    raw = COMMENT.replace(b"Who", b"W" * 1_100_000)
    assert problem(charlie.post("comments", raw=raw), 413)["code"] == "too_large"


@pytest.mark.parametrize("path", ["threads", "counts", "guidelines", "openapi.json"])
@pytest.mark.parametrize("query", ["article=%ff", "url=%ed%a0%80", "x=%c3", "url=\xff"])
def test_a_query_that_is_no_utf_8_is_malformed(
    charlie: Caller, article: Article, path: str, query: str
) -> None:
    answer = charlie.send("GET", path, QUERY_STRING=query)
    assert problem(answer, 400)["code"] == "malformed"


@pytest.mark.parametrize(
    "path", ["", "nowhere", "comments/", "desk/", "threads/x", "%ff", "receipts/a/b", "docs"]
)
def test_an_address_that_is_none_is_not_found(charlie: Caller, article: Article, path: str) -> None:
    assert problem(charlie.get(path), 404)["code"] == "not_found"


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "comments", "POST"),
        ("DELETE", "comments", "POST"),
        ("POST", "threads", "GET"),
        ("OPTIONS", "threads", "GET"),
        ("TRACE", "counts", "GET"),
        ("GET", "receipts/x/withdraw", "POST"),
        ("PUT", "desk/articles", "GET, POST"),
        ("NONSENSE", "guidelines", "GET"),
    ],
)
def test_a_method_that_is_not_answered_is_named(
    charlie: Caller, article: Article, method: str, path: str, allowed: str
) -> None:
    answer = charlie.send(method, path)
    assert problem(answer, 405)["code"] == "method_not_allowed"
    assert sorted(answer.headers["Allow"].split(", ")) == sorted(allowed.split(", "))


def test_a_host_that_is_not_ours_gets_a_problem_too(charlie: Caller, article: Article) -> None:
    answer = charlie.post("comments", raw=COMMENT, HTTP_HOST="elsewhere.example")
    assert problem(answer, 400)["code"] == "malformed"


def test_head_is_answered_wherever_get_is(charlie: Caller, article: Article) -> None:
    for path in ("guidelines", "counts?article=bridge", "openapi.json"):
        got, told = charlie.send("GET", path), charlie.send("HEAD", path)
        assert (told.status_code, told.content) == (200, b"")
        assert told.headers["Content-Length"] == str(len(got.content))
    problem(charlie.get("receipts/x"), 404)
    assert charlie.send("HEAD", "receipts/x").status_code == 404
    assert charlie.send("HEAD", "comments").status_code == 405
