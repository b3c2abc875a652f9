"""How much a comment has to do with its article: shared content words.

A plain measure until an embedding takes its place. It knows words, not meanings: a good comment that
uses none of the article's words scores low, so it is advice to people and never a ground for a rule.
"""

from __future__ import annotations

from functools import lru_cache
from math import sqrt
from typing import Final

from stet.screening.findings import Case
from stet.screening.types import ArticleContext
from stet.text.facts import words_of
from stet.text.languages import is_function_word

# Words are compared by their first letters, which forgives most endings of the served languages.
_STEM: Final = 5
# A title word tells more about the topic than one of several hundred words of the body.
_TITLE_WEIGHT: Final = 2.0
# A true comment on a headline and its summary shares, at the median, half of this many words for
# the square root of its length; a shuffled one none (measured; see docs/screening.md).
_FULL: Final = 1.0
_LONG_ENOUGH: Final = 3


def relevance(case: Case) -> float | None:
    """0 to 1, or None without an article or without a content word in the comment."""
    article = case.submission.article
    if article is None or not (article.title or article.text):
        return None
    title, body = _article_stems(article)
    stems = {s for word in case.facts.words if (s := _stem(word))}
    if not stems or not (title or body):
        return None
    shared = sum(_TITLE_WEIGHT if s in title else 1.0 for s in stems if s in title or s in body)
    # Two imagined unshared words keep a comment of one word from scoring all or nothing.
    return round(min(1.0, shared / sqrt(len(stems) + 2.0) / _FULL), 3)


@lru_cache(maxsize=256)
def _article_stems(article: ArticleContext) -> tuple[frozenset[str], frozenset[str]]:
    return _stems(article.title), _stems(article.text)


def _stems(text: str) -> frozenset[str]:
    return frozenset(s for word in words_of(text) if (s := _stem(word)))


def _stem(word: str) -> str:
    """The compared part of a content word, "" for function words and short ones."""
    if len(word) < _LONG_ENOUGH or is_function_word(word):
        return ""
    return word[:_STEM]
