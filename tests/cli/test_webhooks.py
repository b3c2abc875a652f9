"""Webhooks, on the command line."""

import pytest

from stet.newsroom.setup import the_site
from stet.telling.endpoints import secrets_of, webhooks_of
from stet.telling.models import Webhook
from tests.cli.conftest import Stet

NOBODY = "https://127.0.0.1:1/hook"


@pytest.fixture
def made(stet: Stet) -> Webhook:
    done = stet("webhook", "add", "https://no-such-name.invalid/hook", "--label", "Counts")
    assert done.code == 0
    (webhook,) = webhooks_of(the_site())
    named = dict(line.split("\t") for line in done.out.splitlines())
    assert named == {"id": str(webhook.pk), "secret": secrets_of(webhook, webhook.created_at)[0]}
    return webhook


def test_it_is_listed_paused_resumed_and_removed(stet: Stet, made: Webhook) -> None:
    name = str(made.pk)
    (line,) = stet("webhook", "list").out.splitlines()
    assert line.split("\t") == [name, "live", "0", "0", "0", made.url, "Counts"]
    assert stet("webhook", "pause", name).code == 0
    assert "paused:asked" in stet("webhook", "list").out
    assert stet("webhook", "resume", name, "--skip").code == 0
    fresh = stet("webhook", "rotate", name).out.strip()
    assert fresh in secrets_of(made, made.created_at)
    assert "0 are sent again" in stet("webhook", "replay", name, "--days", "7").err
    assert stet("webhook", "remove", name).code == 0
    assert stet("webhook", "list").out == ""
    assert stet("webhook", "pause", name).code == 2


@pytest.mark.parametrize(
    "words",
    [
        ["http://news.example.org/hook"],
        [NOBODY],
        ["https://news.example.org/hook", "--event", "root.made"],
        ["https://news.example.org/hook", "--words", "some"],
    ],
)
def test_one_that_cannot_stand_is_the_user_s_mistake(stet: Stet, words: list[str]) -> None:
    assert stet("webhook", "add", *words).code == 2
    assert webhooks_of(the_site()) == []


def test_a_test_that_does_not_get_through_says_why(stet: Stet, made: Webhook) -> None:
    done = stet("webhook", "test", str(made.pk))
    assert done.code == 1
    assert done.out.startswith("failed\tunreachable")  # there is no such name
