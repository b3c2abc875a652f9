"""A page of a thread as JSON and as an HTML fragment.

The fragment carries no word of the interface and no local date, so that one copy serves every
language: `stet.web` puts the words in where it finds the marks ``data-word``.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.conf import settings

from stet.comments.links import linked
from stet.comments.models import Comment


def stamp(at: datetime) -> str:
    """RFC 3339 in UTC, to the millisecond: what JSON and ``<time datetime>`` carry."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def as_json(comment: Comment, parent: UUID | None) -> dict[str, str | bool | None]:
    """A published comment as the public API shows it. ``parent`` is None if it is not public.

    ``verified`` is there if the publisher vouched for its author, and absent otherwise.
    """
    assert comment.published_at is not None  # noqa: S101 - the database holds it
    verified = {"verified": True} if comment.sign_on_id else {}
    return {
        "id": str(comment.id),
        "name": comment.name,
        "text": comment.text,
        "parent": str(parent) if parent else None,
        "posted_at": stamp(comment.posted_at),
        "published_at": stamp(comment.published_at),
        **verified,
    }


def json_array(comments: Iterable[Comment], public: Mapping[UUID, str]) -> bytes:
    """The comments as a JSON array, UTF-8. ``public`` maps each public parent's id to its name."""
    rows = [as_json(comment, _public_parent(comment, public)) for comment in comments]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()


def _public_parent(comment: Comment, public: Mapping[UUID, str]) -> UUID | None:
    return comment.parent_id if comment.parent_id in public else None


@dataclass
class _Node:
    comment: Comment
    replies: list[_Node]


def fragment(comments: list[Comment], public: Mapping[UUID, str]) -> bytes:
    """The comments as nested lists, UTF-8: replies under their parent where the page has it."""
    nodes = {comment.id: _Node(comment, []) for comment in comments}
    roots: list[_Node] = []
    for comment in comments:
        parent = nodes.get(comment.parent_id) if comment.parent_id else None
        (parent.replies if parent else roots).append(nodes[comment.id])
    return _list(roots, public, 0, nested=False).encode()


def _list(nodes: list[_Node], public: Mapping[UUID, str], depth: int, *, nested: bool) -> str:
    items = "".join(_item(node, public, depth, nested=nested) for node in nodes)
    return f'<ol class="thread" data-depth="{depth}">{items}</ol>'


def _item(node: _Node, public: Mapping[UUID, str], depth: int, *, nested: bool) -> str:
    """One comment. Below the set depth its replies follow on the same level, each naming its parent."""
    deeper = depth < settings.STET.reply_depth
    article = _article(node.comment, public, named=not nested)
    if deeper:
        below = _list(node.replies, public, depth + 1, nested=True) if node.replies else ""
        return f"<li>{article}{below}</li>"
    flat = "".join(_item(reply, public, depth, nested=False) for reply in node.replies)
    return f"<li>{article}</li>{flat}"


def _article(comment: Comment, public: Mapping[UUID, str], *, named: bool) -> str:
    key, lang = comment.id, html.escape(comment.lang)
    at = stamp(comment.posted_at)
    lang_attribute = f' lang="{lang}"' if comment.lang != "und" else ""
    return (
        f'<article class="comment" id="c-{key}">'
        f'<header><bdi class="name" id="n-{key}">{html.escape(comment.name)}</bdi>'
        f"{_VERIFIED if comment.sign_on_id else ''}"
        f'<a class="when" rel="nofollow" href="?comment={key}#c-{key}">'
        f'<time datetime="{at}">{at[:10]}</time></a></header>'
        f"{_in_reply_to(comment, public) if named else ''}{_about_claim(comment)}"
        f'<div class="words" dir="auto"{lang_attribute}>{linked(comment.text)}</div>'
        f'<footer><a class="reply" rel="nofollow" href="?reply={key}#write" '
        f'aria-describedby="n-{key}" data-word="reply">↩</a></footer></article>'
    )


_VERIFIED = '<span class="verified" data-word="verified">✓</span>'


def _about_claim(comment: Comment) -> str:
    if comment.claim_id is None:
        return ""
    target = f"#claim-{comment.claim_id}"
    return f'<p class="about-claim"><a href="{target}" data-word="about_claim">¶</a></p>'


def _in_reply_to(comment: Comment, public: Mapping[UUID, str]) -> str:
    if comment.parent_id is None:
        return ""
    if comment.parent_id not in public:
        return '<p class="in-reply-to" data-word="in_reply_to_removed">↪</p>'
    name = html.escape(public[comment.parent_id])
    return (
        f'<p class="in-reply-to"><span data-word="in_reply_to">↪</span> '
        f'<a href="?comment={comment.parent_id}#c-{comment.parent_id}"><bdi>{name}</bdi></a></p>'
    )
