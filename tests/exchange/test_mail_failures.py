"""A letter that cannot be handed over is tried again, or given up, and the log names nobody."""

from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from stet.exchange.mailing import PAUSES, send_due
from stet.exchange.smtp import Server
from stet.moderation.models import Notice
from stet.newsroom.models import Article, Staff
from tests.exchange.letters import BOB, decided, set_env, written
from tests.exchange.mailbox import PASSWORD, Mailbox
from tests.support.postgres import free_port


def test_a_server_that_is_away_is_tried_again(
    article: Article, alice: Staff, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    due = decided(written(article), alice, "approve")
    decided(written(article, email="charlie@example.org", text="More."), alice, "approve")
    set_env(monkeypatch, smtp_url=f"smtp://127.0.0.1:{free_port()}")

    assert send_due(due + timedelta(seconds=5)) == 0

    # The first has had its attempt; the other was spared a vain one.
    assert sorted(Notice.objects.values_list("attempts", flat=True)) == [0, 1]
    set_env(monkeypatch, smtp_url=mailbox.url)
    assert send_due(due + PAUSES[0] + timedelta(seconds=5)) == 2
    assert sorted(mailbox.recipients) == [BOB, "charlie@example.org"]


def test_a_refusal_for_now_is_tried_again_ever_later_and_then_given_up(
    article: Article, alice: Staff, mailbox: Mailbox
) -> None:
    mailbox.refusals[BOB] = "451 come back later"
    at = decided(written(article), alice, "approve")

    with capture_logs() as logs:
        for pause in (*PAUSES, PAUSES[-1]):
            assert Notice.objects.get().dropped_at is None
            assert send_due(at) == 0
            assert send_due(at + pause - timedelta(seconds=1)) == 0
            at += pause

    notice = Notice.objects.get()
    assert notice.dropped_at is not None
    assert notice.attempts == len(PAUSES) + 1
    events = [line["event"] for line in logs]
    assert events == ["letter_not_sent"] * len(PAUSES) + ["letter_dropped"]


@pytest.mark.parametrize(
    ("refusals", "answer", "reason"),
    [
        ({BOB: "550 no such person bob@example.org"}, "250 taken", "recipient refused (550)"),
        ({}, "554 no, bob@example.org", "letter refused (554)"),
    ],
)
def test_a_refusal_for_good_is_given_up_at_once_and_the_log_names_nobody(
    article: Article,
    alice: Staff,
    mailbox: Mailbox,
    refusals: dict[str, str],
    answer: str,
    reason: str,
) -> None:
    mailbox.refusals, mailbox.answer = refusals, answer
    due = decided(written(article), alice, "approve")

    with capture_logs() as logs:
        assert send_due(due) == 0

    notice = Notice.objects.get()
    assert notice.dropped_at == due
    (line,) = logs
    assert line == {
        "event": "letter_dropped",
        "log_level": "warning",
        "kind": "decision",
        "decision": str(notice.pk),
        "attempts": 1,
        "reason": reason,
    }


@pytest.mark.parametrize("refusal", ["530 sign in first", "554 5.7.1 Relay access denied"])
def test_what_the_operator_can_put_right_is_not_given_up(
    article: Article, alice: Staff, mailbox: Mailbox, refusal: str
) -> None:
    mailbox.refusals[BOB] = refusal
    due = decided(written(article), alice, "approve")
    assert send_due(due) == 0

    mailbox.refusals.clear()

    assert send_due(due + PAUSES[0]) == 1


def test_one_refused_recipient_keeps_nobody_else_waiting(
    article: Article, alice: Staff, mailbox: Mailbox
) -> None:
    mailbox.refusals[BOB] = "550 unknown"
    decided(written(article), alice, "approve")
    other = written(article, email="charlie@example.org", text="Other words.")
    due = decided(other, alice, "approve")

    assert send_due(due) == 1
    assert mailbox.recipients == ["charlie@example.org"]


@pytest.mark.parametrize("missing", ["smtp_url", "public_url"])
def test_without_a_server_or_an_address_of_ours_notices_wait(
    article: Article,
    alice: Staff,
    mailbox: Mailbox,
    monkeypatch: pytest.MonkeyPatch,
    missing: str,
) -> None:
    due = decided(written(article), alice, "approve")
    set_env(monkeypatch, **{missing: ""})

    assert send_due(due) == 0
    assert Notice.objects.get().attempts == 0


def test_it_signs_in_where_the_server_wants_a_password(
    article: Article, alice: Staff, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox.locked = True
    due = decided(written(article), alice, "approve")

    set_env(monkeypatch, smtp_url=mailbox.url.replace("//", "//desk:wrong@"))
    assert send_due(due) == 0
    assert Notice.objects.get().dropped_at is None

    password = PASSWORD.replace(" ", "%20")
    set_env(monkeypatch, smtp_url=mailbox.url.replace("//", f"//desk:{password}@"))
    assert send_due(due + PAUSES[0]) == 1


def test_tls_is_never_given_up_for_plain_text(
    article: Article, alice: Staff, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_env(monkeypatch, smtp_url=mailbox.url.replace("smtp:", "smtps:"))
    due = decided(written(article), alice, "approve")

    assert send_due(due) == 0
    assert mailbox.letters == []
    assert Notice.objects.get().dropped_at is None


@pytest.mark.parametrize(
    ("url", "port", "tls", "starttls"),
    [
        ("smtp://mail.example.org", 25, False, False),
        ("smtp://desk:secret@mail.example.org", 587, False, True),
        ("smtp://desk:secret@localhost", 587, False, False),
        ("smtp://desk:secret@[::1]:2525", 2525, False, False),
        ("smtps://desk:secret@mail.example.org", 465, True, False),
    ],
)
def test_a_password_crosses_a_network_under_tls_only(
    url: str, port: int, *, tls: bool, starttls: bool
) -> None:
    server = Server.at(url)

    assert (server.port, server.tls, server.starttls) == (port, tls, starttls)


@pytest.mark.parametrize("url", ["http://mail.example.org", "smtp://", "smtp://host:notaport"])
def test_an_address_that_is_no_mail_servers_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"smtp://|[Pp]ort"):
        Server.at(url)
