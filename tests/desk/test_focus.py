"""The focus view: one comment at a time, leased, with what stands beside it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from stet.comments.models import Comment
from stet.moderation.deciding import Verdict, decide
from stet.moderation.leasing import lease
from stet.moderation.models import QueueItem
from stet.newsroom.models import Article, Site, Staff
from stet.newsroom.sites import change_site
from tests.desk.conftest import SignedIn, Write
from tests.desk.pages import html_of, plain, said_by_comment, shown, texts

FOCUS = "/desk/"


@pytest.fixture
def three(write: Write) -> list[Comment]:
    return [write(f"Number {number} about the bridge.") for number in ("one", "two", "three")]


def holder(comment: Comment) -> Staff | None:
    return QueueItem.objects.get(pk=comment.pk).lease_holder


def test_it_shows_the_longest_waiting_first_and_leases_it(
    desk: Client, alice: Staff, three: list[Comment]
) -> None:
    response = desk.get(FOCUS)
    assert shown(response) == three[0].id
    assert holder(three[0]) == alice
    assert holder(three[1]) is None


def test_it_keeps_the_comment_when_the_page_is_loaded_again(
    desk: Client, three: list[Comment], write: Write
) -> None:
    before = shown(desk.get(FOCUS))
    write("Older than all.", minutes_ago=5000)
    assert shown(desk.get(FOCUS)) == before


def test_it_gives_a_colleague_another_comment(
    desk: Client, bob: Staff, signed_in: SignedIn, three: list[Comment]
) -> None:
    assert shown(desk.get(FOCUS)) == three[0].id
    assert shown(signed_in(bob).get(FOCUS)) == three[1].id


def test_it_says_so_when_colleagues_have_everything(
    desk: Client, bob: Staff, signed_in: SignedIn, comment: Comment
) -> None:
    desk.get(FOCUS)
    assert "Nothing is free" in plain(signed_in(bob).get(FOCUS))


def test_it_says_so_when_nothing_waits(desk: Client) -> None:
    assert "Nothing waits" in plain(desk.get(FOCUS))


def test_skipping_goes_on_and_comes_back_only_at_the_end(
    desk: Client, three: list[Comment]
) -> None:
    assert shown(desk.get(FOCUS)) == three[0].id
    desk.post(f"/desk/comments/{three[0].id}/skip/")
    assert shown(desk.get(FOCUS)) == three[1].id
    assert holder(three[0]) is None
    desk.post(f"/desk/comments/{three[1].id}/skip/")
    assert shown(desk.get(FOCUS)) == three[2].id
    desk.post(f"/desk/comments/{three[2].id}/skip/")
    assert shown(desk.get(FOCUS)) == three[0].id


def test_it_takes_up_another_order_at_once_and_explains_it(desk: Client, write: Write) -> None:
    calm = write("Thank you, a helpful report about the bridge.")
    rude = write("You are a fucking idiot and I will kill you.")
    assert shown(desk.get(FOCUS)) == calm.id
    response = desk.get(FOCUS + "?order=likely_breach")
    assert shown(response) == rude.id
    assert "By risk, highest first" in plain(response)
    assert holder(calm) is None


def test_it_follows_the_site_s_order(
    desk: Client, editor: Staff, site: Site, write: Write, now: datetime
) -> None:
    write("Thank you, a helpful report about the bridge.")
    rude = write("You are a fucking idiot and I will kill you.")
    change_site(site, by=editor, now=now, queue_order="likely_breach")
    assert shown(desk.get(FOCUS)) == rude.id


def test_it_keeps_to_the_filters_that_were_asked_for(
    desk: Client, three: list[Comment], write: Write
) -> None:
    german = write("Das ist eine sehr gute Nachricht für die Stadt und die Leute hier.")
    response = desk.get(FOCUS + "?written=de")
    assert shown(response) == german.id
    assert 'decide/?written=de"' in html_of(response)


@pytest.mark.parametrize(
    "query", ["order=x", "article=x", "clause=%00", "written=%F0", "suggestion=a"]
)
def test_it_opens_whatever_stands_in_the_address(
    desk: Client, comment: Comment, query: str
) -> None:
    assert shown(desk.get(f"{FOCUS}?{query}")) == comment.id


@pytest.mark.parametrize(
    "text",
    [
        "Two lines,\nthen\r\nthree   spaces and a tab\t.",
        "<script>alert(1)</script> & \"quotes\" 'single'",
        "fuck this 👩‍👩‍👧 emoji, then f u c k again",
        "مرحبا بالعالم \u200f(ok) \u202eevil\u202c end",
        "zero\u200bwidth and b\u0336\u0336a\u0336d z\u0351\u0352a\u0353lgo",
        "   leading and trailing   ",
    ],
)
def test_it_shows_the_text_code_point_for_code_point(desk: Client, write: Write, text: str) -> None:
    write(text)
    assert said_by_comment(desk.get(FOCUS)) == text


def test_it_marks_the_words_that_matter_by_clause(desk: Client, write: Write) -> None:
    write("What a fucking mess 👍 this bridge is.")
    html = html_of(desk.get(FOCUS))
    assert 'title="Profanity">fucking' in html
    assert "<script" not in html.split("words-large")[1].split("</section>")[0]


def test_a_legend_names_the_clauses_of_the_marked_words(desk: Client, write: Write) -> None:
    write("What a fucking mess 👍 this bridge is.")
    (legend,) = texts(desk.get(FOCUS), "legend")
    assert "Profanity" in legend


def test_there_is_no_legend_where_nothing_is_marked(desk: Client, comment: Comment) -> None:
    assert texts(desk.get(FOCUS), "legend") == []


def test_it_points_out_what_turns_a_name(desk: Client, write: Write) -> None:
    write("A plain text.", name="\u202eilA\u202c Tern")
    page = desk.get(FOCUS)
    assert "Characters in the name hide or turn it" in plain(page)
    assert "Characters in it reverse" not in plain(page)
    assert "<bdi>\u202eilA\u202c Tern</bdi>" in html_of(page)


def test_an_honest_name_is_not_pointed_out(desk: Client, write: Write) -> None:
    write("A plain text.", name="می\u200cنا \u200fTern")
    assert "Characters in the name" not in plain(desk.get(FOCUS))


def test_it_points_out_hidden_and_turning_characters(desk: Client, write: Write) -> None:
    write("plain \u202etxet desrever\u202c and zero\u200bwidth")
    page = desk.get(FOCUS)
    assert "reverse the reading direction" in plain(page)
    assert "U+200B ZERO WIDTH SPACE" in plain(page)
    assert 'data-code="U+202E"' in html_of(page)


def test_it_points_out_a_name_like_one_of_ours(desk: Client, write: Write) -> None:
    write("Take it from me.", name="Nоra Hale")  # the second letter is Cyrillic
    assert "looks like one of our newsroom" in plain(desk.get(FOCUS))


def test_it_says_when_the_screener_has_not_seen_it(
    desk: Client, write: Write, settings: Settings
) -> None:
    settings.STET = replace(settings.STET, screen_timeout_ms=0)
    write("Nobody has read this yet. " * 150)
    assert "Unscreened" in plain(desk.get(FOCUS))


def test_it_shows_the_author_s_record(
    desk: Client, alice: Staff, write: Write, now: datetime
) -> None:
    good, bad = (write(text, author="browser:rosa") for text in ("Fine words.", "Not so fine."))
    decide(Verdict(good.id, "approve"), alice, now - timedelta(hours=1))
    decide(Verdict(bad.id, "reject", ["personal_attack"]), alice, now - timedelta(hours=1))
    write("A third one.", author="browser:rosa")
    page = plain(desk.get(FOCUS))
    assert "1 approved" in page
    assert "1 rejected" in page
    assert "Not so fine." in page


def test_it_says_when_nobody_can_know_the_author(desk: Client, comment: Comment) -> None:
    assert "No record" in plain(desk.get(FOCUS))


def test_it_shows_near_duplicates(desk: Client, write: Write) -> None:
    same = "Buy the best watches of the whole world at our shop, only today and only here for you."
    write(same, name="One")
    write(same, name="Two")
    page = plain(desk.get(FOCUS))
    assert "Says nearly the same" in page
    assert "Two" in page


def test_it_shows_what_a_reply_answers_and_the_claim_it_is_about(
    desk: Client, alice: Staff, write: Write, article: Article, now: datetime
) -> None:
    parent = write("The mayor said so himself.")
    decide(Verdict(parent.id, "approve"), alice, now)
    claim = article.claims.get()
    write("Then he is wrong.", parent=parent, claim=claim.id)
    page = plain(desk.get(FOCUS))
    assert "In reply to Rosa Lund" in page
    assert "The mayor said so himself." in page
    assert "The bridge is safe." in page


def test_it_shows_the_article_beside_the_comment(desk: Client, comment: Comment) -> None:
    page = plain(desk.get(FOCUS))
    assert "The old bridge is to be mended" in page
    assert "Work begins in spring." in page


def test_it_gives_a_script_the_main_part_alone(desk: Client, comment: Comment) -> None:
    response = desk.get(FOCUS, headers={"X-Stet-Part": "main"})
    assert response["X-Stet-Part"] == "main"
    assert "<html" not in html_of(response)
    assert shown(response) == comment.id


def test_a_lease_that_ran_out_goes_to_the_next_who_asks(
    desk: Client, alice: Staff, bob: Staff, signed_in: SignedIn, comment: Comment, now: datetime
) -> None:
    lease(bob, comment.id, now - timedelta(hours=1))
    assert shown(desk.get(FOCUS)) == comment.id
    assert holder(comment) == alice
