"""Floods, programs and other sites are kept out; the reader's own browser is known again."""

import re
from dataclasses import replace

import pytest
from django.test import Client
from pytest_django import Settings

from stet.comments.models import Comment
from stet.newsroom.models import Article
from tests.reader.acts import (
    address,
    send,
    sent,
    textarea,
    token_in,
)
from tests.reader.conftest import AddArticle

OURS = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}


def test_a_double_submission_makes_one_comment(client: Client, article: Article) -> None:
    first, second = send(client, article), send(client, article)
    assert token_in(first) == token_in(second)
    assert Comment.objects.count() == 1


def test_the_same_words_under_another_name_are_another_comment(
    client: Client, article: Article
) -> None:
    assert sent(client, article, name="Bob").id != sent(client, article, name="Charlie").id


def test_a_flood_from_one_network_gets_429_and_keeps_the_text(
    client: Client, article: Article, settings: Settings
) -> None:
    settings.STET = replace(settings.STET, network_rate=2)
    sent(client, article, "one")
    sent(client, article, "two")
    answer = send(client, article, "three <b>")

    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "60"
    assert textarea(answer.content.decode()) == "three <b>"
    assert Comment.objects.count() == 2
    assert send(client, article, "two").status_code == 303  # a double is no flood
    assert send(Client(REMOTE_ADDR="192.0.2.9"), article, "three").status_code == 303


def test_a_flood_on_one_article_gets_429(
    client: Client, article: Article, add: AddArticle, settings: Settings
) -> None:
    settings.STET = replace(settings.STET, article_rate=1)
    sent(client, article, "one")
    assert send(Client(REMOTE_ADDR="192.0.2.9"), article, "two").status_code == 429
    assert send(client, add("Another"), "three").status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://testserver"},
    ],
)
def test_a_form_on_another_site_gets_403(
    client: Client, article: Article, headers: dict[str, str]
) -> None:
    assert send(client, article, headers=headers).status_code == 403
    assert not Comment.objects.exists()


def test_our_own_form_is_taken_without_any_cookie(article: Article) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert send(strict, article, headers=OURS).status_code == 303


def test_a_program_that_fills_the_hidden_field_is_asked_again(
    client: Client, article: Article
) -> None:
    answer = send(client, article, "Buy now.", website="https://spam.example")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Please send it once more" in page
    assert textarea(page) == "Buy now."
    assert "spam.example" not in page
    assert not Comment.objects.exists()


def test_a_form_sent_in_haste_is_asked_for_again_and_then_taken(
    client: Client, article: Article, settings: Settings
) -> None:
    settings.STET = replace(settings.STET, form_min_s=3600)
    answer = send(client, article, "Typed in no time.")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Please send it once more" in page
    assert textarea(page) == "Typed in no time."
    assert not Comment.objects.exists()

    settings.STET = replace(settings.STET, form_min_s=0)
    kept = re.search(r'name="ticket" value="([^"]+)"', page)
    assert kept
    assert send(client, article, "Typed in no time.", ticket=kept[1]).status_code == 303


@pytest.mark.parametrize("ticket", ["", "forged:1", "x"])
def test_a_form_that_we_did_not_hand_out_is_asked_for_again(
    client: Client, article: Article, ticket: str
) -> None:
    assert send(client, article, ticket=ticket).status_code == 422
    assert not Comment.objects.exists()


def test_what_is_wrong_is_said_before_haste_is(
    client: Client, article: Article, settings: Settings
) -> None:
    settings.STET = replace(settings.STET, form_min_s=3600)
    page = send(client, article, "", name="Bob").content.decode()
    assert 'id="problem_text"' in page
    assert "Please send it once more" not in page


def test_the_browser_is_known_again_from_its_first_comment_on(
    client: Client, article: Article
) -> None:
    assert client.get(address(article)).cookies == {}
    first = send(client, article, "one")
    cookie = first.cookies["stet_author"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert len(cookie.value) == 32

    sent(client, article, "two")
    sent(Client(), article, "three")
    keys = list(Comment.objects.order_by("received_at").values_list("author_key", flat=True))
    assert keys[0] == keys[1] != keys[2]
    assert cookie.value not in keys[0]


def test_an_id_that_we_did_not_make_is_replaced(client: Client, article: Article) -> None:
    client.cookies["stet_author"] = "chosen by the reader"
    assert send(client, article).cookies["stet_author"].value != "chosen by the reader"


def test_a_refused_form_sets_no_cookie(client: Client, article: Article) -> None:
    assert send(client, article, "").cookies == {}
