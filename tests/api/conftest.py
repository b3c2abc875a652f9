"""A newsroom with one article, asked through its JSON interface.

Alice and Bob are moderators, Sara is a senior moderator, Edith an editor; each has a desk token.
Charlie has none.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, cast

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from stet.newsroom.accounts import add_staff
from stet.newsroom.articles import ArticleText, ClaimText, add_article
from stet.newsroom.models import Article, Site, Staff
from stet.newsroom.roles import Role
from stet.newsroom.setup import ensure_newsroom
from stet.newsroom.tokens import make_token

BASE = "/api/v1/"
NEWS = "https://news.example/bridge"


@dataclass(frozen=True)
class Caller:
    """A program that calls the interface, with a desk token or without."""

    name: str
    token: str = ""

    def send(
        self, method: str, path: str, body: Any = None, *, raw: bytes | None = None, **options: Any
    ) -> HttpResponse:
        """One request; ``body`` goes as JSON, ``raw`` as it is; ``query`` and ``headers`` too."""
        headers = dict(options.pop("headers", {}))
        if self.token:
            headers.setdefault("Authorization", f"Bearer {self.token}")
        if raw is None and body is not None:
            raw = json.dumps(body).encode()
        answer = Client().generic(
            method,
            BASE + path,
            raw or b"",
            options.pop("content_type", "application/json"),
            headers=headers,
            query_params=options.pop("query", None),
            **options,
        )
        return cast("HttpResponse", answer)

    def get(self, path: str, headers: Any = None, **query: Any) -> HttpResponse:
        return self.send("GET", path, query=query, headers=headers or {})

    def post(self, path: str, body: Any = None, **options: Any) -> HttpResponse:
        return self.send("POST", path, body, **options)


def problem(response: HttpResponse, status: int) -> dict[str, Any]:
    """The problem document of an answer that must be one."""
    assert response.status_code == status, response.content
    assert response.headers["Content-Type"] == "application/problem+json"
    document: dict[str, Any] = json.loads(response.content)
    assert {"type", "title", "status", "detail", "code", "errors"} <= document.keys()
    assert document["status"] == status
    assert document["title"]
    assert document["detail"]
    return document


def fields(response: HttpResponse) -> dict[str, str]:
    """Field and code of each error of a 422."""
    return {error["field"]: error["code"] for error in problem(response, 422)["errors"]}


def body(response: HttpResponse, status: int = 200) -> Any:
    assert response.status_code == status, response.content
    return json.loads(response.content)


@pytest.fixture(autouse=True)
def hurried(settings: Settings) -> None:
    """Passwords are made in no time, and floods are refused only where a test is about them."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STET = replace(settings.STET, network_rate=0, article_rate=0)


@pytest.fixture
def site(db: None) -> Site:
    return ensure_newsroom(timezone.now())


@pytest.fixture
def article(site: Site) -> Article:
    claims = (ClaimText("Two girders are thin.", "The engineers", "document", "confirmed"),)
    text = ArticleText(
        headline="The bridge closes", slug="bridge", body="It rusts.", url=NEWS, claims=claims
    )
    return add_article(site, text, by=None, now=timezone.now())[0]


@pytest.fixture
def other_article(site: Site) -> Article:
    text = ArticleText(headline="The ferry sails", slug="ferry", body="Again.")
    return add_article(site, text, by=None, now=timezone.now())[0]


def hired(name: str, role: Role) -> Caller:
    now = timezone.now()
    staff = add_staff(name.lower(), name, "copper lantern pier", role, by=None, now=now)
    return Caller(name, make_token(staff, "tests", now=now))


Hire = Callable[[str, Role], Caller]


@pytest.fixture
def hire(site: Site) -> Hire:
    return hired


@pytest.fixture
def alice(hire: Hire) -> Caller:
    return hire("Alice", Role.MODERATOR)


@pytest.fixture
def bob(hire: Hire) -> Caller:
    return hire("Bob", Role.MODERATOR)


@pytest.fixture
def sara(hire: Hire) -> Caller:
    return hire("Sara", Role.SENIOR)


@pytest.fixture
def edith(hire: Hire) -> Caller:
    return hire("Edith", Role.EDITOR)


@pytest.fixture
def charlie() -> Caller:
    return Caller("Charlie")


def staff_of(caller: Caller) -> Staff:
    return Staff.objects.get(display_name=caller.name)


@dataclass(frozen=True)
class Posted:
    """A comment that Charlie posted: its id and the token of its receipt."""

    id: str
    token: str


Post = Callable[..., Posted]


@pytest.fixture
def post(charlie: Caller, article: Article) -> Post:
    """Posts a comment: ``post("text")``, or ``post(name=..., parent=...)``."""

    def posted(text: str = "Who pays for it?", **parts: Any) -> Posted:
        sent = {"article": str(article.id), "name": "Charlie", "text": text} | parts
        answer = body(charlie.post("comments", sent), 201)
        return Posted(answer["id"], answer["receipt_url"].rstrip("/").rpartition("/")[2])

    return posted


@pytest.fixture
def publish(post: Post, alice: Caller) -> Post:
    """Posts a comment, and Alice approves it."""

    def published(text: str = "Who pays for it?", **parts: Any) -> Posted:
        posted = post(text, **parts)
        decide(alice, posted, outcome="approve")
        return posted

    return published


def decide(by: Caller, posted: Posted, **verdict: Any) -> dict[str, Any]:
    answer: dict[str, Any] = body(by.post(f"desk/comments/{posted.id}/decisions", verdict), 201)
    return answer


Committed = Callable[[int], tuple[list[Caller], str]]


@pytest.fixture
def committed(fresh_db: None) -> Committed:
    """A newsroom that other threads see: so many moderators, and the id of a held comment."""

    def furnished(count: int) -> tuple[list[Caller], str]:
        site = ensure_newsroom(timezone.now())
        text = ArticleText(headline="The bridge closes", slug="bridge", body="It rusts.")
        add_article(site, text, by=None, now=timezone.now())
        sent = {"article": "bridge", "name": "Charlie", "text": "Who pays for it?"}
        comment = body(Caller("Charlie").post("comments", sent), 201)["id"]
        return [hired(f"Racer{number}", Role.MODERATOR) for number in range(count)], comment

    return furnished
