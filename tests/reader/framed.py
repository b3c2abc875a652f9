"""What the frame's reader does: opens it, sends its form."""

from typing import Any
from urllib.parse import urlencode
from uuid import NAMESPACE_URL, uuid5

from django.test import Client
from django.utils import timezone

from stet.comments.models import Comment
from stet.comments.receipts import comment_of
from stet.newsroom.embedding import page_address
from stet.web.reader.pace import ticket
from tests.reader.acts import FORM

NEWS = "https://news.example.org"


def framed(client: Client, url: str, **query: str) -> Any:
    """The frame of the page at ``url``."""
    return client.get("/embed/", {"url": url} | query)


def post(
    client: Client,
    url: str,
    text: str,
    name: str = "Charlie",
    *,
    headers: Any = None,
    lang: str = "",
    **more: str,
) -> Any:
    """The frame's form, sent as a browser sends it. ``lang``: what the page around it asked for."""
    page = uuid5(NAMESPACE_URL, page_address(url))
    fields = {"name": name, "text": text, "ticket": ticket(page, timezone.now())} | more
    query = {"url": url} | ({"lang": lang} if lang else {})
    where = f"/embed/comments/?{urlencode(query)}"
    body = urlencode(fields).encode()
    return client.generic("POST", where, body, content_type=FORM, headers=headers)


def sent_in_frame(client: Client, url: str, text: str, **more: str) -> Comment:
    """The comment that the form made."""
    answer = post(client, url, text, **more)
    assert answer.status_code == 303, answer.content.decode()
    return comment_of(answer.headers["Location"].partition("receipt=")[2].partition("#")[0])
