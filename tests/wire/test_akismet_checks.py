"""What `comment-check` makes of a comment."""

import json

import pytest

from stet.newsroom.wire_keys import Scope
from stet.wire.akismet.plain import MOST_TEXT_BYTES
from tests.wire.akismet import ASKS, INSULTS, PLUGS, SELLS, check, comment, refused, send
from tests.wire.conftest import MakeKey

LONG = "The council met again on the third of May and talked about the bridge. "


@pytest.mark.parametrize(
    ("content", "said"), [(SELLS, b"true"), (PLUGS, b"true"), (ASKS, b"false")]
)
def test_promotion_is_spam_and_a_question_is_not(
    made_key: MakeKey, content: str, said: bytes
) -> None:
    answer = check(made_key(Scope.AKISMET), content)
    assert (answer.status_code, answer.content) == (200, said)
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert not [name for name in answer.headers if "alert" in name or "help" in name.lower()]


def test_each_check_has_an_id_of_its_own(made_key: MakeKey) -> None:
    key = made_key(Scope.AKISMET)
    first, second = (check(key).headers["X-akismet-guid"] for _ in range(2))
    assert first != second
    assert len(first) == 32


def test_a_key_that_opens_something_else_is_as_good_as_none(made_key: MakeKey) -> None:
    assert refused(check(made_key(Scope.OPENAI), SELLS))
    assert refused(check("a" * 32, SELLS))
    assert refused(check("", SELLS))
    assert refused(check("\ud800".encode("utf-8", "surrogatepass").decode("latin-1"), SELLS))


def test_the_key_s_threshold_is_where_spam_begins(made_key: MakeKey) -> None:
    doubtful = "I wrote about this: https://johns.blog/bridge"
    strict = check(made_key(Scope.AKISMET, threshold=10), doubtful)
    calm = check(made_key(Scope.AKISMET, threshold=99), doubtful)
    assert (strict.content, calm.content) == (b"true", b"false")


def test_abuse_is_no_spam_unless_the_key_counts_every_clause(made_key: MakeKey) -> None:
    assert check(made_key(Scope.AKISMET), INSULTS).content == b"false"
    every = made_key(Scope.AKISMET, Scope.ALL_CLAUSES)
    assert check(every, INSULTS).content == b"true"
    assert check(every, ASKS).content == b"false"
    assert check(every, SELLS).content == b"true"


def test_an_administrator_never_writes_spam(made_key: MakeKey) -> None:
    key = made_key(Scope.AKISMET, Scope.ALL_CLAUSES)
    assert check(key, SELLS, user_role="administrator").content == b"false"
    assert check(key, SELLS, user_role="editor").content == b"true"


@pytest.mark.parametrize(
    "more",
    [
        {"comment_author": "akismet-guaranteed-spam"},
        {"comment_author": "viagra-test-123"},
        {"comment_author_email": "akismet-guaranteed-spam@example.com"},
        {"comment_content": "<p>akismet-guaranteed-spam</p>"},
        {"comment_author": "akismet-guaranteed-spam", "user_role": "administrator"},
    ],
)
def test_akismet_s_values_for_trying_are_spam(made_key: MakeKey, more: dict[str, str]) -> None:
    key = made_key(Scope.AKISMET, Scope.DISCARD)
    answer = check(key, **more, is_test="1")
    assert answer.content == b"true"
    assert "X-akismet-pro-tip" not in answer.headers


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Buy Instagram followers", b"true"),
        ("<b>Günstige Kredite</b>", b"true"),
        ("Visit my site: cheap.example", b"true"),
        ("Maria Weber", b"false"),
        ("Book Shop Lisa", b"false"),
        ("سارە عەلی", b"false"),
    ],
)
def test_a_name_that_sells_is_spam_whatever_the_text(
    made_key: MakeKey, name: str, said: bytes
) -> None:
    answer = check(made_key(Scope.AKISMET), "Nice post", comment_author=name)
    assert answer.content == said


def test_having_a_page_of_one_s_own_is_no_spam(made_key: MakeKey) -> None:
    key = made_key(Scope.AKISMET)
    page = "https://www.maria-weber.example/shop/?ref=7"
    assert check(key, "Nice post", comment_author_url=page).content == b"false"


def test_a_name_is_read_for_what_it_sells_alone(made_key: MakeKey) -> None:
    key = made_key(Scope.AKISMET, Scope.ALL_CLAUSES)
    assert check(key, "Nice post", comment_author="Fucking Bastard").content == b"false"


def test_a_link_behind_words_counts_as_a_link_in_them(made_key: MakeKey) -> None:
    key = made_key(Scope.AKISMET)
    told = "Thanks. <a rel=nofollow href='https://cheap-pills.example'>pills</a>"
    assert check(key, told).content == b"true"
    assert (
        check(key, "Thanks. <b title='https://cheap-pills.example'>pills</b>").content == b"false"
    )


def test_tags_and_references_hide_no_word(made_key: MakeKey) -> None:
    key = made_key(Scope.AKISMET)
    hidden = "B<b></b>uy ch<i>e</i>ap vi&#97;gra &lt;online&gt; now!<br>http://cheap-pills.example"
    assert check(key, hidden).content == b"true"


def test_discard_is_said_of_blatant_promotion_to_keys_that_ask_for_it(made_key: MakeKey) -> None:
    asking, other = made_key(Scope.AKISMET, Scope.DISCARD), made_key(Scope.AKISMET)
    assert check(asking, SELLS).headers["X-akismet-pro-tip"] == "discard"
    assert "X-akismet-pro-tip" not in check(other, SELLS).headers
    assert "X-akismet-pro-tip" not in check(asking, ASKS).headers
    every = made_key(Scope.AKISMET, Scope.DISCARD, Scope.ALL_CLAUSES, threshold=30)
    answer = check(every, INSULTS)
    assert (answer.content, "X-akismet-pro-tip" in answer.headers) == (b"true", False)


@pytest.mark.parametrize(
    ("blog", "taken"),
    [
        ("https://news.example", True),
        ("http://NEWS.example/", True),
        ("news.example", True),
        ("https://news.example/en/", True),
        ("https://blog.example/comments/", True),
        ("https://blog.example/comments-of-others/", False),
        ("https://blog.example/", False),
        ("https://news.example.evil.example", False),
        ("http://[", False),
        ("", False),
        ("x", False),
    ],
)
def test_a_key_answers_for_its_blogs_alone(made_key: MakeKey, blog: str, taken: bool) -> None:
    blogs = ("https://news.example/", "https://blog.example/comments")
    key = made_key(Scope.AKISMET, blogs=blogs)
    assert refused(check(key, blog=blog)) is not taken


def test_any_blog_will_do_for_a_key_without_blogs_but_one_must_be_named(made_key: MakeKey) -> None:
    key = made_key(Scope.AKISMET)
    assert check(key, blog="anything").content == b"false"
    assert refused(check(key, blog=" "))


def test_a_long_comment_is_judged_by_its_first_twenty_kilobytes(made_key: MakeKey) -> None:
    key = made_key(Scope.AKISMET)
    assert check(key, LONG * 450).content == b"false"  # Discourse cuts at 32,000 characters
    letters = MOST_TEXT_BYTES // len("é ".encode())
    assert check(key, "é " * (letters - 100) + SELLS).content == b"true"
    assert check(key, "é " * (letters + 100) + SELLS).content == b"false"
    assert check(key, "<i></i>" * 20_000 + SELLS).content == b"true"


def test_whatever_cannot_be_read_is_refused_kindly(made_key: MakeKey) -> None:
    key = made_key(Scope.AKISMET)
    path = f"/{key}/1.1/comment-check"
    for kind, body in (
        ("application/json", b'{"comment_content": '),
        ("application/json", b"[]"),
        ("application/json", b'{"a": ' + b"9" * 5000 + b"}"),
        ("multipart/form-data; boundary=x", b"--y\r\n"),
        ("multipart/form-data", b""),
        ("multipart/form-data; boundary=" + "x" * 300, b"--x"),
        ("application/x-www-form-urlencoded", b"&a=1" * 1001),
        ("application/x-www-form-urlencoded", b"comment_content=" + b"x" * 1_048_577),
    ):
        assert refused(send(path, {}, kind=kind, body=body)), (kind, body[:20])
    for method in ("GET", "PUT", "DELETE", "PATCH"):
        answer = send(path, {}, method=method, body=b"")
        assert refused(answer)
        assert answer.headers["Allow"] == "POST"


def test_an_empty_comment_is_no_spam(made_key: MakeKey) -> None:
    answer = check(made_key(Scope.AKISMET), "<p> </p>", comment_author="")
    assert answer.content == b"false"


def test_a_key_used_too_often_is_told_when_to_come_back(made_key: MakeKey) -> None:
    key = made_key(Scope.AKISMET, quota=2)
    answers = [check(key) for _ in range(4)]
    late = [answer for answer in answers if answer.status_code == 429]
    # Two minutes may share the four.
    assert 1 <= len(late) <= 2
    assert 1 <= int(late[0].headers["Retry-After"]) <= 60
    assert late[0].content not in {b"true", b"false", b"valid"}


def test_json_says_what_a_form_says(made_key: MakeKey) -> None:
    key = made_key(Scope.AKISMET)
    for content, said in ((SELLS, b"true"), (ASKS, b"false")):
        fields = comment(key, content) | {"is_test": True, "comment_context": ["news", {}]}
        body = json.dumps(fields).encode()
        answer = send("/1.1/comment-check", {}, kind="application/json", body=body)
        assert answer.content == said


def test_an_older_blog_writes_in_its_own_letters(made_key: MakeKey) -> None:
    key = made_key(Scope.AKISMET)
    body = b"&".join(
        [
            f"api_key={key}".encode(),
            b"blog=https://news.example",
            b"comment_content=G%FCnstige Kredite",
        ]
    )
    for charset, said in (("windows-1252", b"true"), ("no-such", b"false")):
        kind = f"application/x-www-form-urlencoded; charset={charset}"
        assert send("/1.1/comment-check", {}, kind=kind, body=body).content == said
