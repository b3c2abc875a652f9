"""Calls of Akismet as its clients make them, and what they take for an answer."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.test import Client

BLOG = "https://news.example"
THANKS = b"Thanks for making the web a better place."
SELLS = "Buy cheap viagra online now! http://cheap-pills.example"
PLUGS = "Hi, I was browsing your site, check my page at https://best-seo.example"
ASKS = "Who pays for the bridge, and since when does the city know of it?"
INSULTS = "You are a stupid idiot and a disgusting liar."
FORM = "application/x-www-form-urlencoded"


def send(
    path: str,
    fields: dict[str, Any],
    *,
    host: str = "testserver",
    kind: str = FORM,
    body: bytes | None = None,
    method: str = "POST",
    query: str = "",
) -> HttpResponse:
    """One call; ``body`` goes as it is, instead of ``fields`` in a form."""
    data = urlencode(fields).encode() if body is None else body
    address = f"{path}?{query}" if query else path
    answer = Client(raise_request_exception=False).generic(
        method, address, data, kind, headers={"host": host}
    )
    assert isinstance(answer, HttpResponse)
    return answer


def comment(key: str, content: str = ASKS, **more: str) -> dict[str, str]:
    """What today's clients send: the key in a field, and who wrote from where."""
    return {
        "api_key": key,
        "blog": BLOG,
        "user_ip": "192.0.2.7",
        "user_agent": "Mozilla/5.0",
        "comment_type": "comment",
        "comment_author": "Maria Weber",
        "comment_author_email": "maria@mail.example",
        "comment_content": content,
        **more,
    }


def check(key: str, content: str = ASKS, **more: str) -> HttpResponse:
    return send("/1.1/comment-check", comment(key, content, **more))


def refused(answer: HttpResponse) -> bool:
    """Whether it is Akismet's way of refusing: status 200, one word, and a hint in a header."""
    return (
        answer.status_code == 200
        and answer.content == b"invalid"
        and bool(answer.headers.get("X-akismet-debug-help"))
    )
