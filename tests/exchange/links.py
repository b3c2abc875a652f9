"""What the receiver of a letter does: she opens its links, and presses buttons there."""

import re
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from stet.newsroom.models import Article
from stet.web.reader.pace import ticket
from tests.exchange.mailbox import Mailbox, text_of

BASE = "https://comments.example.org/stet"
FORM = "application/x-www-form-urlencoded"


def link_in(letter: EmailMessage, path: str) -> str:
    """The address on this host of the link in both parts that leads to ``path``."""
    text, html = text_of(letter, "plain"), text_of(letter, "html")
    found = re.search(rf"^{re.escape(BASE + path)}(\S+)\s*$", text, re.MULTILINE)
    assert found, text
    assert f'href="{found[0].strip()}"' in html
    return path + found[1]


def letters_to(mailbox: Mailbox, address: str) -> list[EmailMessage]:
    return [letter for to, letter in mailbox.letters if to == address]


def press(client: Client, path: str, **fields: str) -> HttpResponse:
    """A button of the page at ``path``, pressed as a browser without script does."""
    answer: Any = client.generic("POST", path, urlencode(fields).encode(), content_type=FORM)
    assert isinstance(answer, HttpResponse)
    return answer


def send(client: Client, article: Article, text: str, **fields: str) -> str:
    """A comment, by the form: the receipt's path."""
    given = {"name": "Bob", "text": text, "ticket": ticket(article.id, timezone.now())}
    answer = press(client, f"/articles/{article.slug}/comments/", **{**given, **fields})
    assert answer.status_code == 303, answer.content.decode()
    return answer.headers["Location"]


def answer_question(client: Client, path: str, answer: str = "yes") -> HttpResponse:
    """Opens the page, and presses the button with everything that it offers chosen."""
    page = client.get(path).content.decode()
    shown = re.search(r'name="shown"\s+value="([^"]*)"', page)
    assert shown, page
    chosen = {f"mine_{one}": "1" for one in shown[1].split(",")}
    return press(client, path, answer=answer, shown=shown[1], **chosen)
