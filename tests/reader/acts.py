"""What people do in these tests: a reader sends the form, a moderator decides."""

import html
import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from stet.comments.models import Comment
from stet.comments.receipts import comment_of
from stet.comments.submitting import Draft, prepare, submit
from stet.moderation.deciding import Verdict, decide
from stet.moderation.queue import enqueue
from stet.newsroom.models import Article, Staff
from stet.web.reader.pace import ticket

FORM = "application/x-www-form-urlencoded"


def address(article: Article, rest: str = "") -> str:
    return f"/articles/{article.slug}/{rest}"


def body(article: Article, fields: dict[str, str]) -> bytes:
    """A browser's form body: every character percent-encoded UTF-8."""
    given = {"ticket": ticket(article.id, timezone.now())} | fields
    return urlencode(given).encode()


def send(
    client: Client,
    article: Article,
    text: str = "The bridge was rusty in 2019.",
    name: str = "Charlie",
    *,
    headers: Any = None,
    **fields: str,
) -> HttpResponse:
    """The form, sent as a browser sends it."""
    return send_raw(client, article, body(article, {"name": name, "text": text} | fields), headers)


def send_raw(client: Client, article: Article, raw: bytes, headers: Any = None) -> HttpResponse:
    where = address(article, "comments/")
    answer: Any = client.generic("POST", where, raw, content_type=FORM, headers=headers)
    assert isinstance(answer, HttpResponse)
    return answer


def sent(client: Client, article: Article, text: str = "A thought.", **fields: str) -> Comment:
    """The comment that the form made."""
    answer = send(client, article, text, **fields)
    assert answer.status_code == 303, answer.content.decode()
    return comment_of(token_in(answer))


def token_in(answer: HttpResponse) -> str:
    """The receipt's token in the address to which an answer leads."""
    return answer.headers["Location"].strip("/").rpartition("/")[2]


def approve(comment: Comment, by: Staff, note: str = "") -> Comment:
    decide(Verdict(comment.id, "approve", note=note), by, timezone.now())
    comment.refresh_from_db()
    return comment


def reject(comment: Comment, by: Staff, *clauses: str, note: str = "") -> Comment:
    verdict = Verdict(comment.id, "reject", list(clauses) or ["profanity"], note=note)
    decide(verdict, by, timezone.now())
    comment.refresh_from_db()
    return comment


def page_of(client: Client, path: str, **query: str) -> str:
    answer = client.get(path, query)
    assert answer.status_code == 200, path
    return answer.content.decode()


def fill(article: Article, by: Staff, count: int) -> list[Comment]:
    """``count`` published comments, a minute apart, written before now."""
    made = []
    for number in range(count):
        at = timezone.now() - timedelta(minutes=count - number)
        draft = Draft(article, f"Reader {number}", f"Thought {number}.")
        comment = submit(prepare(draft, at), at)[0]
        enqueue(comment, None)
        made.append(approve(comment, by))
    return made


def field(page: str, name: str) -> str:
    """What an input of the form holds, as a browser reads it."""
    found = re.search(rf'<input id="id_{name}"[^>]*?\bvalue="([^"]*)"', page, re.DOTALL)
    assert found
    return html.unescape(found[1])


def textarea(page: str) -> str:
    """What the textarea holds: a browser drops the first line break after the tag."""
    found = re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", page, re.DOTALL)
    assert found
    return html.unescape(found[1])
