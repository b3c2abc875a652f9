"""Article rules: legal hold, seniors only, closed hours."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from stet.comments.importing import Import
from stet.comments.models import Comment
from stet.ledger.models import Entry
from stet.moderation.importing import Arrival, take_in
from stet.moderation.leasing import lease_next
from stet.moderation.models import Decision
from stet.moderation.rules.articles import UnderLegalHold
from stet.newsroom.article_rules import ArticleRules, read_again_at, set_article_rules
from stet.newsroom.article_texts import BadArticle
from stet.newsroom.guidelines import in_force
from stet.newsroom.ids import new_id
from stet.newsroom.models import Article, Site, Staff
from stet.newsroom.roles import NotAllowed
from tests.support.newsroom import Newsroom

HOLD = ArticleRules(legal_hold=True, reason="The trial begins on Monday.")
SENIORS = ArticleRules(seniors_only=True, reason="Names of minors.")


def ruled(newsroom: Newsroom, rules: ArticleRules) -> Article:
    return set_article_rules(
        newsroom.article, rules, by=newsroom.administrator, now=newsroom.later()
    )


def by_hand(newsroom: Newsroom, comment: Comment, by: Staff, outcome: str) -> Decision:
    with transaction.atomic():
        return Decision.objects.create(
            comment=comment,
            comment_version=comment.version,
            guidelines=in_force(newsroom.site.id),
            outcome=outcome,
            decider=by,
            at=newsroom.later(),
        )


def test_nobody_approves_under_legal_hold_until_it_is_lifted(newsroom: Newsroom) -> None:
    comment = newsroom.post("He did it.")
    ruled(newsroom, HOLD)
    with pytest.raises(UnderLegalHold, match="legal hold"):
        newsroom.decide(comment, "approve", by=newsroom.administrator)
    assert newsroom.fresh(comment).state == "held"

    ruled(newsroom, ArticleRules())
    newsroom.decide(comment, "approve")
    assert newsroom.fresh(comment).state == "approved"


def test_rejecting_is_possible_under_legal_hold(newsroom: Newsroom) -> None:
    comment = newsroom.post("Hang him.")
    ruled(newsroom, HOLD)
    newsroom.decide(comment, "reject", "threat")
    assert newsroom.fresh(comment).state == "rejected"


def test_the_database_refuses_an_approval_under_legal_hold(newsroom: Newsroom) -> None:
    comment = newsroom.post("He did it.")
    ruled(newsroom, HOLD)
    with pytest.raises(IntegrityError, match="legal hold"):
        by_hand(newsroom, comment, newsroom.administrator, "approve")


def test_what_was_approved_elsewhere_waits_under_legal_hold(newsroom: Newsroom) -> None:
    article = ruled(newsroom, HOLD)
    come = Import(
        id=new_id(),
        source="jsonl",
        source_id="1",
        article=article,
        parent=None,
        name="Charlie",
        text="It came from elsewhere.",
        posted_at=newsroom.later(),
    )
    [comment] = take_in([Arrival(come, Decision.Outcome.APPROVE)], newsroom.later())
    assert newsroom.fresh(comment).state == "held"


def test_only_seniors_are_given_and_decide_what_is_for_seniors(newsroom: Newsroom) -> None:
    comment = newsroom.post("She is fifteen.")
    ruled(newsroom, SENIORS)
    assert lease_next(newsroom.bob, "longest_waiting", newsroom.later()) is None
    with pytest.raises(NotAllowed):
        newsroom.decide(comment, "approve", by=newsroom.bob)
    with pytest.raises(IntegrityError, match="only seniors"):
        by_hand(newsroom, comment, newsroom.bob, "approve")

    item = lease_next(newsroom.carol, "longest_waiting", newsroom.later())
    assert item is not None
    assert item.comment_id == comment.id
    newsroom.decide(comment, "approve", by=newsroom.carol)


def test_only_an_editor_sets_them_with_a_reason_and_the_ledger_knows(newsroom: Newsroom) -> None:
    for person in (newsroom.alice, newsroom.carol):
        with pytest.raises(NotAllowed):
            set_article_rules(newsroom.article, HOLD, by=person, now=newsroom.later())
    with pytest.raises(BadArticle):
        ruled(newsroom, ArticleRules(legal_hold=True))
    ruled(newsroom, HOLD)
    ruled(newsroom, HOLD)
    told = Entry.objects.filter(deed="article.rules_changed")
    assert told.count() == 1
    assert "The trial begins" in told.get().payload


@pytest.mark.parametrize(
    ("begins", "ends", "now", "again"),
    [
        ("22:00", "07:00", "2026-01-05T23:30", "2026-01-06T07:00"),
        ("22:00", "07:00", "2026-01-06T06:59", "2026-01-06T07:00"),
        ("22:00", "07:00", "2026-01-06T07:00", None),
        ("12:00", "13:00", "2026-01-06T12:00", "2026-01-06T13:00"),
        ("12:00", "13:00", "2026-01-06T13:00", None),
    ],
)
def test_closed_hours_are_those_of_the_site(
    begins: str, ends: str, now: str, again: str | None
) -> None:
    site, zone = Site(timezone="Asia/Baghdad"), ZoneInfo("Asia/Baghdad")
    hours = {"closed_from": time.fromisoformat(begins), "closed_until": time.fromisoformat(ends)}
    found = read_again_at(Article(**hours), site, datetime.fromisoformat(now).replace(tzinfo=zone))
    assert found == (datetime.fromisoformat(again).replace(tzinfo=zone) if again else None)


def test_half_the_hours_are_refused(newsroom: Newsroom) -> None:
    with pytest.raises(BadArticle):
        ruled(newsroom, ArticleRules(closed_from=time(22), reason="Night."))
    with pytest.raises(BadArticle):
        ruled(newsroom, ArticleRules(closed_from=time(2), closed_until=time(2), reason="Night."))
