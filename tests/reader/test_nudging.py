"""Before sending: an author is shown, once, what the screener stopped at; she decides."""

import html
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import signing
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from stet.comments.models import Comment
from stet.ledger.models import Entry
from stet.moderation.deciding import Verdict, decide
from stet.moderation.nudging.counting import Fate, Outcome, outcome
from stet.moderation.nudging.models import Nudge, NudgeDay
from stet.newsroom.models import Article, Site, Staff
from stet.newsroom.roles import NotAllowed, Role
from stet.newsroom.sites import change_site
from stet.newsroom.writers import set_nudge
from tests.reader import framed
from tests.reader.acts import send

RUDE = "You are a stupid idiot, and the ferry was late."
CALM = "I disagree, and the ferry was late."
FINE = [
    CALM,
    "I am a gay Muslim man and I think the ferry is late.",
    "The Kurds and the Arabs of Kirkuk lived together for centuries.",
    "Black women were refused entry at the club, the report says.",
    "The word idiot was used by the minister yesterday.",  # worth a look, and no more
    "This article is nonsense from beginning to end.",
]


@pytest.fixture
def nudging(site: Site, article: Article, settings: Settings) -> Article:
    # A machine that is busy with other tests is no slow screener.
    settings.STET = replace(settings.STET, screen_timeout_ms=60_000)
    set_nudge(site, on=True, by=None, now=timezone.now())
    return Article.objects.get(id=article.id)


def asked(client: Client, text: str, **options: Any) -> Any:
    raw = json.dumps({"text": text})
    return client.post("/api/v1/drafts/hints", raw, content_type="application/json", **options)


def hint(client: Client, text: str) -> Any:
    answer = asked(client, text)
    assert answer.status_code == 200, answer.content
    return answer.json()["hint"]


def ticket_in(answer: Any) -> str:
    found = re.search(r'name="nudge"\s+value="([^"]+)"', answer.content.decode())
    assert found
    return html.unescape(found[1])


def outcome_now(site: Site) -> Outcome:
    today = datetime.now(UTC).date()
    return outcome(site, today - timedelta(days=1), today)


def test_the_words_and_the_clause_are_told(client: Client, nudging: Article) -> None:
    said = hint(client, RUDE)
    (clause,) = said["clauses"]
    assert clause["key"] == "personal_attack"
    assert clause["title"]
    assert clause["text"]
    (span,) = clause["spans"]
    assert RUDE[span["start"] : span["end"]] == "You are a stupid idiot"


@pytest.mark.parametrize("text", FINE)
def test_what_is_not_sure_is_not_held_against_anybody(
    client: Client, nudging: Article, text: str
) -> None:
    assert hint(client, text) is None


def test_nothing_of_a_draft_is_kept_or_logged(
    client: Client, nudging: Article, capfd: pytest.CaptureFixture[str]
) -> None:
    before = Entry.objects.count()
    assert hint(client, RUDE)
    assert Entry.objects.count() == before
    assert Comment.objects.count() == 0
    assert list(NudgeDay.objects.values_list("shown", flat=True)) == [1]
    printed = capfd.readouterr()
    assert "idiot" not in printed.err + printed.out


def test_it_is_off_until_an_editor_wants_it(client: Client, site: Site, article: Article) -> None:
    assert hint(client, RUDE) is None
    assert send(client, article, RUDE).status_code == 303
    assert "drafts/hints" not in client.get(f"/articles/{article.slug}/").content.decode()


def test_editors_switch_it_on_and_moderators_do_not(site: Site, alice: Staff) -> None:
    bob = Staff.objects.create(username="bob", role=Role.EDITOR)
    with pytest.raises(NotAllowed):  # Alice is a senior moderator
        set_nudge(site, on=True, by=alice, now=timezone.now())
    assert set_nudge(site, on=True, by=bob, now=timezone.now()).nudge


def test_without_script_it_is_asked_once_with_everything_kept(
    client: Client, nudging: Article
) -> None:
    first = send(client, nudging, RUDE, name="Charlie")
    shown = first.content.decode()
    assert first.status_code == 200
    assert first.headers["Cache-Control"] == "private, no-store"
    assert "<mark" in shown
    assert "You are a stupid idiot" in shown
    assert "Send anyway" in shown
    assert 'value="Charlie"' in shown
    assert RUDE in html.unescape(shown)
    assert Comment.objects.count() == 0
    assert send(client, nudging, RUDE, nudge=ticket_in(first)).status_code == 303
    assert Comment.objects.get().text == RUDE


def test_what_cannot_be_sent_anyway_is_told_first(client: Client, nudging: Article) -> None:
    answer = send(client, nudging, RUDE, name="")
    assert answer.status_code == 422
    assert "<mark" not in answer.content.decode()
    assert not NudgeDay.objects.exists()


def test_the_frame_asks_as_well(client: Client, nudging: Article, site: Site) -> None:
    change_site(site, by=None, now=timezone.now(), embed_origins=framed.NEWS)
    first = framed.post(client, f"{framed.NEWS}/new", RUDE)
    assert first.status_code == 200
    assert "Send anyway" in first.content.decode()
    assert outcome_now(site).shown == 1
    again = framed.post(client, f"{framed.NEWS}/new", RUDE, nudge=ticket_in(first))
    assert again.status_code == 303


def test_a_screener_that_is_away_holds_nobody_up(
    client: Client, nudging: Article, settings: Settings
) -> None:
    settings.STET = replace(settings.STET, screen_timeout_ms=0)
    assert hint(client, RUDE) is None
    assert send(client, nudging, RUDE).status_code == 303


def test_what_came_of_it_is_counted(client: Client, nudging: Article, site: Site) -> None:
    alice = Staff.objects.create(username="judge", role=Role.SENIOR)
    tickets = [hint(client, RUDE)["nudge"] for _ in range(4)]
    send(client, nudging, CALM, nudge=tickets[0])
    send(client, nudging, f"  {RUDE}\r\n", name="Bob", nudge=tickets[1])  # spaces are no change
    send(client, nudging, "Never mind.", nudge="asked")  # nothing was shown
    send(client, nudging, "Never mind, I say.", nudge=f"{tickets[2]}x")  # none of ours
    calm, rude = Comment.objects.get(text=CALM), Comment.objects.get(name="Bob")
    decide(Verdict(calm.id, "approve", [], ""), alice, timezone.now())
    decide(Verdict(rude.id, "reject", ["personal_attack"], ""), alice, timezone.now())
    found = outcome_now(site)
    assert found == Outcome(
        shown=4,
        rewritten=Fate(sent=1, approved=1, rejected=0),
        as_it_was=Fate(sent=1, approved=0, rejected=1),
    )
    assert found.given_up == 2


def test_a_ticket_of_another_site_says_nothing(client: Client, nudging: Article) -> None:
    another = Site.objects.create(name="Another", nudge=True)
    elsewhere = signing.dumps([str(another.id), "0" * 32], salt="stet.moderation.nudging")
    assert send(client, nudging, RUDE, nudge=elsewhere).status_code == 303
    assert not Nudge.objects.exists()


def test_pages_of_other_sites_may_not_ask(client: Client, nudging: Article) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"}
    assert asked(client, RUDE, headers=headers).status_code == 403


def test_what_is_no_text_is_refused_and_too_many_questions_too(
    client: Client, nudging: Article, settings: Settings
) -> None:
    assert asked(client, "x" * 5001).status_code == 422
    assert asked(client, "\0").status_code == 422
    settings.STET = replace(settings.STET, network_rate=1)
    network = {"REMOTE_ADDR": "192.0.2.77"}
    codes = [asked(client, CALM, **network).status_code for _ in range(4)]
    assert codes == [200, 200, 200, 429]
    assert asked(client, CALM, REMOTE_ADDR="192.0.2.78").status_code == 200


def test_the_database_refuses_a_nudge_that_comes_later_or_changes(
    client: Client, nudging: Article
) -> None:
    alice = Staff.objects.create(username="judge", role=Role.SENIOR)
    send(client, nudging, RUDE, nudge=hint(client, RUDE)["nudge"])
    send(client, nudging, CALM)
    kept, later = Nudge.objects.get(), Comment.objects.get(text=CALM)
    decide(Verdict(later.id, "approve", [], ""), alice, timezone.now())
    attempts: list[Callable[[], object]] = [
        lambda: Nudge.objects.filter(pk=kept.pk).update(answer="rewritten"),
        lambda: Nudge.objects.filter(pk=kept.pk).delete(),
        lambda: Nudge.objects.create(comment=later, answer="as_it_was"),
        lambda: NudgeDay.objects.create(site=kept.comment.article.site, day=timezone.now().date()),
    ]
    for attempt in attempts:
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()
