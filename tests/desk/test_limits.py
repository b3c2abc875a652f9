"""Rules about authors and articles, as the desk's people set and meet them."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from stet.comments.models import Comment
from stet.comments.receipts import token_of
from stet.moderation.rules.models import AuthorRule, Voice
from stet.newsroom.article_rules import rules_of
from stet.newsroom.models import Article, Staff
from tests.desk.conftest import SignedIn, Write
from tests.desk.pages import plain, seen_in

RULE = {"kind": "two_people", "reason": "A long quarrel.", "days": "30"}
HOLD = {"legal_hold": "1", "rules_reason": "The trial begins on Monday."}


@pytest.fixture
def daves(write: Write) -> Comment:
    return write("I have said so before.", author="browser:dave")


def test_a_senior_sets_a_rule_about_an_author_and_everybody_sees_why(
    desk: Client, senior: Staff, signed_in: SignedIn, daves: Comment
) -> None:
    theirs = signed_in(senior)
    response = theirs.post(f"/desk/comments/{daves.id}/author-rule/", RULE, follow=True)
    assert "The rule is set." in plain(response)
    seen = plain(desk.get(f"/desk/comments/{daves.id}/"))
    assert "Never without a second person" in seen
    assert "A long quarrel. Set by Sara Example" in seen
    assert "Set a rule about this author" not in seen

    rule = AuthorRule.objects.get()
    response = theirs.post(f"/desk/author-rules/{rule.id}/end/", {"comment": daves.id}, follow=True)
    assert "The rule has ended." in plain(response)
    assert "A long quarrel" not in plain(desk.get(f"/desk/comments/{daves.id}/"))


def test_a_form_that_says_too_little_keeps_what_was_typed(
    senior: Staff, signed_in: SignedIn, daves: Comment
) -> None:
    response = signed_in(senior).post(
        f"/desk/comments/{daves.id}/author-rule/", {"reason": "A long quarrel.", "days": "30"}
    )
    assert response.status_code == 422
    assert "Please choose one." in plain(response)
    assert "A long quarrel." in response.content.decode()


def test_nobody_known_can_have_no_rule(
    senior: Staff, signed_in: SignedIn, comment: Comment
) -> None:
    theirs = signed_in(senior)
    assert theirs.get(f"/desk/comments/{comment.id}/author-rule/").status_code == 404
    page = theirs.get(f"/desk/comments/{comment.id}/")
    assert "Set a rule about this author" not in plain(page)


def test_the_first_answer_is_kept_and_the_second_person_decides_without_knowing_it(
    desk: Client, bob: Staff, senior: Staff, signed_in: SignedIn, daves: Comment
) -> None:
    signed_in(senior).post(f"/desk/comments/{daves.id}/author-rule/", RULE)
    page = desk.get("/desk/")
    assert "decides once a second person says the same" in plain(page)
    verdict = {"outcome": "reject", "clause": "threat", "seen": seen_in(page)}
    response = desk.post(f"/desk/comments/{daves.id}/decide/", verdict, follow=True)
    assert "Kept. It is decided once a second person says the same." in plain(response)
    assert Voice.objects.count() == 1
    own = plain(desk.get(f"/desk/comments/{daves.id}/"))
    assert "You have answered." in own
    assert "Answered by one of two people" in own

    page = signed_in(bob).get("/desk/")
    assert "A colleague has answered; you are not told what." in plain(page)
    assert "Alice Example" not in plain(page)
    verdict["seen"] = seen_in(page)
    signed_in(bob).post(f"/desk/comments/{daves.id}/decide/", verdict)
    daves.refresh_from_db()
    assert daves.state == "rejected"


def test_an_editor_puts_an_article_under_legal_hold_and_nobody_is_offered_approval(
    desk: Client, editor: Staff, signed_in: SignedIn, article: Article, comment: Comment
) -> None:
    theirs = signed_in(editor)
    address = f"/desk/articles/{article.id}/rules/"
    assert theirs.post(address, HOLD, follow=True).status_code == 200
    assert "Legal hold" in plain(theirs.get("/desk/articles/"))
    assert "Legal hold" in plain(theirs.get(f"/desk/articles/{article.id}/"))
    page = desk.get("/desk/")
    assert "Nothing is approved on this article until an editor lifts it." in plain(page)
    assert "The trial begins on Monday." in plain(page)
    assert 'data-gesture="approve"' not in page.content.decode()

    verdict = {"outcome": "approve", "seen": seen_in(page)}
    response = desk.post(f"/desk/comments/{comment.id}/decide/", verdict)
    assert response.status_code == 422
    assert "under legal hold" in plain(response)
    told = plain(Client().get(f"/receipts/{token_of(comment.id)}/"))
    assert "Comments on this article are not published at the moment" in told


def test_a_moderator_is_told_that_only_seniors_decide(
    desk: Client, editor: Staff, signed_in: SignedIn, article: Article, comment: Comment
) -> None:
    rules = {"seniors_only": "1", "rules_reason": "Names of minors."}
    signed_in(editor).post(f"/desk/articles/{article.id}/rules/", rules)
    assert "Nothing is free" in plain(desk.get("/desk/")) or "Nothing waits" in plain(
        desk.get("/desk/")
    )
    page = desk.get(f"/desk/comments/{comment.id}/")
    assert "Only seniors decide on this article." in plain(page)
    assert 'name="outcome"' not in page.content.decode()
    response = desk.post(f"/desk/comments/{comment.id}/decide/", {"outcome": "approve"})
    assert response.status_code in {403, 422}


def test_readers_are_told_from_when_comments_are_read(
    editor: Staff, signed_in: SignedIn, article: Article, comment: Comment, now: datetime
) -> None:
    hours = {
        "closed_from": (now - timedelta(hours=1)).strftime("%H:%M"),
        "closed_until": (now + timedelta(hours=2)).strftime("%H:%M"),
        "rules_reason": "Nobody is here at night.",
    }
    signed_in(editor).post(f"/desk/articles/{article.id}/rules/", hours)
    article.refresh_from_db()
    assert rules_of(article).closed_from is not None
    assert "Nobody reads them at this hour" in plain(Client().get(f"/articles/{article.slug}/"))
    receipt = plain(Client().get(f"/receipts/{token_of(comment.id)}/"))
    assert "they are read from" in receipt


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"closed_from": "22:00"}, "both times"),
        ({"closed_from": "25:99", "closed_until": "07:00"}, "no time of day"),
        ({"legal_hold": "1", "rules_reason": ""}, "required"),
    ],
)
def test_rules_that_cannot_stand_are_refused_with_a_reason(
    editor: Staff, signed_in: SignedIn, article: Article, typed: dict[str, str], said: str
) -> None:
    typed = {"rules_reason": "Night.", **typed}
    response = signed_in(editor).post(f"/desk/articles/{article.id}/rules/", typed)
    assert response.status_code == 422
    assert said in plain(response)
