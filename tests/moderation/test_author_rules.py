"""Rules about one author: first in line, last in line, never without a second person."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from stet.comments.models import Comment
from stet.ledger.models import Entry
from stet.moderation.deciding import reopen
from stet.moderation.leasing import lease_next
from stet.moderation.leaving import erase
from stet.moderation.models import Decision, QueueItem
from stet.moderation.ordering import ORDERS
from stet.moderation.paging import queue_page
from stet.moderation.queue import Filters, place_of, waiting
from stet.moderation.rules.authors import (
    BadAuthorRule,
    end_author_rule,
    keep_author_rules,
    rule_about,
    set_author_rule,
)
from stet.moderation.rules.models import AuthorRule, Voice
from stet.moderation.rules.two_people import AwaitsSecond
from stet.newsroom.guidelines import in_force
from stet.newsroom.models import Staff
from stet.newsroom.roles import NotAllowed
from tests.support.newsroom import Newsroom

DAVE = "browser:dave"


def ruled(newsroom: Newsroom, comment: Comment, kind: str, days: str = "30") -> AuthorRule:
    return set_author_rule(
        comment.id, kind, "Long story.", days, by=newsroom.carol, now=newsroom.later()
    )


def in_order(order: str = "longest_waiting") -> list[str]:
    return [item.comment.text for item in waiting(Filters(), order)]


@pytest.mark.parametrize("order", ORDERS)
def test_an_author_is_first_or_last_in_every_order(newsroom: Newsroom, order: str) -> None:
    newsroom.post("One.")
    daves = newsroom.post("Two.", author_key=DAVE)
    newsroom.post("Three.")
    ruled(newsroom, daves, "first")
    assert in_order(order)[0] == "Two."
    ruled(newsroom, daves, "last")
    assert in_order(order)[-1] == "Two."


def test_it_holds_for_what_the_author_writes_later(newsroom: Newsroom) -> None:
    daves = newsroom.post("One.", author_key=DAVE)
    ruled(newsroom, daves, "last")
    newsroom.post("Two.", author_key=DAVE)
    newsroom.post("Three.")
    assert in_order() == ["Three.", "One.", "Two."]
    assert place_of(newsroom.fresh(daves)) == 2


def test_a_page_of_the_queue_goes_on_behind_the_first_ones(newsroom: Newsroom) -> None:
    comments = [newsroom.post(f"{number}.", author_key=f"browser:{number}") for number in range(6)]
    ruled(newsroom, comments[4], "first")
    ruled(newsroom, comments[1], "last")
    found, cursor = [], None
    for _page in range(3):
        page = queue_page(Filters(), "longest_waiting", 2, cursor)
        found += [item.comment.text for item in page.items]
        cursor = page.next
    assert found == ["4.", "0.", "2.", "3.", "5.", "1."]
    assert cursor is None


def test_it_ends_by_itself_or_by_hand_and_the_line_is_as_before(newsroom: Newsroom) -> None:
    newsroom.post("One.")
    daves = newsroom.post("Two.", author_key=DAVE)
    rule = ruled(newsroom, daves, "first", "1")
    assert keep_author_rules(newsroom.later()) == 0
    assert keep_author_rules(newsroom.now + timedelta(days=2)) == 1
    assert in_order() == ["One.", "Two."]
    assert rule_about(DAVE, newsroom.now) is None

    rule = ruled(newsroom, daves, "first")
    end_author_rule(rule.id, by=newsroom.carol, now=newsroom.later())
    assert in_order() == ["One.", "Two."]
    deeds = Entry.objects.filter(deed__startswith="author.").order_by("seq")
    assert [entry.deed for entry in deeds] == ["author.rule_set", "author.rule_ended"] * 2
    assert DAVE not in "".join(entry.payload for entry in deeds)


def test_only_a_senior_sets_it_for_somebody_who_is_known_with_a_reason_and_an_end(
    newsroom: Newsroom,
) -> None:
    daves, unknown = newsroom.post("One.", author_key=DAVE), newsroom.post("Two.")
    with pytest.raises(NotAllowed):
        set_author_rule(daves.id, "first", "Why.", "3", by=newsroom.bob, now=newsroom.later())
    bad = [(unknown.id, "first", "Why.", "3"), (daves.id, "never", "Why.", "3")]
    bad += [(daves.id, "first", "", "3"), (daves.id, "first", "Why.", "0")]
    for comment, kind, reason, days in bad:
        with pytest.raises(BadAuthorRule):
            set_author_rule(comment, kind, reason, days, by=newsroom.carol, now=newsroom.later())


def said(newsroom: Newsroom, comment: Comment, by: Staff, outcome: str, *clauses: str) -> None:
    with pytest.raises(AwaitsSecond):
        newsroom.decide(comment, outcome, *clauses, by=by)


def test_one_person_decides_nothing_and_a_second_who_agrees_does(newsroom: Newsroom) -> None:
    comment = newsroom.post("Hello.", author_key=DAVE)
    ruled(newsroom, comment, "two_people")
    said(newsroom, comment, newsroom.alice, "approve")
    assert newsroom.fresh(comment).state == "held"
    said(newsroom, comment, newsroom.alice, "approve")
    assert Voice.objects.count() == 1

    newsroom.decide(comment, "approve", by=newsroom.bob)
    assert newsroom.fresh(comment).state == "approved"
    assert Decision.objects.get(comment=comment).decider == newsroom.bob


def test_two_who_disagree_need_a_third(newsroom: Newsroom) -> None:
    comment = newsroom.post("Hello.", author_key=DAVE)
    ruled(newsroom, comment, "two_people")
    said(newsroom, comment, newsroom.alice, "approve")
    said(newsroom, comment, newsroom.bob, "reject", "threat")
    assert newsroom.fresh(comment).state == "held"
    newsroom.decide(comment, "reject", "threat", by=newsroom.carol)
    assert newsroom.fresh(comment).state == "rejected"


def test_whoever_has_answered_is_not_given_it_again_and_a_colleague_is(newsroom: Newsroom) -> None:
    comment = newsroom.post("Hello.", author_key=DAVE)
    ruled(newsroom, comment, "two_people")
    assert lease_next(newsroom.alice, "longest_waiting", newsroom.later())
    said(newsroom, comment, newsroom.alice, "approve")
    assert lease_next(newsroom.alice, "longest_waiting", newsroom.later()) is None
    assert lease_next(newsroom.bob, "longest_waiting", newsroom.later())


def test_what_was_said_before_a_decision_was_taken_back_counts_no_more(newsroom: Newsroom) -> None:
    comment = newsroom.post("Hello.", author_key=DAVE)
    ruled(newsroom, comment, "two_people")
    said(newsroom, comment, newsroom.alice, "approve")
    newsroom.decide(comment, "approve", by=newsroom.bob)
    reopen(comment.id, newsroom.bob, newsroom.later())
    said(newsroom, comment, newsroom.bob, "approve")
    newsroom.decide(comment, "approve", by=newsroom.alice)


def test_the_ledger_does_not_tell_the_second_person_what_the_first_said(newsroom: Newsroom) -> None:
    comment = newsroom.post("Hello.", author_key=DAVE)
    ruled(newsroom, comment, "two_people")
    said(newsroom, comment, newsroom.alice, "reject", "threat")
    payload = Entry.objects.get(deed="comment.voiced").payload
    assert "reject" not in payload
    assert "threat" not in payload


def test_the_database_refuses_a_lone_decision(newsroom: Newsroom) -> None:
    comment = newsroom.post("Hello.", author_key=DAVE)
    ruled(newsroom, comment, "two_people")
    said(newsroom, comment, newsroom.alice, "approve")
    for by, outcome in ((newsroom.alice, "approve"), (newsroom.bob, "reject")):
        with pytest.raises(IntegrityError, match="alone"), transaction.atomic():
            Decision.objects.create(
                comment=comment,
                comment_version=1,
                guidelines=in_force(newsroom.site.id),
                outcome=outcome,
                decider=by,
                at=newsroom.later(),
            )


def test_erasing_the_last_comment_forgets_the_author_and_the_words(newsroom: Newsroom) -> None:
    comment = newsroom.post("Hello.", author_key=DAVE)
    ruled(newsroom, comment, "two_people")
    with pytest.raises(AwaitsSecond):
        newsroom.decide(comment, "reject", "threat", note="You said: hello.")
    erase(comment.id, newsroom.administrator, newsroom.later())
    assert AuthorRule.objects.get().author_key == ""
    assert AuthorRule.objects.get().ended_at is not None
    assert Voice.objects.get().note == ""
    assert not QueueItem.objects.exists()


@pytest.mark.parametrize(
    ("table", "values"),
    [
        (AuthorRule, {"kind": "last"}),
        (AuthorRule, {"reason": "Another."}),
        (AuthorRule, {"author_key": "browser:eve"}),
        (Voice, {"outcome": "reject"}),
        (Voice, {"note": "Another."}),
    ],
)
def test_the_database_refuses_to_change_them(
    newsroom: Newsroom, table: type[AuthorRule] | type[Voice], values: dict[str, str]
) -> None:
    comment = newsroom.post("Hello.", author_key=DAVE)
    ruled(newsroom, comment, "two_people")
    said(newsroom, comment, newsroom.alice, "approve")
    with pytest.raises(IntegrityError), transaction.atomic():
        table.objects.update(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        table.objects.all().delete()
