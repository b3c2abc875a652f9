"""Every page that a reader can meet is valid HTML, in both directions of writing.

The Nu HTML checker (what validator.w3.org runs) looks at all of them in one start of its machine.
"""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.test import Client
from django.utils import timezone

from stet.comments.models import Comment
from stet.comments.receipts import token_of
from stet.comments.withdrawing import withdraw
from stet.newsroom.models import Article, Site, Staff
from stet.newsroom.sites import change_site
from tests.reader.acts import approve, reject, send, sent
from tests.reader.framed import NEWS, framed, post
from tests.reader.letters import tokens_in_letters
from tests.support.backends import java
from tests.support.strictness import skip_for_want_of

CHECKER = (
    Path(__file__).parent / "checker" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
)
HOSTILE = "</script><!-- <b onclick=x>&amp; \u202e https://a.example/?a=1&b=<2> --> ]]>"
LIMIT_S = 300  # two seconds alone; on a busy machine many more


def test_every_page_for_readers_is_valid(
    client: Client, article: Article, site: Site, alice: Staff, tmp_path: Path
) -> None:
    program = java()
    if program is None:
        skip_for_want_of("java", "Java is not installed")
    change_site(site, embed_origins=NEWS, by=None, now=timezone.now())
    names = []
    for language in ("en", "ar"):
        client.get("/", {"lang": language})  # kept in the cookie; frames are asked by address
        for name, page in _pages(client, article, alice, language):
            names.append(f"{language}-{name}.html")
            (tmp_path / names[-1]).write_text(page, encoding="utf-8")
    assert len(names) == len(set(names)) > 30

    found = _checked(program, tmp_path)

    assert found == []


def _checked(program: Path | None, folder: Path) -> list[str]:
    """What the checker calls an error, each with its page."""
    command = [str(program), "-jar", str(CHECKER), "--format", "json", "--exit-zero-always"]
    done = subprocess.run(
        [*command, *map(str, sorted(folder.glob("*.html")))],
        capture_output=True,
        check=True,
        timeout=LIMIT_S,
        text=True,
    )
    messages: list[dict[str, Any]] = json.loads(done.stderr)["messages"]
    return [
        f"{Path(one.get('url', '')).name}:{one.get('lastLine')}: {one['message']}"
        for one in messages
        if one["type"] in {"error", "non-document-error"}
    ]


def _pages(
    client: Client, article: Article, alice: Staff, language: str
) -> Iterator[tuple[str, str]]:
    first = approve(sent(client, article, f"First. {language}", name="Bob <i>"), alice)
    told = f"Reply {HOSTILE} {language}"
    approve(sent(client, article, told, parent=str(first.id)), alice)
    held = sent(client, article, f"Bob waits. {language}")
    refused = reject(sent(client, article, f"Bob was refused. {language}"), alice)
    gone = sent(client, article, f"Bob regrets. {language}")
    withdraw(gone.id, timezone.now())
    here, claim = "/articles/bridge/", article.claims.order_by("position").first()
    assert claim
    paths = {
        "front": "/",
        "tag": "/tags/city/",
        "article": here,
        "reply": f"{here}?reply={first.id}",
        "claim": f"{here}?claim={claim.id}",
        "again": f"{here}?again={token_of(refused.id)}",
        "report": f"{here}comments/{first.id}/report/",
        "guidelines": "/guidelines/",
        "version": "/guidelines/1/",
        "mine": "/mine/",
        "not_found": "/nowhere/",
        "sign_in": "/desk/sign-in/",
    }
    for name, path in paths.items():
        yield name, _said(client.get(path))
    for name, comment in {
        "held": held,
        "approved": first,
        "refused": refused,
        "gone": gone,
    }.items():
        yield name, _said(client.get(_receipt(comment)))
    yield "errors", _said(send(client, article, " ", name=""))
    yield "wrong_method", _said(client.get("/text-size/"))
    yield from _from_letters(client, held, language)
    yield from _frames(client, language, first)


def _from_letters(client: Client, held: Comment, language: str) -> Iterator[tuple[str, str]]:
    """Where letters lead, before and after the button there was pressed."""
    tokens = tokens_in_letters(held, f"bob@{language}.example.org")
    mine = {"shown": str(held.id), f"mine_{held.id}": "on"}
    for name, path, fields in (
        ("mail_confirm", f"/mail/confirm/{tokens['confirm']}/", mine),
        ("mine_list", f"/mine/{tokens['find']}/", {}),
        ("mail_stop", f"/mail/stop/{tokens['stop']}/", {"scope": "all"}),
    ):
        yield name, _said(client.get(path))
        yield f"{name}_done", _said(client.post(path, fields))
        yield f"{name}_again", _said(client.get(path))


def _frames(client: Client, language: str, first: Comment) -> Iterator[tuple[str, str]]:
    there = f"{NEWS}/{language}"
    yield "frame", _said(framed(client, there, lang=language))
    yield "frame_thread", _said(framed(client, "http://testserver/articles/bridge/", lang=language))
    sent_there = post(client, there, f"In the frame. {language}", lang=language)
    yield "frame_receipt", _said(client.get(sent_there.headers["Location"]))
    yield "frame_errors", _said(post(client, there, " ", name="", lang=language))
    yield "frame_refused", _said(framed(client, "https://elsewhere.example/", lang=language))
    query = {"url": "http://testserver/articles/bridge/", "lang": language}
    piece = _said(client.get("/embed/fragment", query))
    assert str(first.id) in piece
    title = "<title>A page that includes the thread</title>"
    yield (
        "fragment",
        f'<!DOCTYPE html><html lang="{language}"><head>{title}</head><body>{piece}</body></html>',
    )


def _receipt(comment: Comment) -> str:
    return f"/receipts/{token_of(comment.id)}/"


def _said(answer: Any) -> str:
    page: str = answer.content.decode()
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert not re.search(r"\{[{%]", page)
    return page
