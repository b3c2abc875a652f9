"""What a comment is found by: one line of folded words and of marks, the same on both databases.

SQLite's FTS5 and PostgreSQL's tsvector are both made from this line, word for word, so that what one
finds the other finds too. A mark is a word that no text can hold: ``§`` before a fact about the comment,
``¤`` before a word of its author's name (which stands there without it as well), ``¶`` before one of its
article's headline (which does not: else every comment on an article would be found by its subject).
"""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from stet.comments.states import State
from stet.text.searchwords import words_in

FACT, NAME, HEADLINE = "§", "¤", "¶"
# Bytes of ASCII that are no letter or digit part words in FTS5, so marks and their values have none.
SEARCHED = (State.HELD, State.APPROVED, State.REJECTED)


def line_of(*, text: str, name: str, headline: str, article: UUID, lang: str, state: str) -> str:
    """The line: words parted and enclosed by single spaces, fields parted by a bar."""
    by_name, on = _short_words(name), _short_words(headline)
    parts = [
        *words_in(text),
        "|",
        *by_name,
        *(NAME + word for word in by_name),
        "|",
        *(HEADLINE + word for word in on),
        "|",
        article_mark(article),
        lang_mark(lang),
        state_mark(state),
    ]
    return f" {' '.join(parts)} "


@lru_cache(maxsize=4096)
def _short_words(line: str) -> tuple[str, ...]:
    """The words of a name or headline, which many comments share."""
    return tuple(words_in(line))


def headline_part(headline: str) -> str:
    """The part of a line that comes from the headline, with the bars around it."""
    return f" {' '.join(['|', *(HEADLINE + word for word in words_in(headline)), '|'])} "


def state_mark(state: str) -> str:
    return FACT + state


def article_mark(article: UUID) -> str:
    return f"{FACT}a{article.hex}"


def lang_mark(lang: str) -> str:
    return f"{FACT}l{''.join(filter(str.isalnum, lang.lower()))}"
