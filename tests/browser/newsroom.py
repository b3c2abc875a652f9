"""A served newsroom with an article in it, and Alice, who moderates it through the desk's interface."""

import json
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.support import server

# Tests type fast, and often from one network.
SETTINGS = {"STET_FORM_MIN_S": "0", "STET_NETWORK_RATE": "0"}

ARTICLE = """\
---
headline: The old bridge closes
slug: bridge
byline: By Mara Lind
place: Harbour
section: City
summary: For a year and a half, while its steel is replaced.
tags: [City, Transport]
claims:
  - statement: Two girders have lost a third of their steel.
    speaker: The engineers
    evidence: document
    status: confirmed
  - statement: The inspection was put off to save money.
    speaker: A former official
    evidence: anonymous
    status: disputed
    note: The council says otherwise.
  - statement: Trade will fall by half.
    speaker: The shopkeepers
    evidence: none
    status: unverified
  - statement: The bridge is sinking.
    speaker: A video
    evidence: image
    status: "false"
---
The council voted to close the bridge.

## What was found

> Nobody believed it would last.

- Buses go by the ring road.
- A_very_long_name_without_a_single_space_or_hyphen_in_it_that_no_telephone_has_room_for.
"""


@dataclass(frozen=True)
class Newsroom:
    """``article`` is the path of its page; ``token`` lets Alice decide."""

    base_url: str
    article: str
    token: str

    def decide(self, text: str, outcome: str, *clauses: str) -> None:
        """Alice decides on the waiting comment that says ``text``."""
        waiting = self._call("desk/queue")["items"]
        # A browser sends each line break of a form as CRLF, and that is what is stored.
        sent = text.replace("\n", "\r\n")
        comment = next(item["id"] for item in waiting if item["text"] == sent)
        verdict = {"outcome": outcome, "clauses": list(clauses)}
        self._call(f"desk/comments/{comment}/decisions", verdict)

    def post(self, text: str, name: str, **more: str) -> str:
        """A reader sends a comment: the path of its receipt."""
        slug = self.article.strip("/").split("/")[-1]
        sent = self._call("comments", {"article": slug, "name": name, "text": text, **more})
        return str(sent["receipt_url"]).removeprefix(self.base_url)

    def send(self, path: str, **fields: str) -> None:
        """A reader sends a form."""
        body = urlencode(fields).encode()
        with urllib.request.urlopen(self.base_url + path, data=body, timeout=30) as answer:
            answer.read()

    def comment_of(self, text: str) -> str:
        """The id of a published comment."""
        slug = self.article.strip("/").split("/")[-1]
        thread = self._call(f"threads?article={slug}")
        return next(str(one["id"]) for one in thread["comments"] if one["text"] == text)

    def _call(self, path: str, body: dict[str, Any] | None = None) -> Any:
        request = urllib.request.Request(
            f"{self.base_url}/api/v1/{path}",
            data=json.dumps(body).encode() if body else None,
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)


@contextmanager
def open_newsroom(data: Path) -> Iterator[Newsroom]:
    """Serves a newsroom with one article and one moderator."""
    # Where letters could be sent an address is asked for; without a public address none is.
    room = server.newsroom(data, settings={**SETTINGS, "STET_SMTP_URL": "smtp://127.0.0.1:9"})
    with server.serve(room) as served:
        written = data / "bridge.md"
        written.write_text(ARTICLE, encoding="utf-8")
        room.must("article", "add", str(written))
        room.must("staff", "add", "alice", "--role", "senior", "--generate")
        token = room.must("staff", "token", "alice").strip()
        yield Newsroom(served.base_url, "/articles/bridge/", token)
