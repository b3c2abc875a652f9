"""A served newsroom with its desk: Alice moderates, Bob is a senior, Ada is the administrator."""

import json
import shutil
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from time import monotonic, sleep
from typing import Any, cast

from playwright.sync_api import Browser, Page, StorageState, expect

from tests.browser.newsroom import ARTICLE, SETTINGS
from tests.support import server

PASSWORD = "copper lantern on the pier"
_SENT_WITHIN_S = 15
ROLES = {"alice": "moderator", "bob": "senior", "ada": "administrator"}


@dataclass
class Desk:
    """``article`` is the path of the one article's page."""

    base_url: str
    article: str
    tokens: dict[str, str]
    _states: dict[str, StorageState] = field(default_factory=dict)
    _readers: Iterator[int] = field(default_factory=lambda: count(1))

    def post(self, text: str, name: str = "", **more: str) -> dict[str, Any]:
        """A reader sends a comment: what the interface answers.

        Each has a name of its own, since the same words from the same person are one comment.
        """
        name = name or f"Joan Tern {next(self._readers)}"
        slug = self.article.strip("/").split("/")[-1]
        sent = {"article": slug, "name": name, "text": text, **more}
        return cast("dict[str, Any]", self._call("comments", sent))

    def decide(self, comment: str, outcome: str, *clauses: str, by: str = "alice") -> None:
        verdict = {"outcome": outcome, "clauses": list(clauses)}
        self._call(f"desk/comments/{comment}/decisions", verdict, by)

    def clear(self) -> None:
        """Decides on everything that waits, whoever leases it."""
        while waiting := self._call("desk/queue", by="bob")["items"]:
            for item in waiting:
                holder = (item["lease"] or {}).get("holder") or "Bob"
                name = holder if isinstance(holder, str) else holder["name"]
                self.decide(item["id"], "approve", by=name.split()[0].lower())

    def state_of(self, comment: str) -> str:
        return str(self._call(f"desk/comments/{comment}", by="bob")["state"])

    def becomes(self, comment: str, state: str) -> bool:
        """Whether it comes to ``state``: a decision is sent while the next comment is shown."""
        end = monotonic() + _SENT_WITHIN_S
        while self.state_of(comment) != state and monotonic() < end:
            sleep(0.1)
        return self.state_of(comment) == state

    def holder_of(self, comment: str) -> str:
        """Who is on a comment that waits; "" when it is free."""
        waiting = self._call("desk/queue", by="bob")["items"]
        lease = next(item["lease"] for item in waiting if item["id"] == comment)
        return str(lease["holder"]) if lease else ""

    def becomes_free(self, comment: str) -> bool:
        """Whether the comment is free soon: what a page gives back when it is left is sent then."""
        end = monotonic() + _SENT_WITHIN_S
        while self.holder_of(comment) and monotonic() < end:
            sleep(0.1)
        return self.holder_of(comment) == ""

    def decision_on(self, comment: str) -> dict[str, Any]:
        end = monotonic() + _SENT_WITHIN_S
        while not (found := self._call(f"desk/comments/{comment}", by="bob")["decision"]):
            if monotonic() > end:
                break
            sleep(0.1)
        return cast("dict[str, Any]", found)

    def signed_in(self, browser: Browser, who: str) -> StorageState:
        """The cookies of ``who``, signed in once for all tests of a file."""
        if who not in self._states:
            context = browser.new_context()
            self.sign_in(context.new_page(), who)
            self._states[who] = context.storage_state()
            context.close()
        return self._states[who]

    def sign_in(self, page: Page, who: str) -> None:
        page.goto(f"{self.base_url}/desk/list/")
        page.get_by_label("User name").fill(who)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", name="Comments")).to_be_visible()

    def _call(self, path: str, body: dict[str, Any] | None = None, by: str = "alice") -> Any:
        request = urllib.request.Request(
            f"{self.base_url}/api/v1/{path}",
            data=json.dumps(body).encode() if body else None,
            headers={"Content-Type": "application/json"},
        )
        if path.startswith("desk/"):
            request.add_header("Authorization", f"Bearer {self.tokens[by]}")
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refused:
            raise RuntimeError(f"{path}: {refused.code} {refused.read().decode()}") from None


@contextmanager
def open_desk(migrated: Path, data: Path) -> Iterator[Desk]:
    """Serves a copy of ``migrated`` with one article and three members of staff."""
    room = server.newsroom(data, settings={**SETTINGS, "STET_ARTICLE_RATE": "0"})
    shutil.copytree(migrated, data, dirs_exist_ok=True)
    with server.running(room, "serve") as served:
        written = data / "bridge.md"
        written.write_text(ARTICLE, encoding="utf-8")
        room.must("article", "add", str(written))
        tokens = {}
        for username, role in ROLES.items():
            words = ("staff", "add", username, "--name", f"{username.title()} Example")
            room.must(*words, "--role", role, stdin=f"{PASSWORD}\n")
            if username != "ada":
                tokens[username] = room.must("staff", "token", username).strip()
        yield Desk(served.base_url, "/articles/bridge/", tokens)
