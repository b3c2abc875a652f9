"""A small newsroom for tests of the domain: Alice and Bob moderate, Carol is a senior, Charlie reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from stet.comments.models import Comment
from stet.comments.submitting import Draft
from stet.moderation.deciding import Verdict, decide
from stet.moderation.intake import receive
from stet.moderation.models import Decision
from stet.moderation.seen import Seen
from stet.newsroom.articles import ArticleText, add_article
from stet.newsroom.guidelines import in_force
from stet.newsroom.models import Article, Site, Staff
from stet.newsroom.roles import Role
from stet.newsroom.setup import ensure_newsroom


@dataclass
class Newsroom:
    """``now`` moves on by itself with each deed, so that times are in order and never equal."""

    site: Site
    article: Article
    alice: Staff
    bob: Staff
    carol: Staff
    administrator: Staff
    now: datetime

    def later(self, seconds: float = 1) -> datetime:
        self.now += timedelta(seconds=seconds)
        return self.now

    def draft(self, text: str, name: str = "Charlie", **parts: object) -> Draft:
        return Draft(self.article, name, text, **parts)  # type: ignore[arg-type]

    def post(self, text: str, name: str = "Charlie", **parts: object) -> Comment:
        return receive(self.draft(text, name, **parts), self.later()).comment

    def decide(
        self,
        comment: Comment | UUID,
        outcome: str,
        *clauses: str,
        by: Staff | None = None,
        note: str = "",
    ) -> Decision:
        key = comment if isinstance(comment, UUID) else comment.id
        return decide(Verdict(key, outcome, [*clauses], note), by or self.alice, self.later())

    def published(self, text: str, name: str = "Charlie", **parts: object) -> Comment:
        comment = self.post(text, name, **parts)
        self.decide(comment, "approve")
        return self.fresh(comment)

    def fresh(self, comment: Comment | UUID) -> Comment:
        return Comment.objects.get(id=comment if isinstance(comment, UUID) else comment.id)

    def seen(self, comment: Comment) -> str:
        """The queue's token for the comment as it stands at this moment."""
        screening = comment.screenings.order_by("-at", "-id").first()
        number = in_force(self.site.id).number
        return str(Seen(self.fresh(comment).version, number, screening.id if screening else None))


def open_newsroom() -> Newsroom:
    """A site, an article open for comments, and the staff; everything an hour ago."""
    now = timezone.now() - timedelta(hours=1)
    site = ensure_newsroom(now)
    text = ArticleText(
        "The ferry is late", "The ferry was late again on Monday.", byline="Ada Wren"
    )
    article, _ = add_article(site, text, by=None, now=now)
    roles = {
        "alice": Role.MODERATOR,
        "bob": Role.MODERATOR,
        "carol": Role.SENIOR,
        "administrator": Role.ADMINISTRATOR,
    }
    staff = {
        name: Staff.objects.create(username=name, display_name=name.title(), role=role)
        for name, role in roles.items()
    }
    return Newsroom(site=site, article=article, now=now, **staff)
