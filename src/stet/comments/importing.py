"""Comments from another system come in: the same checks, their own times, held like any other."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from stet.comments.models import Comment, Contact
from stet.comments.submitting import arrival_facts
from stet.ledger.deeds import Deed
from stet.ledger.writing import IMPORT, Line
from stet.newsroom.models import Article
from stet.newsroom.names import NameStanding, standings
from stet.text.checks import check_body, check_name
from stet.text.facts import words_of
from stet.text.languages import guess_language
from stet.text.matchkey import match_key
from stet.text.signature import signature

_MOST_ROWS = 500  # in one statement: well below what either database takes


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
    try:
        if email:
            validate_email(email)
    except ValidationError:
        return "email:invalid"
    return None


def bring_in(drafts: Sequence[Import], now: datetime) -> list[Comment]:
    """Stores the drafts as held comments, in the transaction that is open.

    They are of one site. A parent is stored already, or comes before its replies. The caller writes the ledger, with
    what `arrival` says of each.
    """
    if not drafts:
        return []
    names = standings(drafts[0].article.site_id, {draft.name for draft in drafts})
    comments = [_comment(draft, names[draft.name], now) for draft in drafts]
    Comment.objects.bulk_create(comments, batch_size=_MOST_ROWS)
    Contact.objects.bulk_create(
        (Contact(comment_id=draft.id, email=draft.email) for draft in drafts if draft.email),
        batch_size=_MOST_ROWS,
    )
    return comments


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
