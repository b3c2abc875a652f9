"""What every letter is made of: both parts, five languages, no tracking, and nobody's tricks."""

import re
from email.message import EmailMessage
from html import escape
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from stet.comments.contacts.addresses import Wish
from stet.exchange import letters as room
from stet.exchange.letters.samples import samples
from stet.exchange.letters.writing import Held, one_line
from stet.exchange.mailing import send_due
from stet.newsroom.models import Article, Site, Staff
from stet.web.languages import LANGUAGES
from tests.exchange.letters import BOB, decided, set_env, unconfirmed, written
from tests.exchange.links import BASE, answer_question, letters_to, link_in
from tests.exchange.mailbox import Mailbox, text_of

STEERING = re.compile("[\u202a-\u202e]")


@pytest.mark.parametrize("language", [one.tag for one in LANGUAGES])
def test_each_letter_speaks_its_language_in_its_direction(
    db: None, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    set_env(monkeypatch, public_url=BASE)
    site = Site(name="Stet <Newsroom>", lang="en", timezone="Asia/Baghdad")
    direction = "rtl" if language in ("ar", "ckb") else "ltr"
    english = {name: letter.body for name, letter in samples(site, "en")}
    seen = set()
    for name, letter in samples(site, language):
        html = str(letter.alternatives[0][0])
        assert f'<html lang="{language}" dir="{direction}">' in html
        assert f'class="letter {direction}" lang="{language}" dir="{direction}"' in html
        assert not re.search(r"<(?:img|script|link|table|iframe)|\sstyle=|url\(|@import", html)
        assert set(re.findall(r'href="(https?://[^/"]+)', html)) == {"https://comments.example.org"}
        assert "Stet &lt;Newsroom&gt;" in html
        assert not STEERING.search(letter.body + html + str(letter.subject))
        body = str(letter.body)
        assert (body == str(english[name])) is (language == "en")
        assert not re.search(r"\n{4}|{{|{%", body)
        seen.add(name)
    used = {path.stem for path in Path(str(room.__file__)).parents[1].rglob("exchange/[a-z]*.html")}
    named = {"decision" if name.startswith(("approved", "rejected")) else name for name in seen}
    assert named == used


def test_an_author_is_told_in_the_language_of_the_page_on_which_she_wrote(
    article: Article, alice: Staff, mailbox: Mailbox
) -> None:
    comment = written(article, wish=Wish(lang="ckb"))
    send_due(decided(comment, alice, "approve"))
    ((_, letter),) = mailbox.letters
    assert letter["Subject"].strip().startswith("کۆمێنتەکەت بڵاو کرایەوە: ")
    assert '<html lang="ckb" dir="rtl">' in text_of(letter, "html")
    assert '\u2068The "mill" <is> let\u2069' in text_of(letter, "plain")


def test_a_rejection_marks_the_words_that_it_is_about_and_says_how_to_appeal(
    article: Article, alice: Staff, mailbox: Mailbox
) -> None:
    comment = written(article, text="The mill is fine. You are a <b>fucking</b> idiot. Bye.")
    spans = comment.screenings.get().spans
    found = {comment.text[span["start"] : span["end"]] for span in spans}
    assert found  # which the screener names
    send_due(decided(comment, alice, "reject", *{span["clause"] for span in spans}))
    ((_, letter),) = mailbox.letters
    plain, html = text_of(letter, "plain"), text_of(letter, "html")
    for words in found:
        assert re.search(rf"^\* .*{re.escape(words)}", plain, re.MULTILINE)
        assert escape(words) in "".join(re.findall(r"<mark>(.*?)</mark>", html, re.DOTALL))
    for part in (plain, html):
        assert "The mill is fine" not in part
        assert "you can appeal" in part


HOSTILE = [
    "News\r\nBcc: charlie@example.org\r\n\r\nBuy",
    "\u202eevil\u202d \u2067x\x00\x0b\u2028y\u2029z",
    "=?utf-8?q?Bcc:?= charlie@example.org",
    "w" * 5000,
    "<a href='https://evil.test'>{{ secret }}</a> {% now %}",
    "🏳️‍🌈" * 300,
]


@pytest.mark.parametrize("headline", HOSTILE)
def test_no_headline_and_no_name_gets_out_of_its_place(
    site: Site, article: Article, alice: Staff, mailbox: Mailbox, client: Client, headline: str
) -> None:
    # As much of it as the columns take; PostgreSQL keeps no NUL.
    storable = headline.replace("\x00", "")
    Article.objects.update(headline=storable[:300])
    Site.objects.update(name=storable[:120])
    comment = unconfirmed(article)
    send_due(timezone.now())
    answer_question(client, link_in(letters_to(mailbox, BOB)[0], "/mail/confirm/"))
    send_due(decided(comment, alice, "approve"))
    assert mailbox.recipients == [BOB, BOB]
    for _, letter in mailbox.letters:
        _holds(letter)


def _holds(letter: EmailMessage) -> None:
    assert letter["Bcc"] is None
    assert letter["To"] == BOB
    subject = str(letter["Subject"]).strip()
    assert len(subject) <= 150
    assert not STEERING.search(subject)
    assert "evil.test'" not in re.sub(r"&\w+;|&#x27;", "", text_of(letter, "html"))
    assert {part.get_content_type() for part in letter.walk()} == {
        "multipart/alternative",
        "text/plain",
        "text/html",
    }


@given(text=st.text(max_size=300), most=st.integers(1, 200))
def test_whatever_is_written_is_one_line_that_steers_nothing(text: str, most: int) -> None:
    line = one_line(text, most)
    assert len(line) <= most
    assert line.splitlines() in ([line], [])
    assert not re.search("[\x00-\x1f\u202a-\u202e\u2066-\u2069]", line)
    held = Held(text)
    assert "<" not in re.sub(r"^<bdi>|</bdi>$", "", held.__html__())
