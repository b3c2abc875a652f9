import pytest
from hypothesis import given

from stet.text.characters import first_forbidden, is_visible
from stet.text.checks import Problem, check_body, check_name, length, visible_length
from tests.text.strategies import texts


@pytest.mark.parametrize(
    "text", ["Good morning.", "سڵاو", "👩‍🚒", "می‌روم", "a\u202eb", "line\r\nline\ttab"]
)
def test_it_accepts_what_people_write(text: str) -> None:
    assert check_body(text) is None


@pytest.mark.parametrize(
    "blank", [" ", "\r\n\t", "\u200b\u200d", "\u3164", "\u2800 ", "\ufeff", "\u0301", "\U000e0041"]
)
def test_it_refuses_what_nobody_could_see(blank: str) -> None:
    assert check_body(blank) is Problem.BLANK
    assert check_name(blank) in (Problem.BLANK, Problem.LINE_BREAK)


def test_it_refuses_the_empty_text() -> None:
    assert check_body("") is Problem.EMPTY
    assert check_name("") is Problem.EMPTY


def test_it_counts_a_line_end_of_a_browser_as_one() -> None:
    assert length("a\r\nb") == 3
    assert check_body("a\r\n" * 2_500) is None
    assert check_body("a\r\n" * 2_500 + "b") is Problem.TOO_LONG


def test_it_counts_code_points_and_not_bytes() -> None:
    assert check_name("ک" * 80) is None
    assert check_name("ک" * 81) is Problem.TOO_LONG
    assert check_body("ab", limit=1) is Problem.TOO_LONG


@pytest.mark.parametrize(
    "character", ["\x00", "\x08", "\x0b", "\x1b", "\x7f", "\x80", "\x85", "\x9f"]
)
def test_it_refuses_control_characters(character: str) -> None:
    assert check_body(f"a{character}b") is Problem.FORBIDDEN_CHARACTER
    assert check_name(f"a{character}b") is Problem.FORBIDDEN_CHARACTER


@pytest.mark.parametrize("half", [0xD800, 0xDBFF, 0xDC00, 0xDFFF])
def test_it_refuses_half_a_character(half: int) -> None:
    assert check_body(f"a{chr(half)}") is Problem.LONE_SURROGATE


@pytest.mark.parametrize("break_", ["\n", "\r", "\r\n", "\u2028", "\u2029"])
def test_it_refuses_a_name_of_two_lines(break_: str) -> None:
    assert check_name(f"Bob{break_}Smith") is Problem.LINE_BREAK
    assert check_body(f"Bob{break_}Smith") is None


def test_it_counts_only_what_can_be_seen() -> None:
    assert visible_length("a \u200b\u0301b\n") == 2


@given(texts)
def test_it_accepts_exactly_the_texts_with_something_to_see_and_nothing_forbidden(
    text: str,
) -> None:
    fine = any(map(is_visible, text)) and first_forbidden(text) is None
    assert (check_body(text) is None) == fine
