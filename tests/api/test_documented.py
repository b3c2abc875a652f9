"""Every example in docs/api.md is carried out, and what it prints in the documentation is what comes back."""

import json
import re
import shlex
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from stet.newsroom.articles import ArticleText, add_article
from stet.newsroom.models import Article, Site
from stet.newsroom.roles import Role
from tests.api.conftest import Caller, Hire, Posted, body, decide
from tests.support.signing import claims, key, open_sign_on, token

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
SECTION = re.compile(
    r"^### `(?P<name>\w+ \S+)`\n(?P<words>.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL
)
BLOCK = re.compile(r"^```(?P<kind>\w+)\n(?P<said>.*?)^```", re.MULTILINE | re.DOTALL)
API = "/api/v1/"
# What the examples call by name is, in each test, something that is there.
ARTICLE = "0197a3b0-11aa-7f02-b6f3-7d1f0c6b9a55"
COMMENT = "0197a3c2-5f1e-7c55-9d1b-0a6f8f4d2e11"
RECEIPT = "AZejwl8efFWdGwpvj00uEZvTq1uXH8x0mJp2o4WcD6E"
REVIEW = "0197a3d1-9a40-7b12-8c55-1f2e3d4c5b6a"
WEBHOOK = "0197a3e0-2c41-7f6a-8b1d-9c0e5a7f3b12"
SEEN = re.compile(r"\d+\.\d+\.0197a3c25f1e7c559d1b0a6f8f4d2e12")
OPTIONAL = {"verified", "parentItem"}  # in some of many
# An example that prints a part of the answer.
PARTS: dict[str, Callable[[Any], Any]] = {
    f"GET {API}desk/comments/{{comment_id}}": lambda answer: answer["history"][-1]
}


@dataclass(frozen=True)
class Example:
    """A curl, and the JSON that the documentation prints after it, until the next one."""

    name: str
    command: str
    printed: list[Any]


def examples() -> list[Example]:
    found = []
    for section in SECTION.finditer(PAGE):
        blocks = [(block["kind"], block["said"]) for block in BLOCK.finditer(section["words"])]
        starts = [place for place, (kind, _) in enumerate(blocks) if kind == "sh"]
        for start, end in zip(starts, [*starts[1:], len(blocks)], strict=False):
            printed = [json.loads(said) for kind, said in blocks[start:end] if kind == "json"]
            found.append(Example(section["name"], blocks[start][1], printed))
    return found


EXAMPLES = examples()
HELD = {f"{method} {API}{path}" for method, path in (
    ("POST", "receipts/{token}/withdraw"),
    ("GET", "desk/queue"),
    ("POST", "desk/comments/{comment_id}/decisions"),
)}  # fmt: skip
PUBLIC = {"threads", "threads.jsonld", "comments/{comment_id}/reports"}


@dataclass
class There:
    """What an example finds: everything that it names is there, in the state that it needs."""

    charlie: Caller
    alice: Caller
    admin: Caller
    article: Article

    def replaced(self, name: str) -> dict[str, str]:
        path = name.partition(f" {API}")[2]
        posted = self._posted()
        known = {
            ARTICLE: str(self.article.id),
            COMMENT: posted.id,
            RECEIPT: posted.token,
            "$TOKEN": self.admin.token,
        }
        if "sign-on" in path:
            known["$SIGNED"] = self._signed()
        if path in PUBLIC:
            decide(self.alice, posted, outcome="approve")
            self._posted("The harbour board does.", parent=posted.id, approved=True)
        elif path.endswith("/reopen"):
            decide(self.admin, posted, outcome="approve")
        elif name not in HELD:
            note = "Please write about the question."
            decide(self.alice, posted, outcome="reject", clauses=["personal_attack"], note=note)
        if "reviews" in path:
            known |= self._review(posted)
        elif "{webhook_id}" in path:
            known[WEBHOOK] = self._webhook()
        elif path.endswith("/decisions"):
            (item,) = body(self.admin.get("desk/queue"))["items"]
            known["seen"] = item["seen"]
        return known

    def _posted(
        self, text: str = "Only an idiot would ask.", *, approved: bool = False, **parts: str
    ) -> Posted:
        sent = {"article": str(self.article.id), "name": "Sam", "text": text, **parts}
        answer = body(self.charlie.post("comments", sent), 201)
        posted = Posted(answer["id"], answer["receipt_url"].rstrip("/").rpartition("/")[2])
        if approved:
            decide(self.alice, posted, outcome="approve")
        return posted

    def _review(self, posted: Posted) -> dict[str, str]:
        body(self.charlie.post(f"receipts/{posted.token}/appeal", {"text": "I meant it well."}))
        (review,) = body(self.admin.get("desk/reviews", kind="appeal"))["items"]
        return {REVIEW: review["id"], "seen": review["seen"]}

    def _signed(self) -> str:
        """The token of a reader who has written a comment with it."""
        site, now = self.article.site, timezone.now()
        open_sign_on(site, now)
        given = token(key(site, now), claims(site, now))
        sent = {"article": str(self.article.id), "name": "Alice Reed", "text": "Who pays?"}
        body(self.charlie.post("comments", sent, headers={"Stet-Sign-On": given}), 201)
        return given

    def _webhook(self) -> str:
        wanted = {
            "label": "Counts",
            "url": "https://news.example.org/hook",
            "events": ["comment.approved"],
        }
        return str(body(self.admin.post("desk/webhooks", wanted), 201)["id"])


@pytest.fixture
def there(site: Site, charlie: Caller, alice: Caller, hire: Hire) -> There:
    admin = hire("Ada", Role.ADMINISTRATOR)
    made = [
        ArticleText(
            headline="The bridge closes",
            byline="By Mara Lind",
            url="https://news.example.org/bridge",
        ),
        ArticleText(headline="The ferry sails", slug="ferry"),
    ]
    article, _ = (add_article(site, text, by=None, now=timezone.now())[0] for text in made)
    return There(charlie, alice, admin, article)


def carried_out(example: Example, known: dict[str, str]) -> HttpResponse:
    """The request that curl would send."""
    command = example.command
    for name, real in known.items():
        command = command.replace(name, real) if name != "seen" else SEEN.sub(real, command)
    words = shlex.split(command.replace("\\\n", " "))
    assert words.pop(0) == "curl"
    method, data, headers, url = "", "", {}, ""
    while words:
        word = words.pop(0)
        if word == "-X":
            method = words.pop(0)
        elif word == "-H":
            key, _, value = words.pop(0).partition(": ")
            headers[key] = value
        elif word == "-d":
            data = words.pop(0)
        elif word != "--compressed":
            assert not word.startswith("-"), word
            url = word
    if data.startswith("@"):
        data = json.dumps(example.printed.pop(0))  # the file is what the documentation prints next
    parts = urlsplit(url)
    assert parts.netloc == "comments.example.org"
    assert f"{method or ('POST' if data else 'GET')} " == example.name.partition("/")[0]
    kind = headers.pop("Content-Type", "application/x-www-form-urlencoded" if data else "")
    answer = Client().generic(
        example.name.partition(" ")[0],
        f"{parts.path}?{parts.query}",
        data.encode(),
        kind,
        headers=headers,
    )
    return cast("HttpResponse", answer)


@pytest.mark.parametrize(
    "example", EXAMPLES, ids=[f"{number}-{one.name}" for number, one in enumerate(EXAMPLES)]
)
def test_an_example_does_what_is_said(there: There, example: Example) -> None:
    answer = carried_out(example, there.replaced(example.name))
    assert 200 <= answer.status_code < 300, answer.content
    if not example.printed:
        return
    got = json.loads(answer.content)
    same_shape(example.printed[0], PARTS.get(example.name, lambda whole: whole)(got), "")


def same_shape(told: Any, got: Any, where: str) -> None:
    """``got`` has the members that the documentation tells, all of them, each of its kind."""
    if told is None or got is None:
        return  # what can be null is null now, or here
    assert isinstance(got, type(told)) or {type(told), type(got)} == {int, float}, where
    if isinstance(told, dict) and not where.endswith(".scores"):  # those are by clause
        assert told.keys() - OPTIONAL == got.keys() - OPTIONAL, where
        for name in told.keys() & got.keys():
            same_shape(told[name], got[name], f"{where}.{name}")
    elif isinstance(told, list):
        for one in got[:1] if told else []:
            same_shape(told[0], one, f"{where}[]")


def test_every_example_is_tried() -> None:
    assert len(EXAMPLES) == len(re.findall(r"^```sh\n", PAGE, re.MULTILINE)) > 20
