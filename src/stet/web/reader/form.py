"""The comment form as a page shows it: what was typed, what is wrong with it, what it answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils.functional import Promise

from stet.comments.models import Comment
from stet.comments.reading import public_comment
from stet.comments.submitting import FieldProblem
from stet.moderation.nudging.hinting import Hint
from stet.newsroom.article_rules import read_again_at
from stet.newsroom.commenting import takes_comments
from stet.newsroom.models import Article, Claim, Site
from stet.newsroom.reading import claims_of
from stet.newsroom.writers import log_in_address
from stet.web.reader.nudging import HintShown, hint_shown
from stet.web.reader.pace import known, ticket
from stet.web.reader.written import Written, id_in

# The fields that a reader sees, in their order; a problem elsewhere is told above the form.
VISIBLE = ("name", "text", "email")


@dataclass(frozen=True)
class Form:
    """One rendering of the form. ``notice`` names what is told above it besides problems."""

    article: Article
    written: Written
    open: bool
    ticket: str
    parent: Comment | None = None
    claim: Claim | None = None
    problems: dict[str, str | Promise] = field(default_factory=dict)
    notice: str = ""
    read_again_at: datetime | None = None
    hint: HintShown | None = None

    @property
    def first_bad(self) -> str:
        """The first field to mend; empty if there is none."""
        return next((name for name in VISIBLE if name in self.problems), "")

    @property
    def elsewhere(self) -> list[str | Promise]:
        """What is wrong with no field that a reader sees."""
        return [message for name, message in self.problems.items() if name not in VISIBLE]

    @property
    def nudges(self) -> bool:
        """Whether an author is shown, once, what the screener stopped at."""
        return self.article.site.nudge

    @property
    def signing_on(self) -> bool:
        """Whether the publisher can vouch for readers."""
        return self.article.site.writers != Site.Writers.ANYONE

    @property
    def sign_on_only(self) -> bool:
        """Whether nobody else may write."""
        return self.article.site.writers == Site.Writers.SIGNED_ON

    @property
    def log_in(self) -> str:
        """Where readers sign in with the publisher; empty if it has not said."""
        return log_in_address(self.article.site, self.article.url)

    @property
    def name_limit(self) -> int:
        return int(settings.STET.name_limit)

    @property
    def text_limit(self) -> int:
        return int(settings.STET.text_limit)


def form_for(
    article: Article,
    written: Written,
    now: datetime,
    *,
    problems: list[FieldProblem] | None = None,
    notice: str = "",
    ticket_for: UUID | None = None,
    hint: Hint | None = None,
) -> Form:
    """The form with everything kept. A parent that is not public is let go, and told.

    ``ticket_for``: what the ticket is handed out under, if that is not the article's id.
    """
    subject = ticket_for or article.id
    told = {problem.field: problem.message for problem in problems or []}
    parent, claim = id_in(written.parent), id_in(written.claim)
    mine = [one for one in claims_of(article) if one.id == claim] if claim else []
    reply_to = public_comment(article.id, parent) if parent else None
    lost = bool(written.parent) and reply_to is None and "parent" not in told
    return Form(
        article=article,
        written=written,
        open=takes_comments(article, now),
        ticket=written.ticket if known(written.ticket, subject) else ticket(subject, now),
        parent=reply_to,
        claim=mine[0] if mine else None,
        problems=told,
        notice=notice or ("parent_gone" if lost else ""),
        read_again_at=read_again_at(article, article.site, now),
        hint=hint_shown(hint, written.text) if hint else None,
    )
