"""Comments from another system come in: the same checks, their own times, held like any other."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings

from stet.comments.arrivals import arrival_facts
from stet.comments.contacts.addresses import is_email
from stet.comments.models import Comment, Contact, Original
from stet.ledger.deeds import Deed
from stet.ledger.rows import insert_rows
from stet.ledger.writing import IMPORT, Line
from stet.newsroom.models import Article
from stet.newsroom.names import NameStanding, standings
from stet.text.checks import check_body, check_name
from stet.text.facts import words_of
from stet.text.languages import guess_language
from stet.text.matchkey import match_key
from stet.text.signature import signature


@dataclass(frozen=True)
class Import:
    """A comment as another system kept it; ``id`` is the one it gets here, ``parent`` one here."""

    id: UUID
    source: str
    source_id: str
    article: Article
    parent: UUID | None
    name: str
    text: str
    posted_at: datetime
    email: str = ""
    original: tuple[str, str, str] = ("", "", "")  # text, status, parent (`Original`)


def words_refused(name: str, text: str, email: str) -> str | None:
    """Why these words cannot come in, as field and code; the rules are those of the form.

    A name of the newsroom is not refused: it may well be its owner's. It is flagged at the desk.
    """
    problem = check_name(name, settings.STET.name_limit)
    if problem:
        return f"name:{problem.value}"
    problem = check_body(text, settings.STET.text_limit)
    if problem:
        return f"text:{problem.value}"
    return "email:invalid" if email and not is_email(email) else None


def on_merged(comments: Collection[UUID]) -> dict[UUID, Article]:
    """The article of each of ``comments``, some hundreds at most, whose article was merged into another."""
    rows = Comment.objects.filter(id__in=comments, article__merged_into__isnull=False)
    return {comment.id: comment.article for comment in rows.select_related("article__site")}


def bring_in(drafts: Sequence[Import], now: datetime) -> list[Comment]:
    """Stores the drafts as held comments, in the transaction that is open.

    They are of one site. A parent is stored already, or comes before its replies. The caller writes the ledger, with
    what `arrival` says of each.
    """
    if not drafts:
        return []
    names = standings(drafts[0].article.site_id, {draft.name for draft in drafts})
    comments = [_comment(draft, names[draft.name], now) for draft in drafts]
    insert_rows(comments)
    insert_rows(Contact(comment_id=one.id, email=one.email) for one in drafts if one.email)
    pairs = zip(comments, drafts, strict=True)
    insert_rows(list(filter(None, (_original(comment, draft) for comment, draft in pairs))))
    return comments


def _original(comment: Comment, draft: Import) -> Original | None:
    """How it stood elsewhere; set on the comment too, so that nobody need ask for it."""
    text, status, parent = draft.original
    if not text and not status and not parent:
        comment._state.fields_cache["original"] = None  # noqa: SLF001 - Django has no other way
        return None
    return Original(comment=comment, text=text, status=status, parent=parent)


def arrival(comment: Comment) -> Line:
    """The ledger's line on an import that has come in."""
    return Line(Deed.COMMENT_SUBMITTED, comment.id, IMPORT, arrival_facts(comment))


def _comment(draft: Import, name: NameStanding, now: datetime) -> Comment:
    """No author's key (an address that nobody confirmed says nothing) and no network."""
    key = match_key(draft.text)
    return Comment(
        id=draft.id,
        article=draft.article,
        parent_id=draft.parent,
        name=draft.name,
        text=draft.text,
        lang=guess_language(draft.text, words_of(key)).tag,
        posted_at=draft.posted_at,
        received_at=now,
        signature=signature(key),
        reserved_name=name is not NameStanding.FREE,
        salt=secrets.token_bytes(32),
        source=draft.source,
        source_id=draft.source_id,
    )
