"""The author's private page, from being held to the decision."""

import html
import re

import pytest
from django.test import Client
from django.utils import timezone

from stet.comments.models import Comment
from stet.comments.receipts import token_of
from stet.moderation import intake
from stet.moderation.deciding import Verdict, decide, reopen
from stet.moderation.leaving import erase
from stet.newsroom.models import Article, Staff
from stet.newsroom.roles import Role
from stet.screening.types import Screening, Span, Submission
from tests.reader.acts import address, approve, reject, sent


def path_of(comment: Comment, rest: str = "") -> str:
    return f"/receipts/{token_of(comment.id)}/{rest}"


def shown(client: Client, comment: Comment) -> str:
    answer = client.get(path_of(comment))
    assert answer.status_code == 200
    return answer.content.decode()


def words(page: str) -> str:
    """The text on the receipt, with its marked words between brackets."""
    found = re.search(r'<div class="words"[^>]*>(.*?)</div>', page, re.DOTALL)
    assert found
    return html.unescape(found[1].replace("<mark>", "[").replace("</mark>", "]"))


def test_a_held_comment_has_its_place_and_its_exact_text(client: Client, article: Article) -> None:
    sent(client, article, "Before it.")
    comment = sent(client, article, " <b>two</b>\r\n\u202e lines ", name="<Bob>")
    page = shown(client, comment)
    assert "It is waiting for a moderator" in page
    assert "place 2 in line" in page
    assert words(page) == " <b>two</b>\r\n\u202e lines "
    assert "&lt;Bob&gt;" in page


def test_the_usual_wait_is_told_once_there_are_decisions(
    client: Client, article: Article, alice: Staff
) -> None:
    comment = sent(client, article, "Waiting.")
    assert "usually answered" not in shown(client, comment)
    approve(sent(client, article, "Quick."), alice)
    assert "usually answered within two minutes" in shown(client, comment)


def test_an_approved_comment_is_linked(client: Client, article: Article, alice: Staff) -> None:
    comment = approve(sent(client, article), alice)
    page = shown(client, comment)
    assert "It is published" in page
    assert f'href="{address(article)}?comment={comment.id}"' in page


def test_a_rejection_names_its_clauses_with_their_sentence_and_address(
    client: Client, article: Article, alice: Staff
) -> None:
    comment = reject(sent(client, article), alice, "profanity", "threat")
    page = shown(client, comment)
    for key, title in (("profanity", "Profanity"), ("threat", "Threats")):
        assert re.search(rf'href="/guidelines/1/#{key}"><bdi>{title}</bdi></a>', page)
    assert "Your comment has a swear word in it" in page
    assert "Write it again" in page
    assert client.get("/guidelines/1/").status_code == 200


def test_the_note_of_the_moderator_stands_in_place_of_the_sentence(
    client: Client, article: Article, alice: Staff
) -> None:
    page = shown(client, reject(sent(client, article), alice, note="Say <it>\nagain."))
    assert ">Say &lt;it&gt;\nagain.</p>" in page
    assert "Your comment has a swear word in it" not in page


def test_the_words_concerned_are_those_of_the_clauses_cited(
    client: Client, article: Article, alice: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "\U0001f600 one two three four"
    spans = (Span(2, 5, "profanity"), Span(4, 9, "profanity"), Span(10, 15, "threat"))

    def found(site_id: object, submission: Submission) -> Screening:
        return Screening("", "en", "reject", ("profanity",), {}, None, spans, (), "test@1")

    monkeypatch.setattr(intake, "screen_in_time", found)
    comment = sent(client, article, text)
    assert words(shown(client, comment)) == text
    assert "[" not in words(shown(client, reject(comment, alice, "sexism")))

    other = reject(sent(client, article, text, name="Bob"), alice, "profanity")
    assert words(shown(client, other)) == "\U0001f600 [one][ two] three four"
    both = reject(sent(client, article, text, name="Dan"), alice, "profanity", "threat")
    assert words(shown(client, both)) == "\U0001f600 [one][ two] [three] four"


def test_an_undone_decision_holds_again_on_the_receipt(
    client: Client, article: Article, alice: Staff
) -> None:
    comment = reject(sent(client, article), alice)
    reopen(comment.id, alice, timezone.now())
    page = shown(client, comment)
    assert "It is waiting for a moderator" in page
    assert "Profanity" not in page


def test_the_author_can_withdraw_and_it_is_gone_at_once(
    client: Client, article: Article, alice: Staff
) -> None:
    comment = approve(sent(client, article, "Regretted."), alice)
    assert "Regretted." in client.get(address(article)).content.decode()
    assert 'class="withdraw"' in shown(client, comment)

    answer = client.post(path_of(comment, "withdraw/"))
    assert (answer.status_code, answer.headers["Location"]) == (303, path_of(comment))
    page = shown(client, comment)
    assert "You withdrew it" in page
    assert 'class="withdraw"' not in page
    assert "Regretted." not in client.get(address(article)).content.decode()


def test_withdrawing_twice_or_after_a_rejection_changes_nothing(
    client: Client, article: Article, alice: Staff
) -> None:
    rejected = reject(sent(client, article), alice)
    assert 'class="withdraw"' not in shown(client, rejected)
    assert client.post(path_of(rejected, "withdraw/")).status_code == 303
    assert "It was not published" in shown(client, rejected)

    comment = sent(client, article, "Once.")
    for _ in range(2):
        assert client.post(path_of(comment, "withdraw/")).status_code == 303
    assert "You withdrew it" in shown(client, comment)


def test_looking_at_the_address_for_withdrawing_does_nothing(
    client: Client, article: Article
) -> None:
    comment = sent(client, article)
    assert client.get(path_of(comment, "withdraw/")).status_code == 405
    comment.refresh_from_db()
    assert comment.state == "held"


def test_an_erased_comment_leaves_no_word(client: Client, article: Article, alice: Staff) -> None:
    comment = sent(client, article, "Erasedwords", name="Erasedname")
    Staff.objects.filter(id=alice.id).update(role=Role.ADMINISTRATOR)
    erase(comment.id, Staff.objects.get(id=alice.id), timezone.now())
    page = shown(client, comment)
    assert "It was erased" in page
    assert "Erased" not in page


def test_a_receipt_is_private_and_leads_nobody_to_it(client: Client, article: Article) -> None:
    comment = sent(client, article)
    answers = [client.get(path_of(comment)), client.post(path_of(comment, "withdraw/"))]
    for answer in answers:
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_a_token_that_we_did_not_make_opens_nothing(client: Client, article: Article) -> None:
    token = token_of(sent(client, article).id)
    other = "A" if token[-2] != "A" else "B"
    for forged in (token[:-2] + other + token[-1], token[:-1], token + "A", token[::-1], "é"):
        assert client.get(f"/receipts/{forged}/").status_code == 404
        assert client.post(f"/receipts/{forged}/withdraw/").status_code == 404


def test_a_decision_on_a_comment_in_a_later_version_keeps_the_version_it_cited(
    client: Client, article: Article, alice: Staff
) -> None:
    comment = sent(client, article)
    decide(Verdict(comment.id, "reject", ["racism"]), alice, timezone.now())
    assert "/guidelines/1/#racism" in shown(client, comment)
