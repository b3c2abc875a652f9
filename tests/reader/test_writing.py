"""A reader sends a comment: what is taken, what is refused, and that nothing typed is lost."""

import re
from dataclasses import replace
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import Settings

from stet.comments.models import Comment, Contact
from stet.newsroom.models import Article, Staff
from stet.newsroom.reading import claims_of
from tests.reader.acts import (
    FORM,
    address,
    approve,
    body,
    field,
    reject,
    send,
    send_raw,
    sent,
    textarea,
)
from tests.reader.conftest import AddArticle

EXACT = {
    "a browser's line breaks": "one\r\ntwo\r\n\r\nthree",
    "spaces at both ends": "  \t kept \n ",
    "a family emoji with joiners": "\U0001f468\u200d\U0001f469\u200d\U0001f467 and \U0001f1ea\U0001f1fa",
    "Kurdish with a joiner": "من دەڕۆم\u200cهەموو ڕۆژێک",
    "Arabic": "الجسر قديم جدا",
    "direction overrides": "abc \u202edef\u202c \u2066ghi\u2069 \u200f",
    "decomposed accents": "e\u0301 and \u00e9, a\u0308",
    "markup": "<script>alert(1)</script> & <b>bold</b> &amp;",
    "plus, percent and ampersand": "1+1=2 100%25 a&b=c;d",
    "a byte order mark inside": "a\ufeffb",
    "a lone carriage return": "a\rb",
    "the last code point": "end \U0010ffff",
}

REFUSED = {
    "nothing": "",
    "spaces": " \t \r\n ",
    "invisible characters": "\u200b\u200d\u2060\ufeff\u3164",
    "a NUL": "a\x00b",
    "an escape": "a\x1b[31mb",
    "a C1 control": "a\x9fb",
    "a DEL": "a\x7fb",
    "too much": "x" * 5001,
}


@pytest.mark.parametrize("text", EXACT.values(), ids=EXACT.keys())
def test_it_stores_the_text_code_point_for_code_point(
    client: Client, article: Article, text: str
) -> None:
    comment = sent(client, article, text, name=" Bob \u202e")

    comment.refresh_from_db()
    assert comment.text == text
    assert comment.name == " Bob \u202e"
    assert comment.state == "held"


def test_it_takes_as_many_characters_as_it_says_counting_a_line_break_once(
    client: Client, article: Article
) -> None:
    text = "\U0001f600" * 4998 + "\r\n" + "x"
    assert sent(client, article, text, name="N" * 80).text == text


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED.keys())
def test_it_refuses_a_text_that_cannot_be_shown_and_keeps_all_that_was_typed(
    client: Client, article: Article, text: str
) -> None:
    answer = send(client, article, text, name="Bob", email="bob@example.org")
    page = answer.content.decode()

    assert answer.status_code == 422
    assert not Comment.objects.exists()
    assert field(page, "name") == "Bob"
    assert field(page, "email") == "bob@example.org"
    assert textarea(page) == text
    assert 'aria-describedby="problem_text"' in page
    assert 'id="problem_text"' in page
    assert re.search(r"<textarea[^>]*\bautofocus\b", page)
    assert page.count("autofocus") == 1


@pytest.mark.parametrize("name", ["", " \u200b", "x" * 81, "two\nlines", "a\x00"])
def test_it_refuses_a_name_that_is_none(client: Client, article: Article, name: str) -> None:
    answer = send(client, article, "Kept as it is.", name=name)
    page = answer.content.decode()

    assert answer.status_code == 422
    assert not Comment.objects.exists()
    assert textarea(page) == "Kept as it is."
    assert re.search(r'<input id="id_name"[^>]*aria-invalid="true"[^>]*autofocus', page, re.DOTALL)


def test_it_refuses_the_name_of_somebody_in_the_newsroom(
    client: Client, article: Article, alice: Staff
) -> None:
    assert send(client, article, name="Alice Ash").status_code == 422
    assert send(client, article, name="mara lind").status_code == 422


@pytest.mark.parametrize("email", ["bob", "bob@", "@example.org", "x" * 250 + "@example.org"])
def test_it_refuses_an_address_that_is_none(client: Client, article: Article, email: str) -> None:
    answer = send(client, article, email=email)
    assert answer.status_code == 422
    assert 'id="problem_email"' in answer.content.decode()
    assert not Comment.objects.exists()


def test_it_keeps_an_address_apart_from_the_comment(client: Client, article: Article) -> None:
    comment = sent(client, article, email=" bob@example.org ")
    assert Contact.objects.get(comment=comment).email == "bob@example.org"
    assert not Contact.objects.exclude(comment=comment).exists()


@pytest.mark.parametrize("value", ["%ff", "a%C3", "%ED%A0%80", "\xff", "%F8%88%80%80%80", "%C0%AF"])
@pytest.mark.parametrize("key", ["text", "name", "email", "parent", "anything"])
def test_malformed_utf_8_gets_400(client: Client, article: Article, key: str, value: str) -> None:
    raw = body(article, {"name": "Bob", "text": "Fine."}) + f"&{key}={value}".encode("latin-1")
    answer = send_raw(client, article, raw)
    assert answer.status_code == 400
    assert not Comment.objects.exists()


def test_malformed_utf_8_gets_400_in_a_multipart_form_too(client: Client, article: Article) -> None:
    raw = b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\na\xffb\r\n--x--\r\n'
    answer = client.generic(
        "POST", address(article, "comments/"), raw, content_type="multipart/form-data; boundary=x"
    )
    assert answer.status_code == 400


def test_a_multipart_form_is_stored_exactly_as_well(client: Client, article: Article) -> None:
    fields = {"name": "Bob", "text": " one\r\ntwo \u200c"}
    raw = dict(pair.split("=") for pair in body(article, {}).decode().split("&"))
    ticket = raw["ticket"].replace("%3A", ":")
    answer = client.post(address(article, "comments/"), fields | {"ticket": ticket})
    assert answer.status_code == 303
    assert Comment.objects.get().text == " one\r\ntwo \u200c"


@pytest.mark.parametrize("kind", ["application/json", "text/plain", ""])
def test_what_is_no_form_gets_400(client: Client, article: Article, kind: str) -> None:
    answer = client.generic("POST", address(article, "comments/"), b"{}", content_type=kind)
    assert answer.status_code == 400


def test_a_body_beyond_all_measure_gets_400(client: Client, article: Article) -> None:
    assert send(client, article, "x" * 1_100_000).status_code == 400


def test_a_closed_article_says_so_and_gives_the_text_back(client: Client, add: AddArticle) -> None:
    closed = add("Closed", commenting="closed")
    shown = client.get(address(closed)).content.decode()
    assert "Comments on this article are closed." in shown
    assert "<textarea" not in shown

    answer = send(client, closed, "Too late & kept.")
    assert answer.status_code == 422
    assert "Comments on this article are closed." in answer.content.decode()
    assert textarea(answer.content.decode()) == "Too late & kept."
    assert not Comment.objects.exists()


def test_an_article_that_is_not_there_gets_404(client: Client, article: Article) -> None:
    article.slug = "nowhere"
    assert send(client, article).status_code == 404


def test_a_reply_to_a_public_comment_is_kept_with_it(
    client: Client, article: Article, alice: Staff
) -> None:
    parent = approve(sent(client, article, "First."), alice)
    page = client.get(address(article), {"reply": str(parent.id)}).content.decode()
    assert f'name="parent" value="{parent.id}"' in page
    assert "Replying to" in page

    assert sent(client, article, "Second.", parent=str(parent.id)).parent_id == parent.id


def test_a_reply_to_what_is_not_public_is_refused(
    client: Client, article: Article, add: AddArticle, alice: Staff
) -> None:
    held = sent(client, article, "Held.")
    rejected = reject(sent(client, article, "Rejected."), alice)
    elsewhere = approve(sent(client, add("Another"), "Elsewhere."), alice)
    before = Comment.objects.count()
    for parent in (held.id, rejected.id, elsewhere.id, uuid4(), "no-id", "\x00"):
        answer = send(client, article, "An answer.", parent=str(parent))
        page = answer.content.decode()
        assert answer.status_code == 422, parent
        assert "The comment you reply to is not there." in page
        assert textarea(page) == "An answer."
        assert 'name="parent"' not in page
    assert Comment.objects.count() == before


def test_a_page_for_a_reply_to_what_is_not_public_shows_nothing_of_it(
    client: Client, article: Article
) -> None:
    held = sent(client, article, "Not to be seen.", name="Hidden")
    page = client.get(address(article), {"reply": str(held.id)}).content.decode()
    assert "not public any more" in page
    assert "Not to be seen." not in page
    assert "Hidden" not in page
    assert 'name="parent"' not in page


def test_a_comment_can_be_about_a_claim_of_its_article_only(
    client: Client, article: Article, add: AddArticle
) -> None:
    claim = claims_of(article)[0]
    page = client.get(address(article), {"claim": str(claim.id)}).content.decode()
    assert f'name="claim" value="{claim.id}"' in page

    assert sent(client, article, claim=str(claim.id)).claim_id == claim.id
    answer = send(client, add("Another"), claim=str(claim.id))
    assert answer.status_code == 422
    assert "The article has no such claim." in answer.content.decode()


def test_the_address_of_the_form_leads_to_the_article(client: Client, article: Article) -> None:
    answer = client.get(address(article, "comments/"))
    assert answer.status_code == 302
    assert answer.headers["Location"] == address(article) + "#write"


def test_a_form_without_fields_is_refused_field_by_field(client: Client, article: Article) -> None:
    answer = client.generic("POST", address(article, "comments/"), b"send=", content_type=FORM)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="problem_name"' in page
    assert 'id="problem_text"' in page
    assert re.search(r'<input id="id_name"[^>]*\bautofocus\b', page, re.DOTALL)


def test_it_asks_for_an_address_only_where_letters_are_sent(
    client: Client, article: Article, settings: Settings
) -> None:
    assert 'id="id_email"' not in client.get(address(article)).content.decode()

    settings.STET = replace(settings.STET, smtp_url="smtp://127.0.0.1:9")
    assert 'id="id_email"' in client.get(address(article)).content.decode()
