"""Where a key may stand, and what becomes of everything else that is sent."""

import json
from typing import Any

import pytest
from django.db import models
from django.test import RequestFactory

from stet.moderation.learning.models import Feedback
from stet.newsroom.wire_keys import Scope
from stet.wire.akismet.given import READ, sent_in
from tests.wire.akismet import ASKS, BLOG, FORM, THANKS, comment, refused, send
from tests.wire.conftest import MakeKey

MARK = "MARKq7Zx"
# What WordPress adds of whoever reads the page, and what a theme's form holds.
FORWARDED = {
    "HTTP_COOKIE": f"session={MARK}",
    "HTTP_AUTHORIZATION": MARK,
    "HTTP_USER_AGENT": MARK,
    "HTTP_X_FORWARDED_FOR": MARK,
    "REMOTE_ADDR": MARK,
    "REQUEST_URI": f"/{MARK}",
    "SERVER_NAME": MARK,
    "POST_password": MARK,
    "POST_ak_js": MARK,
    "comment_author_url": f"https://{MARK}.example",
    "user_ip": MARK,
    "user_agent": MARK,
    "referrer": f"https://{MARK}.example/",
    "permalink": f"https://{MARK}.example/",
    "comment_post_ID": MARK,
    "reporter": MARK,
    "site_domain": MARK,
    "callback": f"https://{MARK}.example/",
    "comment_context[]": MARK,
    "recheck_reason": MARK,
    MARK: MARK,
}


def multipart(fields: dict[str, str]) -> bytes:
    parts = [
        f'--edge\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    parts.append('--edge\r\nContent-Disposition: form-data; name="f"; filename="x"\r\n\r\n0\r\n')
    return "".join([*parts, "--edge--\r\n"]).encode()


def without_key() -> dict[str, str]:
    fields = comment("")
    del fields["api_key"]
    return fields


def test_a_key_is_taken_wherever_a_client_has_it(made_key: MakeKey) -> None:
    key, nobody = made_key(Scope.AKISMET), "b" * 32
    check = "/1.1/comment-check"
    for shown, taken in ((key, True), (nobody, False)):
        calls: list[tuple[str, dict[str, str], dict[str, Any]]] = [
            (check, {"api_key": shown}, {}),
            (check, {"key": shown}, {}),
            (check, {"key": f" {shown}\n"}, {}),
            (check, {}, {"query": f"api_key={shown}"}),
            (check, {}, {"query": f"key={shown}"}),
            (check, {}, {"host": f"{shown}.rest.stet.example"}),
            (check, {}, {"host": f"{shown.upper()}.rest.stet.example:8443"}),
            (f"/{shown}{check}", {}, {}),
            (f"/tenants/seven/{shown}{check}/", {}, {"host": "[::1]:8000"}),
            (f"/tenants/seven{check}", {"api_key": shown}, {"host": ""}),
        ]
        for path, fields, options in calls:
            answer = send(path, without_key() | fields, **options)
            assert (answer.content == b"false") is taken, (path, options)
            assert refused(answer) is not taken


def test_a_field_is_plainer_than_an_address(made_key: MakeKey) -> None:
    key = made_key(Scope.AKISMET)
    wrong = {"key": "b" * 32, "blog": BLOG}
    assert refused(send("/1.1/verify-key", wrong, host=f"{key}.rest.stet.example"))


@pytest.mark.parametrize("kind", [FORM, "application/json", "multipart/form-data; boundary=edge"])
def test_a_body_of_any_kind_is_read(made_key: MakeKey, kind: str) -> None:
    fields = comment(made_key(Scope.AKISMET))
    body = {
        FORM: None,
        "application/json": json.dumps(fields).encode(),
        "multipart/form-data; boundary=edge": multipart(fields),
    }[kind]
    assert send("/1.1/comment-check", fields, kind=kind, body=body).content == b"false"


def test_verifying_a_key_says_valid_or_invalid(made_key: MakeKey) -> None:
    key = made_key(Scope.AKISMET, blogs=(BLOG,))
    answer = send("/1.1/verify-key", {"key": key, "blog": BLOG})
    assert (answer.status_code, answer.content) == (200, b"valid")
    assert "X-akismet-debug-help" not in answer.headers
    assert refused(send("/1.1/verify-key", {"key": key, "blog": "https://other.example"}))
    assert refused(send("/1.1/verify-key", {"key": key}))
    assert refused(send("/1.1/verify-key", {"key": made_key(Scope.OPENAI), "blog": BLOG}))
    assert refused(send("/1.1/verify-key", {"blog": BLOG}))


@pytest.mark.parametrize("kind", [FORM, "application/json", "multipart/form-data; boundary=edge"])
def test_what_a_server_forwards_is_dropped_on_arrival(kind: str) -> None:
    fields = comment("a" * 32) | FORWARDED
    body = {
        FORM: "&".join(f"{name}={value}" for name, value in fields.items()).encode(),
        "application/json": json.dumps(fields).encode(),
        "multipart/form-data; boundary=edge": multipart(fields),
    }[kind]
    kept = sent_in(RequestFactory().post("/1.1/comment-check", body, kind))
    assert kept == {name: value for name, value in fields.items() if name in READ}
    assert MARK not in str(kept)
    assert not READ & FORWARDED.keys()


def test_nothing_is_kept_of_who_wrote_or_who_reports(made_key: MakeKey) -> None:
    key = made_key(Scope.AKISMET)
    who = {
        "comment_author": f"Maria {MARK}",
        "comment_author_email": f"{MARK}@mail.example",
        "user_role": MARK,
    }
    fields = comment(key, ASKS) | FORWARDED | who
    send("/1.1/comment-check", fields)
    assert not Feedback.objects.exists()
    for path in ("/1.1/submit-spam", "/1.1/submit-ham"):
        assert send(path, fields).content == THANKS
    row = Feedback.objects.get()
    columns: list[models.Field[Any, Any]] = list(Feedback._meta.concrete_fields)
    told = " ".join(str(getattr(row, column.attname)) for column in columns)
    assert ASKS in told
    assert MARK not in told
    assert key not in told
