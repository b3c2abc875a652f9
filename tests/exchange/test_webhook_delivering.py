"""Receivers that are slow, broken, gone or elsewhere: tried again, left alone, and never in the way."""

from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from stet.exchange.webhooks.delivering import (
    FAILING,
    JITTER,
    LONGEST_PAUSE,
    PAUSES,
    REST,
    due_webhooks,
    pause_after,
)
from stet.exchange.webhooks.posting import Outcome, Reach
from stet.newsroom.models import Staff
from stet.newsroom.roles import NotAllowed
from stet.telling.endpoints import pause, stopped_webhooks
from stet.telling.models import Webhook, WebhookDelivery
from stet.telling.replaying import (
    KEPT,
    ask_test,
    forget_deliveries,
    replay,
    replay_failed,
)
from tests.exchange.hooked import HERE, Hooked, hooked
from tests.exchange.receiver import Receiver, receiving
from tests.support.newsroom import Newsroom

REACH = Reach(HERE)
REFUSED = Outcome(500, "refused", 1)


@pytest.fixture
def hook(room: Newsroom, receiver: Receiver, settings: Settings) -> Hooked:
    return hooked(room, receiver, settings, ["comment.held"])


def only(hook: Hooked) -> WebhookDelivery:
    (one,) = hook.deliveries()
    return one


def test_what_failed_is_sent_again_with_the_same_id(hook: Hooked) -> None:
    hook.receiver.says(500)
    hook.room.post("It was late.")
    assert hook.tell() == 0
    failed = only(hook)
    assert (failed.attempts, failed.last_status, failed.last_problem) == (1, 500, "refused")
    assert failed.due_at is not None
    assert hook.fresh.failing_since is not None
    assert hook.tell(PAUSES[0] * (1 + JITTER)) == 1
    first, second = hook.receiver.got
    assert first.name == second.name == str(failed.pk)
    assert first.body == second.body
    delivered = only(hook)
    assert (delivered.due_at, delivered.attempts, delivered.last_status) == (None, 2, 200)
    cured = hook.fresh
    assert cured.failing_since is None
    assert cured.rests_until is None


def test_a_receiver_that_failed_is_left_alone_for_a_while_whatever_else_is_due(
    hook: Hooked,
) -> None:
    hook.receiver.says(503)
    for number in range(3):
        hook.room.post(f"It was late {number} times.")
    assert hook.tell() == 0
    assert len(hook.receiver.got) == 1
    assert due_webhooks(hook.room.now + REST / 2) == {}
    assert hook.tell(PAUSES[0] * (1 + JITTER)) == 3
    assert [one.told["sequence"] for one in hook.receiver.got[1:]] == sorted(
        one.told["sequence"] for one in hook.receiver.got[1:]
    )


@pytest.mark.parametrize(("tries", "pause"), list(enumerate(PAUSES, start=1)))
def test_each_pause_is_longer_and_none_is_exactly_another(tries: int, pause: timedelta) -> None:
    waits = {pause_after(tries, REFUSED) for _ in range(20)}
    assert len(waits) > 1
    assert all(one and pause * (1 - JITTER) <= one <= pause * (1 + JITTER) for one in waits)


def test_it_is_given_up_after_three_days_and_can_be_asked_for_again(hook: Hooked) -> None:
    assert timedelta(days=2.9) < sum(PAUSES, timedelta()) < timedelta(days=3.1)
    room = hook.room
    hook.receiver.answers = [(500, {})] * (len(PAUSES) + 1)
    room.post("It was late.")
    hook.tell()
    for wait in PAUSES:
        assert hook.tell(wait * (1 + JITTER)) == 0
    lost = only(hook)
    assert (lost.due_at, lost.attempts) == (None, len(PAUSES) + 1)
    assert lost.given_up_at is not None
    assert replay_failed(hook.webhook, lost.made_at, by=room.administrator, now=room.later()) == 1
    assert hook.tell() == 1
    assert {one.name for one in hook.receiver.got} == {str(lost.pk)}
    assert replay(hook.webhook, lost.pk, by=room.administrator, now=room.later())
    assert hook.tell() == 1


@pytest.mark.parametrize(
    ("given", "wait"),
    [("3600", timedelta(hours=1)), ("9999999", LONGEST_PAUSE), ("soon", None), ("-5", None)],
)
def test_it_waits_as_long_as_the_receiver_asks_within_reason(
    hook: Hooked, given: str, wait: timedelta | None
) -> None:
    hook.receiver.says(429, Retry_After=given)
    hook.room.post("It was late.")
    hook.tell()
    due, rests = only(hook).due_at, hook.fresh.rests_until
    assert due is not None
    assert rests is not None
    if wait is None:
        assert due - hook.room.now <= PAUSES[0] * (1 + JITTER)
    else:
        assert due - hook.room.now == rests - hook.room.now == wait


def test_it_understands_a_date_to_wait_for(hook: Hooked) -> None:
    at = (datetime.now().astimezone() + timedelta(hours=2)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    hook.receiver.says(503, Retry_After=at)
    hook.room.post("It was late.")
    hook.tell()
    due = only(hook).due_at
    assert due is not None
    assert due - hook.room.now > timedelta(minutes=1)


def test_a_receiver_that_is_gone_is_paused_and_its_owners_are_told(hook: Hooked) -> None:
    hook.receiver.says(410)
    hook.room.post("It was late.")
    hook.tell()
    assert (hook.fresh.state, hook.fresh.why) == ("paused", "gone")
    assert stopped_webhooks(hook.room.site) == [hook.webhook]
    hook.room.post("It was late again.")
    assert hook.tell(timedelta(hours=1)) == 0
    assert len(hook.receiver.got) == 1


def test_nothing_that_gets_through_for_days_pauses_it(hook: Hooked) -> None:
    hook.receiver.answers = [(500, {})] * 3
    hook.room.post("It was late.")
    hook.tell()
    Webhook.objects.filter(pk=hook.webhook.pk).update(failing_since=hook.room.now - FAILING)
    hook.tell(PAUSES[0] * (1 + JITTER))
    assert (hook.fresh.state, hook.fresh.why) == ("paused", "failing")


def test_a_redirect_is_not_followed(hook: Hooked) -> None:
    with receiving() as other:
        hook.receiver.says(307, Location=other.url)
        hook.room.post("It was late.")
        assert hook.tell() == 0
        assert other.got == []
    assert (only(hook).last_status, only(hook).last_problem) == (307, "redirect")


def test_of_an_answer_nothing_is_kept_but_its_status(hook: Hooked) -> None:
    hook.room.post("It was late.")
    hook.tell()
    kept = " ".join(str(value) for value in WebhookDelivery.objects.values_list().get())
    assert "kept by nobody" not in kept
    assert only(hook).last_status == 200


def test_a_test_goes_out_once_even_while_it_is_paused(hook: Hooked) -> None:
    room = hook.room
    hook.receiver.says(404)
    for _ in range(2):
        pause(hook.webhook, by=room.administrator, now=room.later())
        ask_test(hook.webhook, by=room.administrator, now=room.later())
        hook.tell()
    assert [one.last_status for one in hook.deliveries()] == [404, 200]
    assert hook.receiver.types == ["webhook.test"] * 2
    assert hook.tell(timedelta(days=4)) == 0
    assert hook.fresh.failing_since is None


@pytest.mark.parametrize("who", ["alice", "carol"])
def test_only_owners_send_again(hook: Hooked, who: str) -> None:
    room = hook.room
    somebody: Staff = getattr(room, who)
    room.post("It was late.")
    hook.tell()
    for deed in (
        lambda: replay(hook.webhook, only(hook).pk, by=somebody, now=room.later()),
        lambda: replay_failed(hook.webhook, room.now, by=somebody, now=room.later()),
        lambda: ask_test(hook.webhook, by=somebody, now=room.later()),
    ):
        with pytest.raises(NotAllowed):
            deed()
    assert len(hook.receiver.got) == 1


def test_what_ended_is_forgotten_after_a_month_and_what_is_due_is_not(hook: Hooked) -> None:
    hook.room.post("It was late.")
    hook.tell()
    hook.receiver.answers = [(500, {})] * 99
    hook.room.post("It was late again.")
    hook.tell()
    assert forget_deliveries(hook.room.now) == 0
    assert forget_deliveries(hook.pass_time(KEPT)) == 1
    assert only(hook).due_at is not None
