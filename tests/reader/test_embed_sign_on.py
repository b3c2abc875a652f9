"""The frame where the publisher vouches for readers: what its form says, and what it takes."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from stet.comments.models import Comment, Contact
from stet.newsroom.models import Article, Site
from stet.newsroom.sign_on_keys import Made
from stet.newsroom.sites import change_site
from tests.reader.framed import NEWS, framed, post
from tests.support.signing import claims, key, open_sign_on, token

PAGE = f"{NEWS}/bridge"


@pytest.fixture
def made(site: Site) -> Made:
    change_site(site, by=None, now=timezone.now(), embed_origins=NEWS)
    open_sign_on(site, timezone.now())
    return key(site, timezone.now())


def signed(made: Made, **other: Any) -> dict[str, str]:
    site = Site.objects.get(id=made.key.site.id)
    return {"Stet-Sign-On": token(made, claims(site, timezone.now(), **other))}


def test_with_a_token_the_place_of_the_receipt_is_told(client: Client, made: Made) -> None:
    answer = post(client, PAGE, "I was there.", headers=signed(made))
    assert answer.status_code == 201
    assert "receipt=" in answer.headers["Location"]
    comment = Comment.objects.get()
    assert (comment.name, comment.sign_on_id) == ("Alice Reed", made.key.id)
    assert client.get(answer.headers["Location"]).status_code == 200


@pytest.mark.parametrize(
    ("asked", "said", "spoken"),
    [
        ("", {"lang": "tr"}, "tr"),
        ("", {"locale": "ckb-IQ"}, "ckb"),
        ("", {"lang": "de", "locale": "tr"}, "en"),  # `lang` counts, and we speak no German
        ("ar", {"lang": "tr"}, "ar"),
        ("de", {"lang": "tr"}, "tr"),
    ],
)
def test_what_follows_and_her_letters_are_in_her_language(
    client: Client, made: Made, asked: str, said: dict[str, str], spoken: str
) -> None:
    headers = signed(made, **said) | {"Accept-Language": "en"}
    answer = post(
        client, PAGE, "I was there.", headers=headers, lang=asked, email="alice@example.org"
    )
    receipt = client.get(answer.headers["Location"], headers={"Accept-Language": "en"})
    assert f'<html lang="{spoken}"' in receipt.content.decode()
    assert Contact.objects.get().lang == spoken


def test_a_token_that_does_not_count_takes_nothing_in(client: Client, made: Made) -> None:
    answer = post(client, PAGE, "I was there.", headers=signed(made, exp=1))
    assert answer.status_code == 401
    assert answer.json()["code"] == "token_expired"
    assert Comment.objects.count() == Article.objects.count() == 0


def test_what_is_wrong_with_the_form_is_told_as_without(client: Client, made: Made) -> None:
    answer = post(client, PAGE, "", headers=signed(made))
    assert answer.status_code == 422
    assert 'id="problem_text"' in answer.content.decode()


def test_the_form_leads_to_the_publishers_log_in(client: Client, made: Made) -> None:
    shown = framed(client, PAGE).content.decode()
    assert 'href="https://news.example.org/sign-in?next=https%3A%2F%2Fnews.example.org' in shown
    assert "<form hidden" not in " ".join(shown.split())
    assert post(client, PAGE, "By name.").status_code == 303


def test_where_only_they_may_write_the_form_waits_for_a_token(client: Client, made: Made) -> None:
    """And without script it says so, instead of taking words that it would refuse."""
    open_sign_on(made.key.site, timezone.now(), "signed_on")
    shown = framed(client, PAGE).content.decode()
    assert "Only readers who are signed on with" in shown
    assert "hidden data-signed-on-only" in shown
    answer = post(client, PAGE, "By name.")
    assert answer.status_code == 422
    assert "Only readers who are signed on may write here." in answer.content.decode()
    assert post(client, PAGE, "By token.", headers=signed(made)).status_code == 201


def test_our_own_pages_lead_there_too(client: Client, made: Made, article: Article) -> None:
    open_sign_on(made.key.site, timezone.now(), "signed_on")
    shown = client.get(f"/articles/{article.slug}/").content.decode()
    assert "Only readers who are signed on with" in shown
    assert "data-comment-form" not in shown


def test_where_anyone_writes_nothing_is_said_of_it(client: Client, made: Made) -> None:
    open_sign_on(made.key.site, timezone.now(), "anyone")
    shown = framed(client, PAGE).content.decode()
    assert "sign-on" not in shown
    assert "data-written" not in shown
