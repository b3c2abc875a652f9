"""What Coral is told, in each of the three modes."""

from datetime import datetime
from typing import Any

import pytest

from stet.comments.models import Comment
from stet.moderation.models import Screening
from stet.newsroom.coral import add_phase
from stet.newsroom.models import Clause, CoralPhase, Site
from stet.wire.coral.remembering import forget_phases
from tests.wire.coral.conftest import SECRET, Ask, MakeRule
from tests.wire.coral.coral import ROLES

FINE = "The bridge will be repaired by spring, says the council."
FOUL = "You fucking idiots, shut the fuck up."
SPAM = "Buy cheap watches now, visit http://cheap-watches.example and order today!"
STATUSES = {"NONE", "APPROVED", "REJECTED", "PREMOD", "SYSTEM_WITHHELD"}


@pytest.fixture
def mode(site: Site, now: datetime) -> Any:
    def of(name: str) -> CoralPhase:
        return add_phase(site, f"a phase to {name}", name, SECRET, by=None, now=now)

    return of


def flags(answer: dict[str, Any]) -> set[str]:
    assert all(action["actionType"] == "FLAG" for action in answer.get("actions", []))
    return {action["reason"] for action in answer.get("actions", [])}


@pytest.mark.parametrize("name", ["advise", "hold", "decide"])
def test_a_comment_that_is_fine_gets_no_opinion(ask: Ask, mode: Any, name: str) -> None:
    response = ask(FINE, of=mode(name))
    assert (response.status_code, response.content) == (204, b"")


def test_who_advises_flags_and_decides_nothing(ask: Ask) -> None:
    foul, spam = ask(FOUL), ask(SPAM)
    assert (foul.status_code, foul["Content-Type"]) == (200, "application/json")
    assert foul.json().keys() == {"actions"}
    assert flags(foul.json()) == {"COMMENT_DETECTED_TOXIC"}
    assert flags(spam.json()) == {"COMMENT_DETECTED_SPAM"}


def test_who_holds_keeps_what_was_found_for_coral_s_moderators(ask: Ask, mode: Any) -> None:
    answer = ask(FOUL, of=mode("hold")).json()
    assert answer["status"] in {"PREMOD", "SYSTEM_WITHHELD"}
    assert flags(answer) == {"COMMENT_DETECTED_TOXIC"}
    assert "moderationAction" not in answer


def test_who_decides_holds_where_no_rule_is_on(ask: Ask, mode: Any) -> None:
    answer = ask(FOUL, of=mode("decide")).json()
    assert answer["status"] in {"PREMOD", "SYSTEM_WITHHELD"}
    assert "moderationAction" not in answer


def test_where_a_rule_is_on_it_rejects_and_says_why(
    ask: Ask, mode: Any, rule: MakeRule, site: Site
) -> None:
    rule("profanity")
    answer = ask(FOUL, of=mode("decide")).json()
    clause = Clause.objects.get(version__site=site, key="profanity")
    assert answer == {
        "actions": [{"actionType": "FLAG", "reason": "COMMENT_DETECTED_TOXIC"}],
        "status": "REJECTED",
        "moderationAction": {
            "status": "REJECTED",
            "rejectionReason": {"code": "OFFENSIVE", "detailedExplanation": clause.reason},
        },
    }


def test_where_a_rule_approves_it_approves(ask: Ask, mode: Any, rule: MakeRule) -> None:
    rule("")
    assert ask(FINE, of=mode("decide")).json() == {"status": "APPROVED"}
    assert ask(FOUL, of=mode("decide")).json()["status"] in {"PREMOD", "SYSTEM_WITHHELD"}


@pytest.mark.parametrize("name", ["advise", "hold"])
def test_rules_decide_in_no_other_mode(ask: Ask, mode: Any, rule: MakeRule, name: str) -> None:
    rule("profanity")
    rule("")
    phase = mode(name)
    assert ask(FINE, of=phase).status_code == 204
    assert ask(FOUL, of=phase).json().get("status") != "REJECTED"


@pytest.mark.parametrize(
    ("clause", "parts"),
    [
        ("threat", {}),
        ("profanity", {"threshold": 0.9999999}),
        ("profanity", {"langs": ["de"]}),
        ("profanity", {"screener": "another@1"}),
        ("profanity", {"audit_share": 1.0}),
    ],
    ids=["another clause", "not sure enough", "another language", "another screener", "audited"],
)
def test_what_a_rule_would_leave_to_people_here_it_leaves_to_people_there(
    ask: Ask, mode: Any, rule: MakeRule, clause: str, parts: dict[str, Any]
) -> None:
    rule(clause, **parts)
    assert ask(FOUL, of=mode("decide")).json()["status"] in {"PREMOD", "SYSTEM_WITHHELD"}


def test_a_rule_that_is_off_decides_nothing(ask: Ask, mode: Any, rule: MakeRule) -> None:
    row = rule("profanity").rule
    row.state, row.active = "off", None
    row.save()
    assert ask(FOUL, of=mode("decide")).json()["status"] != "REJECTED"


def test_the_share_left_to_people_is_a_share_and_the_same_each_time(
    ask: Ask, mode: Any, rule: MakeRule
) -> None:
    rule("profanity", audit_share=0.5)
    phase = mode("decide")
    texts = [f"{FOUL} Number {number}, you fucking idiot." for number in range(24)]
    once = [ask(text, of=phase).json()["status"] == "REJECTED" for text in texts]
    again = [ask(text, of=phase).json()["status"] == "REJECTED" for text in texts]
    assert once == again
    assert {True, False} == set(once)


def test_a_rule_switched_on_counts_within_seconds(ask: Ask, mode: Any, rule: MakeRule) -> None:
    phase = mode("decide")
    assert ask(FOUL, of=phase).json()["status"] != "REJECTED"
    rule("profanity")
    forget_phases()
    assert ask(FOUL, of=phase).json()["status"] == "REJECTED"


def test_an_edit_is_a_text_like_any_other(ask: Ask) -> None:
    assert ask(FOUL, action="EDIT").json() == ask(FOUL).json()
    assert ask(FOUL, parent="d79b787f-f406-49a0-a179-72e3652e54be").json() == ask(FOUL).json()


@pytest.mark.parametrize("role", ROLES)
def test_of_those_who_moderate_there_it_has_no_opinion(ask: Ask, role: str) -> None:
    reader = role in {"COMMENTER", "MEMBER"}
    assert ask(FOUL, role=role).status_code == (200 if reader else 204)


@pytest.mark.parametrize(("name", "status"), [("advise", 204), ("hold", 200), ("decide", 200)])
def test_what_is_too_long_to_be_read_is_for_people(
    ask: Ask, mode: Any, rule: MakeRule, name: str, status: int
) -> None:
    rule("")
    response = ask("A sentence about the bridge. " * 1_000, of=mode(name))
    assert response.status_code == status
    assert status == 204 or response.json() == {"status": "PREMOD"}


@pytest.mark.parametrize("text", ["", "  ", "<div><br></div>"])
def test_of_nothing_it_has_no_opinion(ask: Ask, mode: Any, text: str) -> None:
    assert ask(text, of=mode("hold")).status_code == 204


def test_it_answers_under_any_prefix(ask: Ask) -> None:
    assert ask(FOUL, prefix="/tenant-x/inner").json() == ask(FOUL).json()


def test_nothing_of_it_is_kept(ask: Ask) -> None:
    ask(FOUL)
    assert not Comment.objects.exists()
    assert not Screening.objects.exists()


def test_an_answer_is_in_no_cache(ask: Ask) -> None:
    assert ask(FOUL)["Cache-Control"] == "private, no-store"
