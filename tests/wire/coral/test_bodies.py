"""The words of a comment, whether Coral sends them as HTML or as plain text."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stet.wire.coral.bodies import words_of
from tests.wire.coral.conftest import Ask


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("Here's a comment!", "Here's a comment!"),
        ("<div>One</div><div>two</div>", "One\ntwo"),
        ("One<br>two<br/>three", "One\ntwo\nthree"),
        ("<p>Id<b>i</b><em>o</em>t</p>", "Idiot"),
        ("<blockquote>He said</blockquote>No", "He said\n\nNo"),
        ("<ul><li>one</li><li>two</li></ul>", "one\n\ntwo"),
        ("Fish &amp; chips &lt;3", "Fish & chips <3"),
        ("2 < 3 and 5 > 4", "2 < 3 and 5 > 4"),
        ("a <- b -> c", "a <- b -> c"),
        ("", ""),
    ],
)
def test_it_reads_what_readers_see(body: str, words: str) -> None:
    lines = [line for line in words_of(body).splitlines() if line]
    assert lines == [line for line in words.splitlines() if line]


def test_the_address_of_a_link_is_read_and_coral_s_own_attributes_are_not() -> None:
    body = (
        '<a href="https://pills.example/buy" target="_blank" rel="noopener noreferrer"'
        ' class="coral-link">here</a>'
    )
    assert words_of(body).split() == ["https://pills.example/buy", "here"]


@pytest.mark.parametrize(
    "body",
    [
        "<you idiot>",
        "< b >idiot",
        "<b idiot>",
        '<b title="idiot">',
        "<!-- idiot -->",
        "<x>idiot</x>",
    ],
)
def test_nothing_is_hidden_between_angle_brackets(body: str) -> None:
    assert "idiot" in words_of(body)


def test_both_forms_of_a_comment_get_the_same_answer(ask: Ask) -> None:
    plain = "You fucking idiots,\nshut the fuck up."
    rich = "<div>You fuc<b>king</b> idiots,</div><div>shut the <i>fuck</i> up.</div>"
    assert ask(rich).json() == ask(plain).json()


@given(st.text())
def test_escaped_text_comes_back_as_it_was(text: str) -> None:
    shown = html.unescape(html.escape(text))
    assert words_of(f"<div>{html.escape(text)}</div>") == shown.strip()


@given(st.text(alphabet='<>/="& ;abdivp!-\n', max_size=200))
def test_any_text_has_words(body: str) -> None:
    words = words_of(body)
    assert words.count("!") >= body.count("!") or "&" in body
