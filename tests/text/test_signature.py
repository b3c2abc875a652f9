import subprocess
import sys

from hypothesis import given

from stet.text.signature import bands, distance, signature, similar
from tests.text.strategies import texts

SPAM = (
    "Hello my friends, I was without work for two years until a good man showed me how to earn "
    "from home every day, write to him at {} and he will help you as he helped me and my family."
)
OTHER = (
    "The bridge over the river was closed in March, the council promised a ferry, and since then "
    "the children of three villages walk an hour to school in the rain while nobody answers letters."
)


def test_it_recognises_a_copy_with_another_contact() -> None:
    assert similar(
        signature(SPAM.format("alice@example.org")), signature(SPAM.format("bob@example.net"))
    )


def test_it_recognises_a_copy_in_disguise() -> None:
    assert similar(signature(SPAM), signature(SPAM.upper().replace("E", "Е")), bits=24)
    assert signature(SPAM.upper()) == signature(SPAM)


def test_it_tells_other_texts_apart() -> None:
    assert not similar(signature(SPAM), signature(OTHER))
    assert not similar(signature("Well said."), signature("Never again."))


def test_texts_without_words_resemble_nothing() -> None:
    assert signature("👍 !!!") == 0
    assert not similar(0, 0)


def test_it_is_the_same_in_every_process() -> None:
    code = "from stet.text.signature import signature; print(signature('Well said, Bob.'))"
    results = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONPATH": path, "PYTHONHASHSEED": seed},
            check=True, capture_output=True, text=True,
        ).stdout
        for seed in ("1", "2")
        for path in [":".join(sys.path)]
    }  # fmt: skip
    assert results == {f"{signature('Well said, Bob.')}\n"}


@given(texts)
def test_it_fits_a_signed_column_of_64_bits(text: str) -> None:
    value = signature(text)
    assert -(2**63) <= value < 2**63
    assert distance(value, value) == 0
    assert all(0 <= band < 2**16 for band in bands(value))


def test_near_duplicates_share_a_band() -> None:
    value = signature(SPAM)
    for flipped in (1, 1 << 20, 1 << 40, 1 << 62):
        assert set(enumerate(bands(value))) & set(enumerate(bands(value ^ flipped)))
