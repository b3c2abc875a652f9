"""What goes into a screening and what comes out of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

Suggestion = Literal["approve", "reject", "look"]


@dataclass(frozen=True, slots=True)
class ArticleContext:
    """The article that a comment stands under."""

    title: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Submission:
    """One comment as it was received.

    `lang` is a hint (a BCP 47 tag such as "ckb"), which detection may overrule; `author` is the name
    given in the form; `parent` is the text of the comment that this one answers.
    """

    id: str
    text: str
    lang: str | None = None
    author: str | None = None
    article: ArticleContext | None = None
    parent: str | None = None


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """text[start:end], in code points of the text as given, that speaks for a clause."""

    start: int
    end: int
    clause: str


@dataclass(frozen=True, slots=True)
class Screening:
    """What a screener says about one submission.

    `scores` has a probability (0 to 1) for every key of `clauses.SCORED`; `clauses` names the clauses
    found, strongest first; `overall` is the probability that it is abusive at all; `reasons` are English sentences, and `reason_codes` what they come from
    ("profanity:word", "criticism"; see `explaining`), for translation; `relevance` is 0 to 1, or None when there was no article to compare with.
    """

    id: str
    lang: str
    suggestion: Suggestion
    clauses: tuple[str, ...]
    scores: Mapping[str, float]
    relevance: float | None
    spans: tuple[Span, ...]
    reasons: tuple[str, ...]
    screener: str
    reason_codes: tuple[str, ...] = ()
    overall: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        """The out form of a screening line, with the keys in their documented order."""
        return {
            "id": self.id,
            "lang": self.lang,
            "suggestion": self.suggestion,
            "clauses": list(self.clauses),
            "scores": dict(self.scores),
            "relevance": self.relevance,
            "spans": [{"start": s.start, "end": s.end, "clause": s.clause} for s in self.spans],
            "reasons": list(self.reasons),
            "screener": self.screener,
        }


class Screener(Protocol):
    """Reads comments and says what it found. Implementations are deterministic and thread-safe.

    A batch gives exactly what its submissions give one at a time. `version` changes with everything
    that can change an answer: code, lexicons, weights, thresholds.
    """

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    def screen(self, submissions: Sequence[Submission]) -> list[Screening]:
        """One screening for each submission, in their order."""
        ...
