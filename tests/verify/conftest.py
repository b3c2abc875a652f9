"""A newsroom in which something of every kind has happened."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from stet.comments.models import Comment
from stet.comments.submitting import Draft
from stet.moderation.deciding import Verdict, decide, reopen
from stet.moderation.intake import receive
from stet.moderation.leaving import erase, withdraw
from stet.moderation.models import Decision
from stet.moderation.seen import Seen
from stet.newsroom.articles import ArticleText, add_article
from stet.newsroom.guidelines import in_force
from stet.newsroom.models import Article, Staff
from stet.newsroom.roles import Role
from stet.newsroom.setup import ensure_newsroom


@dataclass
class Lived:
    """What became of each comment, by the name of its author."""

    article: Article
    alice: Staff
    now: datetime
    comments: dict[str, UUID]

    def __getitem__(self, name: str) -> Comment:
        return Comment.objects.get(id=self.comments[name])

    def write(self, name: str, text: str, parent: str | None = None, email: str = "") -> None:
        above = self.comments[parent] if parent else None
        draft = Draft(self.article, name, text, parent=above, email=email, network=name)
        self.now += timedelta(seconds=20)
        self.comments[name] = receive(draft, self.now).comment.id

    def decide(self, name: str, outcome: str, *clauses: str, note: str = "") -> Decision:
        self.now += timedelta(seconds=20)
        comment = self[name]
        guidelines = in_force(self.article.site_id)
        seen = str(Seen(comment.version, guidelines.number, None))
        return decide(
            Verdict(comment.id, outcome, [*clauses], note, seen=seen), self.alice, self.now
        )


@pytest.fixture
def lived(fresh_db: None) -> Lived:
    now = timezone.now() - timedelta(hours=1)
    site = ensure_newsroom(now)
    article, _ = add_article(
        site, ArticleText("The mill is let", "A mill was let.", byline="Ada Wren"), by=None, now=now
    )
    alice = Staff.objects.create(username="alice", display_name="Alice", role=Role.ADMINISTRATOR)
    lived = Lived(article, alice, now, {})
    lived.write("Held", "When does it open again?")
    lived.write("Approved", "A good use of an old house.\r\nAnd a fair price.")
    lived.decide("Approved", "approve")
    lived.write("Reply", "Fair to whom?", parent="Approved")
    lived.decide("Reply", "approve")
    lived.write("Rejected", "The reporter is an idiot.", email="charlie@example.org")
    lived.decide("Rejected", "reject", "personal_attack", "profanity", note="Not about the mill.")
    lived.write("Overruled", "Nobody asked the tenants.")
    lived.decide("Overruled", "reject", "threat")
    lived.decide("Overruled", "approve")
    lived.write("Reopened", "I would buy it.")
    lived.decide("Reopened", "approve")
    reopen(lived["Reopened"].id, alice, lived.now)
    lived.write("Withdrawn", "I take this back.")
    withdraw(lived["Withdrawn"].id, lived.now)
    lived.write("Erased", "My address is on this.", email="bob@example.org")
    lived.decide("Erased", "reject", "threat", note="Please do not.")
    erase(lived["Erased"].id, alice, lived.now)
    return lived
