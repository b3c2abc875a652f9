"""What readers and authors can ask for: a report of what is public, an appeal against a rejection."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone

from stet.comments.models import Comment
from stet.comments.receipts import token_of
from stet.moderation.deciding import Verdict
from stet.moderation.reviewing.answering import answer
from stet.moderation.reviewing.models import Report, Review
from stet.moderation.seen import Seen
from stet.newsroom.models import Article, Site, Staff
from stet.newsroom.roles import Role
from tests.reader.acts import FORM, address, approve, reject, sent

ELSEWHERE = {"Origin": "https://elsewhere.example"}


@pytest.fixture
def bob(alice: Staff) -> Staff:
    return Staff.objects.create(username="bob", display_name="Bob", role=Role.MODERATOR)


def form(article: Article, comment: Comment) -> str:
    return address(article, f"comments/{comment.id}/report/")


def post(client: Client, where: str, **fields: str) -> Any:
    return client.generic("POST", where, urlencode(fields).encode(), content_type=FORM)


def published(client: Client, article: Article, alice: Staff, text: str = "Out.") -> Comment:
    comment = sent(client, article, text)
    approve(comment, alice)
    return comment


def rejected(client: Client, article: Article, alice: Staff) -> Comment:
    comment = sent(client, article, "They are idiots.")
    reject(comment, alice, "threat")
    return comment


def test_every_published_comment_can_be_reported_without_script(
    client: Client, article: Article, alice: Staff
) -> None:
    comment = published(client, article, alice)
    page = client.get(address(article)).content.decode()
    assert f'href="comments/{comment.id}/report/"' in page
    shown = client.get(form(article, comment)).content.decode()
    assert 'name="clause"' in shown
    assert 'value="racism"' in shown


def test_reports_are_possible_where_comments_are_closed(
    client: Client, article: Article, alice: Staff
) -> None:
    comment = published(client, article, alice)
    Article.objects.update(commenting="closed")
    page = client.get(address(article)).content.decode()
    assert f'href="comments/{comment.id}/report/"' in page
    assert "?reply=" not in page


def test_a_report_is_thanked_and_the_comment_stays(
    client: Client, article: Article, alice: Staff
) -> None:
    comment = published(client, article, alice)
    answered = post(client, form(article, comment), clause="racism", note="The first word.")
    assert answered.status_code == 303
    assert "Thank you" in client.get(answered["Location"]).content.decode()
    assert Report.objects.get().note == "The first word."
    assert str(comment.id) in client.get(address(article)).content.decode()


def test_a_report_that_hides_the_comment_is_thanked_as_well(
    client: Client, article: Article, alice: Staff
) -> None:
    Site.objects.update(hide_reported_at=1)
    comment = published(client, article, alice)
    answered = post(client, form(article, comment), clause="racism")
    assert "Thank you" in client.get(answered["Location"]).content.decode()
    assert str(comment.id) not in client.get(address(article)).content.decode()


def test_a_second_report_of_a_reader_is_thanked_and_not_kept(
    client: Client, article: Article, alice: Staff
) -> None:
    comment = published(client, article, alice)
    for _ in range(2):
        assert post(client, form(article, comment), clause="racism").status_code == 303
    assert Report.objects.count() == 1


def test_a_report_needs_a_clause_and_keeps_the_note(
    client: Client, article: Article, alice: Staff
) -> None:
    comment = published(client, article, alice)
    answered = post(client, form(article, comment), note="The first word.")
    assert answered.status_code == 422
    page = answered.content.decode()
    assert "Please choose which of the guidelines it breaks." in page
    assert "The first word." in page


def test_another_sites_page_cannot_report(client: Client, article: Article, alice: Staff) -> None:
    where = form(article, published(client, article, alice))
    given = client.generic("POST", where, b"clause=racism", content_type=FORM, headers=ELSEWHERE)
    assert given.status_code == 403
    assert not Review.objects.exists()


def test_what_is_not_public_cannot_be_reported(client: Client, article: Article) -> None:
    comment = sent(client, article, "Held.")
    assert client.get(form(article, comment)).status_code == 404
    assert post(client, form(article, comment), clause="racism").status_code == 404


def test_the_author_appeals_on_the_receipt_once(
    client: Client, article: Article, alice: Staff, bob: Staff
) -> None:
    comment = rejected(client, article, alice)
    path = f"/receipts/{token_of(comment.id)}/"
    assert "Appeal against this decision" in client.get(path).content.decode()

    # The receipt tells no referrer, so a browser names no origin with its forms.
    answered = client.generic(
        "POST",
        f"{path}appeal/",
        urlencode({"text": "I meant the trains."}).encode(),
        content_type=FORM,
        headers={"Origin": "null", "Sec-Fetch-Site": "same-origin"},
    )

    assert answered.status_code == 303
    page = client.get(path).content.decode()
    assert "Your appeal is waiting" in page
    assert "I meant the trains." in page
    assert "Appeal against this decision" not in page
    post(client, f"{path}appeal/", text="Once more.")
    assert Review.objects.get().text == "I meant the trains."


def test_an_appeal_without_words_is_shown_again(
    client: Client, article: Article, alice: Staff
) -> None:
    comment = rejected(client, article, alice)
    answered = post(client, f"/receipts/{token_of(comment.id)}/appeal/", text=" ")
    assert answered.status_code == 422
    assert "what you sent cannot be seen" in answered.content.decode()


def test_the_receipt_says_that_nobody_is_there_to_answer(
    client: Client, article: Article, alice: Staff
) -> None:
    comment = rejected(client, article, alice)
    Staff.objects.exclude(id=alice.id).update(is_active=False)
    path = f"/receipts/{token_of(comment.id)}/"
    post(client, f"{path}appeal/", text="I meant the trains.")
    assert "It waits for an editor." in client.get(path).content.decode()


@pytest.mark.parametrize("granted", [True, False])
def test_the_receipt_tells_the_answer(
    client: Client, article: Article, alice: Staff, bob: Staff, granted: bool
) -> None:
    comment = rejected(client, article, alice)
    path = f"/receipts/{token_of(comment.id)}/"
    post(client, f"{path}appeal/", text="I meant the trains.")
    review = Review.objects.get()
    comment.refresh_from_db()
    seen = str(Seen(comment.version, 1, None))
    verdict = (
        Verdict(comment.id, "approve", seen=seen)
        if granted
        else Verdict(comment.id, "reject", ["threat"], "People run them.", seen)
    )
    answer(review.id, verdict, bob, timezone.now())

    page = client.get(path).content.decode()

    expected = (
        ["It was published after your appeal."]
        if granted
        else ["Your appeal was answered", "the decision stands", "People run them."]
    )
    for words in expected:
        assert words in page
