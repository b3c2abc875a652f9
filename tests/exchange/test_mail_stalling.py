"""A mail server that goes silent, drips or leaves costs a letter its time limit, and no more."""

import re
import threading
from collections.abc import Iterator
from datetime import datetime

import pytest
from django.db import connections
from django.test import Client
from structlog.testing import capture_logs

from stet.config.sweeping import STEPS
from stet.exchange.mailing import PAUSES, send_due
from stet.moderation.models import Notice
from stet.newsroom.models import Article, Staff
from tests.exchange.letters import decided, set_env, written
from tests.exchange.stalling import Stalling, stalling

_LIMIT_S = 0.3  # of one letter; enough for the whole dialogue with a server on this machine


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stalling]:
    with stalling() as server:
        set_env(
            monkeypatch,
            smtp_url=server.url,
            smtp_timeout_s=_LIMIT_S,
            public_url="https://comments.example.org/stet",
            mail_from="Stet <desk@example.org>",
        )
        yield server


@pytest.fixture
def due(article: Article, alice: Staff, server: Stalling) -> datetime:
    """When the one letter there is may go."""
    return decided(written(article), alice, "approve")


_EVERYWHERE = ["greeting", "EHLO", "MAIL", "RCPT", "DATA", "text"]


@pytest.mark.parametrize(
    ("at", "how"),
    [
        *((at, "silent") for at in _EVERYWHERE),
        *((at, "drip") for at in ("greeting", "RCPT")),
        *((at, "gone") for at in ("greeting", "text")),
        *((at, "421 leaving") for at in ("greeting", "EHLO", "RCPT")),
        *((at, "451 later") for at in ("MAIL", "RCPT", "DATA", "dot")),
    ],
)
def test_the_letter_stays_and_is_tried_again_later(
    server: Stalling, due: datetime, at: str, how: str
) -> None:
    server.at, server.how = at, how

    assert send_due(due) == 0

    assert server.reached.is_set()
    assert not server.was_waited_for
    notice = Notice.objects.get()
    assert (notice.attempts, notice.sent_at, notice.dropped_at) == (1, None, None)
    assert notice.due_at == due + PAUSES[0]
    assert server.letters == []
    server.at = ""
    assert send_due(due + PAUSES[0]) == 1
    assert len(server.letters) == 1


@pytest.mark.parametrize("how", ["silent", "drip", "gone", "451 later"])
def test_what_the_server_has_taken_is_sent_whatever_it_does_then(
    server: Stalling, due: datetime, how: str
) -> None:
    server.at, server.how = "QUIT", how

    assert send_due(due) == 1

    assert not server.was_waited_for
    assert send_due(due + sum(PAUSES, start=PAUSES[0])) == 0
    assert len(server.letters) == 1


def test_without_an_answer_to_the_whole_it_goes_again_under_the_same_number(
    server: Stalling, due: datetime
) -> None:
    server.at = "dot"
    with capture_logs() as logs:
        assert send_due(due) == 0
    server.at = ""
    assert send_due(due + PAUSES[0]) == 1

    assert [line["reason"] for line in logs] == [
        "out of time, the whole letter sent and not answered"
    ]
    first, second = (re.search(rb"Message-ID: (.+)", one, re.IGNORECASE) for one in server.letters)
    assert first
    assert second
    assert first[1] == second[1]


def test_a_server_that_leaves_after_each_letter_delays_nobody(
    article: Article, alice: Staff, server: Stalling
) -> None:
    decided(written(article), alice, "approve")
    other = written(article, email="charlie@example.org", text="More.")
    due = decided(other, alice, "approve")
    server.at, server.how = "NOOP", "gone"

    assert send_due(due) == 2


def test_nothing_waits_while_a_letter_is_with_a_silent_server(
    article: Article,
    alice: Staff,
    server: Stalling,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    due = decided(written(article), alice, "approve")
    comment = written(article, email="", text="While the letter waits.")
    set_env(monkeypatch, smtp_timeout_s=60)
    server.at = "DATA"
    sent: list[int] = []

    def send() -> None:
        sent.append(send_due(due))
        connections.close_all()

    sending = threading.Thread(target=send, name="mail", daemon=True)
    sending.start()
    assert server.reached.wait(30)

    decided(comment, alice, "approve")
    threads = Client().get("/api/v1/threads", {"article": str(article.id)})
    assert [one["text"] for one in threads.json()["comments"]][-1] == "While the letter waits."
    for step in STEPS:
        step.do(due)

    assert sending.is_alive()
    assert sent == []
    server.released.set()
    sending.join(30)
    assert sent == [0]
