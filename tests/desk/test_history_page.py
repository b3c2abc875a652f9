"""The whole history of a comment on one page: all that is on record, in words, in order."""

from datetime import datetime, timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from stet.comments.contacts.addresses import Wish
from stet.comments.models import Comment
from stet.moderation.deciding import Verdict, decide, reopen
from stet.moderation.models import Notice, QueueItem, ReplyNotice
from stet.moderation.reviewing.appealing import appeal
from stet.moderation.reviewing.reporting import ReportDraft, report
from stet.newsroom.models import Staff
from tests.desk.conftest import Write
from tests.desk.pages import plain
from tests.exchange.letters import confirmed


def history(desk: Client, comment: Comment) -> str:
    return plain(desk.get(f"/desk/comments/{comment.id}/history/")).split("What happened")[-1]


def in_order(page: str, *told: str) -> bool:
    places = [page.index(line) for line in told]
    return places == sorted(places)


def test_it_tells_the_whole_life_in_words_and_in_order(
    desk: Client, alice: Staff, bob: Staff, write: Write, now: datetime
) -> None:
    comment = write("You are an idiot, and so is the mayor.", email="rosa@example.org")
    decide(Verdict(comment.id, "approve"), bob, now)
    reopen(comment.id, bob, now + timedelta(seconds=10))
    decide(
        Verdict(comment.id, "reject", ["threat"], "No threats."), alice, now + timedelta(seconds=20)
    )
    Notice.objects.filter(decision__decider=alice).update(sent_at=now + timedelta(minutes=2))
    appeal(comment.id, "It was a quotation.", now + timedelta(minutes=3))
    page = history(desk, comment)
    assert in_order(
        page,
        "Received and held by its author",
        "Screened by the system",
        "Approved by Bob Example",
        "Decision taken back: held again by Bob Example",
        "Rejected by Alice Example",
        "Threats",
        "No threats.",
        "Letter to its author about the decision Sent",
        "Appealed by its author",
        "It was a quotation.",
    )
    assert "rosa@example.org" not in page


def test_it_tells_what_the_screener_said_and_how_sure_it_was(desk: Client, write: Write) -> None:
    page = history(desk, write("You are an idiot and I will kill you."))
    assert "Likely breaks a clause" in page
    assert "%" in page


def test_it_tells_reports_with_their_notes_and_not_who_wrote_them(
    desk: Client, alice: Staff, write: Write, now: datetime
) -> None:
    comment = write("They are all thieves.")
    decide(Verdict(comment.id, "approve"), alice, now)
    draft = ReportDraft(comment.id, "personal_attack", "Look at the end.", author_key="browser:ben")
    report(draft, now + timedelta(minutes=1))
    page = history(desk, comment)
    assert in_order(page, "Reported by a reader", "Personal attack", "Look at the end.")
    assert "browser:ben" not in page


def test_reading_a_history_takes_no_lease(desk: Client, comment: Comment) -> None:
    history(desk, comment)
    assert QueueItem.objects.get(pk=comment.pk).lease_holder is None


def test_it_asks_no_more_for_a_long_life_than_for_a_short_one(
    desk: Client, alice: Staff, write: Write, now: datetime
) -> None:
    counted = []
    for many in (1, 5):
        comment = write(f"Back and forth, {many} times.")
        for step in range(many):
            moment = now + timedelta(minutes=step)
            decide(Verdict(comment.id, "reject", ["threat"]), alice, moment)
            reopen(comment.id, alice, moment + timedelta(seconds=5))
        with CaptureQueriesContext(connection) as queries:
            history(desk, comment)
        counted.append(len(queries))
    assert counted[1] <= counted[0]
    assert counted[1] <= 22


def test_it_tells_what_became_of_each_letter_and_not_whom_it_went_to(
    desk: Client, alice: Staff, write: Write, now: datetime
) -> None:
    comment = write("The bridge was sound.", email="rosa@example.org", wish=Wish(replies=True))
    decide(Verdict(comment.id, "approve"), alice, now)
    assert "about the decision Waiting until its receiver confirms the address" in history(
        desk, comment
    )
    confirmed(comment)
    assert "about the decision Waiting to be sent" in history(desk, comment)
    Notice.objects.update(attempts=2)
    assert "The mail server did not take it; it is tried again · attempts: 2" in history(
        desk, comment
    )
    Notice.objects.update(dropped_at=now)
    assert "Given up: refused, or nothing to tell any more · attempts: 2" in history(desk, comment)

    reply = write("So it was.", parent=comment)
    decide(Verdict(reply.id, "approve"), alice, now)
    notice = ReplyNotice.objects.filter(answered=comment)
    notice.update(attempts=1, sent_at=now + timedelta(minutes=2))
    told, telling = history(desk, comment), history(desk, reply)
    assert "Letter to its author about a reply Sent" in told
    assert "Letter about this reply to the author of the comment it answers Sent" in telling
    assert "about a reply" not in telling
    reopen(reply.id, alice, now + timedelta(seconds=9))
    notice.update(attempts=0, sent_at=None, dropped_at=now + timedelta(minutes=2))
    told = history(desk, comment)
    assert "Not sent: nothing to tell any more, or no letters wanted" in told
    assert "rosa@example.org" not in told + telling
