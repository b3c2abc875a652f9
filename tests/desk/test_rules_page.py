"""The rules page: an editor measures, proposes, switches; a senior looks on and takes back."""

from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from stet.comments.models import Comment
from stet.comments.receipts import token_of
from stet.moderation.models import Screening
from stet.moderation.rules.acting import act
from stet.moderation.rules.measuring import current_screener
from stet.moderation.rules.models import RuleVersion, StandingRule
from stet.moderation.rules.standing import halt
from stet.newsroom.models import Article, Site, Staff
from tests.desk.conftest import SignedIn, Write
from tests.desk.pages import html_of, plain
from tests.support.past import past

ASKED = {"what": "profanity", "promise": "0.95", "audit_share": "0.01"}


@pytest.fixture
def theirs(editor: Staff, signed_in: SignedIn) -> Client:
    """The editor's browser."""
    return signed_in(editor)


@pytest.fixture
def decided(site: Site, article: Article, alice: Staff, now: datetime) -> None:
    past(site, article, alice, now, 80)
    past(site, article, alice, now, 2, probability=0.98, rejected=False)
    past(site, article, alice, now, 40, probability=0.7)


@pytest.fixture
def rule(theirs: Client, decided: None, monkeypatch: pytest.MonkeyPatch) -> StandingRule:
    """On, and nothing is drawn."""
    monkeypatch.setattr("stet.moderation.rules.acting._dice.random", lambda: 0.999)
    theirs.post("/desk/rules/measure/", {**ASKED, "promise": "0.9"})
    kept = StandingRule.objects.get()
    version = RuleVersion.objects.get()
    theirs.post(f"/desk/rules/{kept.id}/switch/", {"to": "on", "version": str(version.id)})
    return kept


def acted(comment: Comment, site: Site, now: datetime) -> Comment:
    screening = Screening.objects.create(
        comment=comment,
        screener=current_screener(site),
        lang="en",
        suggestion="reject",
        clauses=["profanity"],
        scores={"profanity": 0.99},
        spans=[],
        reasons=[],
        at=now,
    )
    act(comment, screening, now)
    comment.refresh_from_db()
    return comment


def test_nothing_acts_alone_in_a_new_newsroom(theirs: Client) -> None:
    page = plain(theirs.get("/desk/rules/"))
    assert "There is no standing rule. Every comment is decided by a person." in page
    assert "Measure one" in page


def test_measuring_shows_the_estimate_its_interval_and_both_sides(
    theirs: Client, decided: None
) -> None:
    page = plain(theirs.get("/desk/rules/measure/", {**ASKED, "promise": "0.9"}))
    assert "120 of 122" in page
    assert "98.3 %, and with 95 % confidence between 94.2 % and 99.5 %" in page
    assert "takes 35 past decisions without a single error" in page
    assert "Languages it would act on: English." in page
    assert "Decided otherwise by people" in page
    assert "Something said" in page
    assert not StandingRule.objects.exists()


def test_a_promise_that_is_not_kept_is_refused_with_the_figures(
    theirs: Client, decided: None
) -> None:
    page = theirs.get("/desk/rules/measure/", ASKED)
    assert "It does not keep “at least 95 %”" in plain(page)
    assert "Keep as a version" not in plain(page)
    refused = theirs.post("/desk/rules/measure/", ASKED)
    assert refused.status_code == 422
    page = theirs.get("/desk/rules/measure/", {**ASKED, "promise": "0.999"})
    assert "Too few past decisions" in plain(page)
    assert not StandingRule.objects.exists()


def test_it_is_kept_then_switched_on_then_off(
    theirs: Client, decided: None, senior: Staff, signed_in: SignedIn
) -> None:
    kept = theirs.post("/desk/rules/measure/", {**ASKED, "promise": "0.9"}, follow=True)
    assert "It does nothing until you switch it on." in plain(kept)
    rule, version = StandingRule.objects.get(), RuleVersion.objects.get()
    looked = plain(signed_in(senior).get(f"/desk/rules/{rule.id}/"))
    assert "languages: English." in looked
    assert "Switch version 1 on" not in looked
    sent = {"to": "on", "version": str(version.id)}
    assert signed_in(senior).post(f"/desk/rules/{rule.id}/switch/", sent).status_code == 403
    page = plain(theirs.post(f"/desk/rules/{rule.id}/switch/", sent, follow=True))
    assert "The rule is on." in page
    assert "Switched on version 1 Edith Example" in page
    page = plain(theirs.post(f"/desk/rules/{rule.id}/switch/", {"to": "off"}, follow=True))
    assert "The rule is off." in page


def test_the_author_reads_that_a_rule_decided_and_that_a_person_would(
    theirs: Client, rule: StandingRule, comment: Comment, site: Site, now: datetime
) -> None:
    assert acted(comment, site, now).state == "rejected"
    receipt = plain(Client().get(f"/receipts/{token_of(comment.id)}/"))
    assert "A rule of the newsroom rejected your comment; no person has read it." in receipt
    assert "If you appeal, a person decides." in receipt
    told = Client().get(f"/api/v1/receipts/{token_of(comment.id)}").json()
    assert told["decision"]["note"].startswith("A rule of the newsroom decided this")
    listed = plain(theirs.get("/desk/list/?state=decided"))
    assert "by a rule of the newsroom" in listed


def test_a_senior_takes_back_the_chosen_ones(
    rule: StandingRule,
    senior: Staff,
    signed_in: SignedIn,
    comment: Comment,
    site: Site,
    now: datetime,
) -> None:
    decision = acted(comment, site, now).decision
    browser = signed_in(senior)
    page = browser.get(f"/desk/rules/{rule.id}/")
    assert str(decision) in html_of(page)
    address = f"/desk/rules/{rule.id}/take-back/"
    page = browser.post(address, {"decision": [str(decision), "none"]}, follow=True)
    assert "1 comment is held again." in plain(page)
    comment.refresh_from_db()
    assert comment.state == "held"


def test_one_that_stopped_is_told_on_every_page_to_whoever_sets_rules(
    theirs: Client, desk: Client, rule: StandingRule, now: datetime
) -> None:
    rule.refresh_from_db()
    halt(rule, "stopped", {"answered": 2, "agreed": 1}, now)
    for address in ("/desk/", "/desk/list/", "/desk/rules/"):
        assert "has stopped by itself" in plain(theirs.get(address))
    assert "has stopped by itself" not in plain(desk.get("/desk/"))
    page = plain(theirs.get(f"/desk/rules/{rule.id}/"))
    assert "Stopped by itself: its audits disagree (1 of 2 audits agreed)" in page
    theirs.post(f"/desk/rules/{rule.id}/switch/", {"to": "off"})
    assert "has stopped by itself" not in plain(theirs.get("/desk/list/"))


@pytest.mark.parametrize(
    "asked", [{"what": "none"}, {"promise": "0.123"}, {"what": "", "promise": "x"}]
)
def test_what_makes_no_sense_is_refused_beside_the_field(
    theirs: Client, site: Site, asked: dict[str, str]
) -> None:
    response = theirs.get("/desk/rules/measure/", {**ASKED, **asked})
    assert response.status_code == 422
    assert 'aria-invalid="true"' in html_of(response)


def test_the_pages_ask_a_bounded_number_of_questions(
    theirs: Client, rule: StandingRule, write: Write, site: Site, now: datetime
) -> None:
    for number in range(6):
        acted(write(f"Number {number}."), site, now)
    for address, most in (("/desk/rules/", 22), (f"/desk/rules/{rule.id}/", 24)):
        with CaptureQueriesContext(connection) as queries:
            assert theirs.get(address).status_code == 200
        assert len(queries) <= most, [one["sql"] for one in queries]
