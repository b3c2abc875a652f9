"""Calling receivers: signed, only where it is allowed, by threads that hold up nobody."""

import socket
import threading
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from stet.exchange.webhooks.delivering import attempt, deliver_to
from stet.exchange.webhooks.posting import Reach, post
from stet.exchange.webhooks.running import Sender
from stet.telling.endpoints import OVERLAP, add_webhook, rotate
from stet.telling.models import Webhook, WebhookDelivery
from stet.telling.planning import follow_ledger
from stet.telling.replaying import forget_deliveries
from stet.telling.terms import Terms
from tests.exchange.hooked import HERE, Hooked, hooked
from tests.exchange.receiver import Receiver, receiving
from tests.support.newsroom import Newsroom, open_newsroom
from tests.support.threads import race, results
from tests.wire.serving import asked_client


@pytest.fixture
def hook(room: Newsroom, receiver: Receiver, settings: Settings) -> Hooked:
    return hooked(room, receiver, settings, ["comment.held"])


def test_a_receiver_that_never_answers_is_left_after_the_limit(receiver: Receiver) -> None:
    outcome = post(receiver.url.replace("/hook", "/never"), b"{}", {}, Reach(HERE, limit_s=0.5))
    assert (outcome.status, outcome.problem) == (None, "late")


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("https://127.0.0.1:1/hook", "private"),
        ("https://[::1]:1/hook", "private"),
        ("https://[::ffff:10.0.0.1]/hook", "private"),
        ("https://localhost:1/hook", "private"),
        ("https://169.254.169.254/latest/meta-data", "private"),
        ("http://192.0.9.1/hook", "insecure"),
        ("https://no-such-name.invalid/hook", "unreachable"),
    ],
)
def test_it_calls_nobody_in_a_private_network_and_nobody_outside_in_the_clear(
    url: str, why: str
) -> None:
    assert post(url, b"{}", {}, Reach(limit_s=5)).problem == why


def test_a_name_that_answers_otherwise_the_second_time_gains_nothing(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is looked up once for each attempt, and that very address is called or refused."""
    port = int(receiver.url.split(":")[2].split("/")[0])
    answers = iter(["192.0.9.1", "127.0.0.1"])
    asked: list[str] = []

    def rebinding(host: str, *_: object, **__: object) -> list[object]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    called: list[str] = []

    def called_at(address: tuple[str, int], **_: object) -> socket.socket:
        called.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    monkeypatch.setattr(socket, "create_connection", called_at)
    url = f"https://rebinding.example.org:{port}/hook"
    assert post(url, b"{}", {}, Reach()).problem == "unreachable"
    assert post(url, b"{}", {}, Reach()).problem == "private"
    assert (called, asked) == (["192.0.9.1"], ["rebinding.example.org"] * 2)


def test_two_signatures_while_a_secret_is_changed_and_the_reference_library_takes_each(
    hook: Hooked,
) -> None:
    room = hook.room
    fresh = rotate(hook.webhook, by=room.administrator, now=room.later())
    room.post("It was late.")
    hook.tell()
    Webhook.objects.filter(pk=hook.webhook.pk).update(rests_until=None)
    hook.pass_time(OVERLAP)
    forget_deliveries(room.now)
    room.post("It was late again.")
    # The library looks at the clock, and the messages of a test are from an hour ago and later.
    now = timezone.now()
    follow_ledger(hook.pass_time())
    (last,) = hook.deliveries()[1:]
    assert attempt(last, now)
    during, after = hook.receiver.got
    assert len(during.headers["webhook-signature"].split()) == 2
    assert len(after.headers["webhook-signature"].split()) == 1
    message = {"headers": after.headers, "body": after.body.decode()}
    spoilt = {**message, "body": after.body.decode().replace("held", "hold")}
    assert asked_client("standardwebhooks.mjs", {"secret": fresh, **message}) == {"taken": True}
    for wrong in ({"secret": hook.secret, **message}, {"secret": fresh, **spoilt}):
        assert asked_client("standardwebhooks.mjs", wrong)["taken"] is False


def test_a_secret_that_cannot_be_read_sends_nothing_unsigned(
    hook: Hooked, settings: Settings
) -> None:
    hook.room.post("It was late.")
    settings.SECRET_KEY = "another secret of this program"
    assert hook.tell() == 0
    (unsent,) = hook.deliveries()
    assert (unsent.last_problem, hook.receiver.got) == ("unsigned", [])


@pytest.fixture
def committed(fresh_db: None, receiver: Receiver, settings: Settings) -> Hooked:
    return hooked(open_newsroom(), receiver, settings, ["comment.held"])


def test_of_many_workers_one_sends(committed: Hooked) -> None:
    committed.room.post("It was late.")
    now = committed.pass_time()
    assert sum(results(race(4, lambda _: follow_ledger(now)))) == 1
    key = committed.webhook.pk
    assert sum(results(race(4, lambda _: deliver_to(key, now)))) == 1
    assert len(committed.receiver.got) == 1


def test_receivers_that_hang_hold_up_nobody(committed: Hooked, settings: Settings) -> None:
    """More of them than there are threads for those that fail; the one that works is told all."""
    room, receiver = committed.room, committed.receiver
    with receiving() as dead:
        for number in range(5):
            url = dead.url.replace("/hook", "/never")
            terms = Terms(f"Dead {number}", url, ["comment.held"])
            add_webhook(room.site, terms, by=None, now=room.later())
        for number in range(3):
            room.post(f"It was late {number} times.")
        follow_ledger(committed.pass_time())
        hung = Webhook.objects.exclude(pk=committed.webhook.pk)
        hung.update(failing_since=room.now, rests_until=None)
        WebhookDelivery.objects.update(due_at=timezone.now() - timedelta(minutes=1))
        stopping = threading.Event()
        sender = threading.Thread(target=Sender(tick_s=0.05).run, args=(stopping,))
        sender.start()
        try:
            receiver.wait_for(3)
            dead.wait_for(2)
        finally:
            stopping.set()
            dead.ended.set()
            sender.join()
    assert len(receiver.got) == 3
    assert len(dead.got) == 2
