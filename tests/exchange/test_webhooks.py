"""What a publisher's program is told: every event once, signed, in order, and none that was undone."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta

import pytest
from pytest_django import Settings

from stet.comments.importing import Import
from stet.comments.withdrawing import erase, withdraw
from stet.moderation.deciding import Verdict, decide, reopen
from stet.moderation.importing import Arrival, take_in
from stet.moderation.models import Decision
from stet.moderation.reviewing.appealing import appeal
from stet.moderation.reviewing.reporting import ReportDraft, report
from stet.newsroom.articles import ArticleText, add_article, set_commenting
from stet.newsroom.ids import new_id
from stet.newsroom.merging import mark_merged
from stet.newsroom.sites import change_site
from stet.telling.endpoints import add_webhook, pause, resume
from stet.telling.events import Event
from stet.telling.planning import WAIT, follow_ledger
from stet.telling.signing import new_secret
from stet.telling.terms import Terms
from tests.exchange.hooked import PUBLIC, Hooked, hooked
from tests.exchange.receiver import Receiver
from tests.support.newsroom import Newsroom

WORDS = "Words of a reader that nobody else should keep."


@pytest.fixture
def hook(room: Newsroom, receiver: Receiver, settings: Settings) -> Hooked:
    return hooked(room, receiver, settings)


def signed_with(secret: str, receiver: Receiver, place: int = -1) -> bool:
    """As the specification says it, written down a second time."""
    message = receiver.got[place]
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{message.name}.{message.headers['webhook-timestamp']}.".encode() + message.body
    made = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return f"v1,{made}" in message.headers["webhook-signature"].split(" ")


def test_a_life_is_told_in_order_and_signed(hook: Hooked) -> None:
    room = hook.room
    comment = room.post(WORDS)
    decision = room.decide(comment, "reject", "personal_attack")
    appeal(comment.id, "It was no insult.", room.later())
    assert hook.tell() == 3
    told = hook.said
    assert [one["type"] for one in told] == ["comment.held", "comment.rejected", "appeal.opened"]
    numbers = [one["sequence"] for one in told]
    assert numbers == sorted(set(numbers))
    assert [one["data"]["comment"]["state"] for one in told] == ["held", "rejected", "rejected"]
    assert told[0]["data"]["cause"] == "received"
    assert told[1]["data"]["decision"]["clauses"] == ["personal_attack"]
    assert told[1]["data"]["decision"]["id"] == str(decision.id)
    assert told[1]["data"]["article"]["comments"] == 0
    assert all(one["version"] == 1 for one in told)
    assert all(signed_with(hook.secret, hook.receiver, place) for place in range(3))
    assert not signed_with(new_secret(), hook.receiver)
    assert len({message.name for message in hook.receiver.got}) == 3
    # Nobody who reads the receiver's log learns who decided, or the author's private address.
    everything = json.dumps(told)
    assert WORDS not in everything
    assert str(room.alice.id) not in everything
    assert "receipts" not in everything
    assert hook.tell() == 0


def test_nothing_is_told_before_the_minute_for_undoing_is_over(hook: Hooked) -> None:
    hook.room.published(WORDS)
    assert hook.tell(WAIT - timedelta(seconds=2)) == 0
    assert hook.receiver.got == []
    assert hook.tell(timedelta(seconds=2)) == 2


def test_what_was_undone_within_the_minute_is_never_told(hook: Hooked) -> None:
    room = hook.room
    comment = room.published(WORDS)
    reopen(comment.id, room.alice, room.later(30))
    room.decide(comment, "reject", "personal_attack")
    hook.tell()
    assert hook.receiver.types == ["comment.held", "comment.rejected"]
    first, last = hook.said
    assert first["data"]["comment"]["state"] == "held"
    assert last["data"]["comment"]["state"] == "rejected"
    assert last["data"]["article"]["comments"] == 0


def test_what_was_told_before_it_was_undone_is_told_to_be_undone(hook: Hooked) -> None:
    """Taken back in the last second, by somebody who then had to wait for the database."""
    room = hook.room
    comment = room.published(WORDS)
    at = room.now
    hook.tell()
    reopen(comment.id, room.alice, at + timedelta(seconds=59))
    hook.tell()
    assert hook.receiver.types == ["comment.held", "comment.approved", "comment.held"]
    assert hook.said[-1]["data"]["cause"] == "reopened"


def test_reports_hiding_withdrawing_and_erasing_are_told(hook: Hooked) -> None:
    room = hook.room
    change_site(room.site, by=None, now=room.later(), numbers={"hide_reported_at": "1"})
    hidden, public = room.published("It was late again."), room.published("I took the bus.")
    report(ReportDraft(hidden.id, "personal_attack", "See line 1", network="n"), room.later())
    withdraw(public.id, room.later())
    erase(public.id, actor="author", now=room.later())
    hook.tell()
    told = hook.said[4:]
    assert [one["type"] for one in told] == [
        "comment.reported",
        "comment.held",
        "comment.withdrawn",
        "comment.erased",
    ]
    assert told[0]["data"]["report"] == {"clause": "personal_attack"}
    assert told[1]["data"]["cause"] == "reported"
    assert told[3]["data"]["comment"]["links"]["page"] is None


def test_the_answer_to_an_appeal_is_told_with_the_decision_that_it_led_to(hook: Hooked) -> None:
    room = hook.room
    comment = room.post(WORDS)
    room.decide(comment, "reject", "personal_attack")
    appeal(comment.id, "It was no insult.", room.later())
    seen = room.seen(comment)
    verdict = Verdict(comment.id, "approve", [], "", seen=seen)
    decide(verdict, room.bob, room.later(), reviewing=True)
    hook.tell()
    approved, answered = hook.said[-2:]
    assert (approved["type"], answered["type"]) == ("comment.approved", "appeal.decided")
    assert answered["data"]["appeal"]["outcome"] == "approve"
    assert answered["data"]["appeal"]["decision"] == approved["data"]["decision"]["id"]


def test_articles_that_come_close_open_and_merge_are_told(hook: Hooked) -> None:
    room = hook.room
    text = ArticleText("Trams again", "Soon.", url="https://news.example.org/trams")
    article, _ = add_article(room.site, text, by=None, now=room.later())
    for state in ("closed", "open"):
        set_commenting(article, state, None, by=None, now=room.later())
    mark_merged(room.article, article, by=None, now=room.later())
    hook.tell()
    assert hook.receiver.types == [
        "article.created",
        "article.closed",
        "article.opened",
        "article.merged",
    ]
    assert hook.said[0]["data"]["article"]["url"] == "https://news.example.org/trams"
    assert hook.said[3]["data"]["merged_into"] == str(article.id)


def test_links_lead_to_where_readers_and_moderators_find_it(hook: Hooked) -> None:
    room = hook.room
    comment = room.published(WORDS)
    hook.tell()
    links = hook.said[-1]["data"]["comment"]["links"]
    page = f"{PUBLIC}/articles/{room.article.slug}/?comment={comment.id}#c-{comment.id}"
    assert links == {"page": page, "desk": f"{PUBLIC}/desk/comments/{comment.id}/"}
    assert hook.said[-1]["data"]["article"]["comments"] == 1


@pytest.mark.parametrize(
    ("words", "published", "rejected"),
    [("never", False, False), ("published", True, False), ("always", True, True)],
)
def test_a_readers_words_go_only_where_the_owner_said_so(
    room: Newsroom,
    receiver: Receiver,
    settings: Settings,
    words: str,
    published: bool,
    rejected: bool,
) -> None:
    events = [Event.COMMENT_APPROVED.value, Event.COMMENT_REJECTED.value]
    hook = hooked(room, receiver, settings, events, words)
    room.published(WORDS)
    room.decide(room.post("Other words."), "reject", "personal_attack")
    hook.tell()
    good, bad = (one["data"]["comment"] for one in hook.said)
    assert (good.get("text") == WORDS, "text" in bad) == (published, rejected)
    assert ("name" in good, "name" in bad) == (published, rejected)


def test_after_an_erasure_nothing_is_left_to_be_told(
    room: Newsroom, receiver: Receiver, settings: Settings
) -> None:
    """The receiver was down when the comment was published, and comes back after the erasure."""
    hook = hooked(room, receiver, settings, words="always")
    comment = room.published(WORDS, name="Charlie Reader")
    follow_ledger(hook.pass_time())
    erase(comment.id, actor="author", now=room.later())
    hook.tell()
    assert receiver.types == ["comment.held", "comment.approved", "comment.erased"]
    assert not any(
        word in message.body.decode() for message in receiver.got for word in (WORDS, "Charlie")
    )


def test_each_webhook_is_told_what_it_asked_for_since_it_was_made(
    hook: Hooked, receiver: Receiver
) -> None:
    room = hook.room
    room.published("It was late again.")
    hook.tell()
    terms = Terms("Counts", f"{receiver.url}/counts", [Event.COMMENT_APPROVED])
    add_webhook(room.site, terms, by=None, now=room.later())
    room.published("I took the bus.")
    hook.tell()
    paths = [message.path for message in receiver.got]
    assert (paths.count("/hook"), paths.count("/hook/counts")) == (4, 1)


@pytest.mark.parametrize("missed", [True, False])
def test_a_pause_ends_with_or_without_what_was_missed(hook: Hooked, missed: bool) -> None:
    room = hook.room
    pause(hook.webhook, by=room.administrator, now=room.later())
    room.published(WORDS)
    assert hook.tell() == 0
    resume(hook.webhook, missed=missed, by=room.administrator, now=room.later())
    assert hook.tell() == (2 if missed else 0)
    room.post("I took the bus.")
    assert hook.tell() == 1


def test_an_import_tells_nobody(hook: Hooked) -> None:
    room = hook.room
    old = Import(new_id(), "wordpress", "7", room.article, None, "Rosa", "Long ago.", room.now)
    take_in([Arrival(old, Decision.Outcome.APPROVE)], room.later())
    assert hook.tell() == 0


def test_following_twice_tells_once(hook: Hooked) -> None:
    hook.room.published(WORDS)
    now = hook.pass_time()
    assert (follow_ledger(now), follow_ledger(now)) == (2, 0)
    hook.tell()
    assert len(hook.receiver.got) == 2
