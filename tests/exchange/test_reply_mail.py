"""An author is told of published replies if she asked for it; of what is not public nobody is told."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stet.comments.contacts.addresses import Wish
from stet.comments.models import Address, Comment
from stet.comments.submitting import Draft
from stet.exchange.mailing import send_due
from stet.moderation.deciding import REOPEN_WITHIN, Verdict, decide, reopen
from stet.moderation.intake import receive
from stet.moderation.leaving import withdraw
from stet.moderation.models import ReplyNotice
from stet.newsroom.models import Article, Staff
from tests.exchange.letters import BOB, WORDS, decided, written
from tests.exchange.links import letters_to, link_in, press
from tests.exchange.mailbox import Mailbox, text_of

REPLY = "I saw the girders myself."
BOTH, REPLIES_ONLY = Wish(replies=True), Wish(decision=False, replies=True)


def _answered(
    article: Article, alice: Staff, wish: Wish = REPLIES_ONLY, text: str = WORDS
) -> Comment:
    comment = written(article, wish=wish, text=text)
    decided(comment, alice, "approve")
    return comment


def _reply(to: Comment, name: str = "Charlie", text: str = REPLY, **parts: str) -> Comment:
    draft = Draft(to.article, name, text, parent=to.id, network=text, **parts)  # type: ignore[arg-type]
    return receive(draft, timezone.now()).comment


def test_she_is_told_once_a_reply_is_published(
    article: Article, alice: Staff, mailbox: Mailbox
) -> None:
    comment = _answered(article, alice, BOTH)
    send_due(timezone.now() + REOPEN_WITHIN)
    reply = _reply(comment)
    assert send_due(timezone.now() + timedelta(days=1)) == 0

    due = decided(reply, alice, "approve")
    assert send_due(due - timedelta(seconds=1)) == 0
    assert send_due(due) == 1
    assert send_due(due + timedelta(days=1)) == 0

    letter = letters_to(mailbox, BOB)[-1]
    assert letter["Subject"].startswith("A reply to your comment: ")
    for part in (text_of(letter, "plain"), text_of(letter, "html")):
        assert REPLY in part
        assert f"?comment={reply.id}" in part


def test_who_did_not_ask_is_not_told(article: Article, alice: Staff, mailbox: Mailbox) -> None:
    comment = _answered(article, alice, Wish())
    send_due(timezone.now() + REOPEN_WITHIN)
    assert send_due(decided(_reply(comment), alice, "approve")) == 0


@pytest.mark.parametrize(
    "why", ["rejected", "reopened", "withdrawn", "hers is withdrawn", "stopped"]
)
def test_she_is_not_told_of_what_is_not_there_for_her(
    article: Article, alice: Staff, mailbox: Mailbox, why: str
) -> None:
    comment = _answered(article, alice)
    reply = _reply(comment)
    outcome = "reject" if why == "rejected" else "approve"
    due = decided(reply, alice, outcome, *(["threat"] if why == "rejected" else []))
    now = timezone.now()
    match why:
        case "reopened":
            reopen(reply.id, alice, now)
        case "withdrawn":
            withdraw(reply.id, now)
        case "hers is withdrawn":
            withdraw(comment.id, now)
        case "stopped":
            Address.objects.update(replies_stopped_at=now)

    assert send_due(due) == 0
    assert mailbox.letters == []


def test_nobody_is_told_of_her_own_reply(article: Article, alice: Staff, mailbox: Mailbox) -> None:
    comment = written(article, wish=REPLIES_ONLY, author_key="browser:bob")
    decided(comment, alice, "approve")
    own = _reply(comment, "Bob", "And one more thing.", author_key="browser:bob")
    assert send_due(decided(own, alice, "approve")) == 0
    assert ReplyNotice.objects.get().dropped_at is not None


def test_a_reply_that_was_hidden_and_comes_back_is_told_once(
    article: Article, alice: Staff, mailbox: Mailbox
) -> None:
    reply = _reply(_answered(article, alice))
    assert send_due(decided(reply, alice, "approve")) == 1
    reply.refresh_from_db()
    now = timezone.now()
    decide(Verdict(reply.id, "reject", ["threat"], seen=f"{reply.version}.1.-"), alice, now)
    decide(Verdict(reply.id, "approve", seen=f"{reply.version + 1}.1.-"), alice, now)
    assert send_due(now + REOPEN_WITHIN) == 0


def test_replies_are_stopped_and_decisions_still_told(
    article: Article, alice: Staff, mailbox: Mailbox, client: object
) -> None:
    comment = _answered(article, alice, BOTH)
    assert send_due(decided(_reply(comment), alice, "approve")) == 2
    page = link_in(letters_to(mailbox, BOB)[-1], "/mail/stop/")
    press(client, page, scope="replies")  # type: ignore[arg-type]

    assert send_due(decided(_reply(comment, text="Another."), alice, "approve")) == 0
    assert send_due(decided(written(article, text="Mine."), alice, "approve")) == 1


STEPS = st.lists(
    st.tuples(
        st.integers(0, 5),  # which reply
        st.sampled_from(["approve", "reject", "withdraw", "send"]),
    ),
    max_size=8,
)


@given(steps=STEPS)
@settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_no_letter_ever_holds_what_is_not_public_when_it_goes(
    article: Article, alice: Staff, mailbox: Mailbox, steps: list[tuple[int, str]]
) -> None:
    """Whatever is decided in whichever order: three people, six replies, one who asked for all."""
    comment = _answered(article, alice, BOTH, text=f"Example {uuid4()}.")
    marks = [f"secret{number}of{comment.id.hex}" for number in range(6)]
    replies = [
        _reply(comment, f"{'Charlie' if number % 2 else 'Dora'} {marks[number]}", marks[number])
        for number in range(6)
    ]
    for number, step in [*steps, (0, "send")]:
        reply = Comment.objects.get(id=replies[number].id)
        now = timezone.now()
        seen = f"{reply.version}.1.-"
        if step == "send":
            before = len(mailbox.letters)
            send_due(now + REOPEN_WITHIN)
            public = {one.id for one in Comment.objects.filter(state="approved")}
            for _, letter in mailbox.letters[before:]:
                whole = text_of(letter, "plain") + text_of(letter, "html") + str(letter["Subject"])
                told = {one.id for one, mark in zip(replies, marks, strict=True) if mark in whole}
                assert told <= public
        elif step == "withdraw" and reply.state in ("held", "approved"):
            withdraw(reply.id, now)
        elif step == "approve" and reply.state in ("held", "rejected"):
            decide(Verdict(reply.id, "approve", seen=seen), alice, now)
        elif step == "reject" and reply.state in ("held", "approved"):
            decide(Verdict(reply.id, "reject", ["threat"], seen=seen), alice, now)
