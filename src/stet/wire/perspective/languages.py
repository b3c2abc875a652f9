"""Which language a text is taken to be in: what we detect counts, what a caller declares is a hint.

Coral declares English for every language that it has no name for, so "en" is not even a hint.
"""

from __future__ import annotations

from collections.abc import Sequence

from stet.screening.lexicon import LANGUAGES
from stet.screening.types import Screening
from stet.text.facts import words_of
from stet.text.languages import UNDETERMINED, guess_language
from stet.wire.perspective.attributes import Attribute

_ALSO = {"kmr": "ku", "prs": "fa", "arb": "ar"}
_NO_HINT = "en"
# An English text of more words than this has a common one among them; others are of a language unknown here.
_FEW = 4


def tag_of(declared: str) -> str:
    """The primary subtag in our spelling: "de" of "de-AT", "ku" of "kmr"."""
    primary = declared.strip().lower().replace("_", "-").partition("-")[0]
    return _ALSO.get(primary, primary)


def hint_of(declared: Sequence[str]) -> str | None:
    """What detection is told beforehand: the one language declared, unless it is English."""
    tags = {tag_of(one) for one in declared}
    return tags.pop() if len(tags) == 1 and _NO_HINT not in tags else None


def missing_from(attribute: Attribute, declared: Sequence[str]) -> list[str]:
    """The declared languages that an attribute does not support, as they were written.

    Latin letters and Arabic ones are both Kurdish; Hindi in Latin letters is not what we read anyway.
    """
    return [one for one in declared if tag_of(one) not in attribute.languages]


def worth_a_second_look(screening: Screening, text: str, declared: Sequence[str]) -> bool:
    """Whether the text may be English after all, since nobody here reads what was detected.

    Few words are easily mistaken, and a few uncommon ones ("friendly greetings") tell no language. Read again with
    the hint, detection overrules it where it is sure.
    """
    if screening.lang in LANGUAGES:
        return False
    if declared:
        return _NO_HINT in map(tag_of, declared)
    return screening.lang == UNDETERMINED and len(words_of(text)) <= _FEW


def read_as(screening: Screening, declared: Sequence[str]) -> str:
    """The language that the scores are for; "und" where neither text nor caller tells it.

    A text of unknown language is read with the English rules: what these name is found, whatever
    the language.
    """
    if screening.lang != UNDETERMINED:
        return screening.lang
    if declared:
        return tag_of(declared[0])
    return _NO_HINT if screening.clauses else UNDETERMINED


def detected_in(text: str, declared: Sequence[str]) -> str:
    """The language of a text that is not screened."""
    return guess_language(text, words_of(text), hint_of(declared)).tag
