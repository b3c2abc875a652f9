"""What may be learned from, and which rows are kept for measuring."""

from __future__ import annotations

import unicodedata
from hashlib import sha256
from typing import Final, Literal

Split = Literal["train", "dev", "test"]

# Non-commercial, share-alike, research-only or GPL by their own words, or a rival's scores beside them.
EVALUATE_ONLY: Final = frozenset(
    {"conan", "context_toxicity", "ethos", "germs_at", "omp_german", "stormfront", "unhealthy_conversations"}
)  # fmt: skip
# These have a test part that others report on too.
OFFICIAL_TEST: Final = frozenset({"edos", "toxic_spans_semeval2021"})
# Whose licence allows training plainly; the others state none in their copy.
PERMISSIVE: Final = frozenset({"davidson", "edos", "germeval2018", "hatemoji", "toxic_spans_civil", "toxic_spans_semeval2021"})  # fmt: skip

TEST_SHARE: Final = 0.15
DEV_SHARE: Final = 0.07


def text_key(text: str) -> str:
    """The text without what copies differ in: case, width, spaces, signs and masked handles."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("@user", "")
    key = "".join(c for c in folded if c.isalnum())
    return key or text.strip()


def place(key: str) -> float:
    """A fixed number in [0, 1) for a text, the same on every machine."""
    return int.from_bytes(sha256(key.encode()).digest()[:6], "big") / 2**48


def split_of(name: str, key: str, official: str | None) -> Split:
    """Where a row belongs: by its set's own test part if it has one, else by its text's hash.

    The same text lands in the same part whichever set holds it.
    """
    if name in EVALUATE_ONLY:
        return "test"
    if name in OFFICIAL_TEST and official == "test":
        return "test"
    at = place(key)
    if name == "edos" and at < TEST_SHARE:
        # Its test part is large enough, and no other set repeats its texts.
        return "train"
    if at < TEST_SHARE:
        return "test"
    return "dev" if at < TEST_SHARE + DEV_SHARE else "train"


def second_half(key: str) -> bool:
    """The half of a set that no fit has used; the first half may serve to fit a scale."""
    return place("half:" + key) >= 0.5
