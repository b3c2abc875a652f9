"""Double reviews: drawn by chance that nobody bends, answered blind, and without any effect."""

import hashlib
import json

import pytest

from stet.ledger.models import Entry
from stet.moderation.deciding import Verdict, reopen
from stet.moderation.leaving import withdraw
from stet.moderation.models import Decision
from stet.moderation.reviewing.answering import OwnDecision, answer
from stet.moderation.reviewing.appealing import appeal
from stet.moderation.reviewing.drawing import is_drawn, lot
from stet.moderation.reviewing.looking import next_open, open_list, waiting_by_kind
from stet.moderation.reviewing.meeting_models import Disagreement
from stet.moderation.reviewing.models import Review
from stet.newsroom.models import Site, Staff
from stet.newsroom.sites import change_site
from tests.support.newsroom import Newsroom

KIND = "double_review"


def share(newsroom: Newsroom, percent: int) -> None:
    numbers = {"double_review": str(percent)}
    change_site(newsroom.site, by=newsroom.administrator, now=newsroom.later(), numbers=numbers)


@pytest.fixture
def every(newsroom: Newsroom) -> Newsroom:
    """Every decision is drawn."""
    share(newsroom, 100)
    return newsroom


def drawn(newsroom: Newsroom, outcome: str = "approve", *clauses: str) -> Review:
    comment = newsroom.post("A word on the ferry.")
    newsroom.decide(comment, outcome, *clauses)
    return Review.objects.get(comment=comment, kind=KIND)


def answered(
    newsroom: Newsroom, review: Review, outcome: str, *clauses: str, by: Staff | None = None
) -> Review:
    comment = newsroom.fresh(review.comment_id)
    verdict = Verdict(comment.id, outcome, [*clauses], seen=newsroom.seen(comment))
    return answer(review.id, verdict, by or newsroom.bob, newsroom.later())


def test_by_default_nothing_is_drawn(newsroom: Newsroom) -> None:
    newsroom.published("Public.")
    assert not Review.objects.exists()


def test_the_share_is_met(newsroom: Newsroom) -> None:
    share(newsroom, 30)
    key = Site.objects.get().draw_key
    tried = [Decision() for _ in range(4000)]
    hits = sum(is_drawn(lot(key, one), 30) for one in tried)
    assert 1000 < hits < 1400  # six standard deviations off 1,200 on either side


def test_who_is_drawn_follows_from_the_decision_alone(newsroom: Newsroom) -> None:
    share(newsroom, 50)
    key = Site.objects.get().draw_key
    for number in range(12):
        newsroom.published(f"Number {number}.")
    reviewed = set(Review.objects.values_list("questioned", flat=True))
    for decision in Decision.objects.all():
        assert is_drawn(lot(key, decision), 50) == (decision.id in reviewed)


def test_the_ledger_commits_to_the_secret_before_anything_is_drawn(every: Newsroom) -> None:
    review = drawn(every)
    site = Site.objects.get()
    told = json.loads(Entry.objects.filter(deed="site.changed").latest("seq").payload)
    assert told["draw_key_digest"] == hashlib.sha256(bytes.fromhex(site.draw_key)).hexdigest()
    entry = Entry.objects.get(deed="comment.drawn")
    assert review.questioned is not None
    assert json.loads(entry.payload)["lot"] == f"{lot(site.draw_key, review.questioned):016x}"


def test_the_first_neither_sees_nor_answers_it(every: Newsroom) -> None:
    review = drawn(every)
    now = every.later()
    assert next_open(KIND, every.alice, now) is None
    assert not open_list(KIND, every.alice)
    assert waiting_by_kind([KIND], every.alice, now)[KIND].count == 0
    assert waiting_by_kind([KIND], every.bob, now)[KIND].count == 1
    with pytest.raises(OwnDecision):
        answered(every, review, "approve", by=every.alice)


@pytest.mark.parametrize(
    ("outcome", "clauses", "about"),
    [
        ("approve", (), "outcome"),
        ("reject", ("threat",), "clauses"),
        ("reject", ("profanity", "threat"), None),
    ],
)
def test_the_answer_changes_nothing_but_may_differ(
    every: Newsroom, outcome: str, clauses: tuple[str, ...], about: str | None
) -> None:
    review = drawn(every, "reject", "threat", "profanity")
    before = every.fresh(review.comment_id)
    review = answered(every, review, outcome, *clauses)
    after = every.fresh(review.comment_id)
    assert (after.state, after.version, after.decision) == (
        before.state,
        before.version,
        before.decision,
    )
    assert review.closing_decision is None
    assert Decision.objects.count() == 1
    assert Disagreement.objects.values_list("about", flat=True).first() == about


def test_undoing_a_decision_takes_its_review_along(every: Newsroom) -> None:
    review = drawn(every)
    reopen(review.comment_id, every.alice, every.later())
    review.refresh_from_db()
    assert review.ending == "lapsed"
    every.decide(review.comment_id, "approve")
    assert Review.objects.filter(kind=KIND, closed_at=None).count() == 1


def test_what_a_second_person_decided_is_not_drawn(every: Newsroom) -> None:
    comment = every.post("They are late.")
    every.decide(comment, "reject", "threat")
    review = appeal(comment.id, "I meant the trains.", every.later())
    answered(every, review, "approve")
    double = Review.objects.get(kind=KIND)
    assert double.ending == "lapsed"
    assert double.questioned != Decision.objects.latest("at")


def test_it_lapses_with_the_comment(every: Newsroom) -> None:
    review = drawn(every)
    withdraw(review.comment_id, every.later())
    review.refresh_from_db()
    assert review.ending == "lapsed"
