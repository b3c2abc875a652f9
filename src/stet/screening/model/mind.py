"""The models together: what they make of a batch of comments, beside what the rules found."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from hashlib import sha256
from importlib.resources import files
from threading import Lock
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from stet.screening.corpora.heads import CLAUSES
from stet.screening.findings import Case, Finding
from stet.screening.model.combining import Combination, Evidence
from stet.screening.model.encoder import Encoder, Read
from stet.screening.model.marking import clause_ranges, toxic_ranges, weighty_ranges
from stet.screening.model.ngrams import Ngrams
from stet.screening.model.plain import Edit, Plain, plain
from stet.screening.policy import Policy
from stet.screening.reasons import Reason
from stet.screening.types import ArticleContext
from stet.text.facts import words_of
from stet.text.languages import UNDETERMINED, LanguageGuess, guess_language

Floats = npt.NDArray[np.float32]

# The encoder's vocabulary is English; the n-grams know the other languages.
ENCODED: Final = "en"
# Of an article its headline and what it says first are compared, as in training.
_ARTICLE_CHARACTERS: Final = 400
_ARTICLES_KEPT: Final = 512
# The vocabulary has names and some foreign words whole, so that one unknown word in three is too many.
_MOSTLY: Final = 0.7
# Two common words of one language and none of another.
_TOLD: Final = 0.6


# The ranges of the original that speak for each of some clauses. Only asked where something was found.
Mark = Callable[[Sequence[str]], list[tuple[str, tuple[int, int]]]]


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the models say of one text: a probability per head, and relevance if they can tell."""

    probabilities: Mapping[str, float]
    relevance: float | None
    mark: Mark
    stand_out: Callable[[], list[tuple[int, int]]]

    def strong_words(self, clause: str) -> Finding:
        """The words that would speak against the text, for the clause that is likeliest to be meant."""
        found = tuple(self.stand_out()) if clause in self.probabilities else ()
        return Finding(clause, self.probabilities.get(clause, 0.0), Reason.MODEL, found)

    def findings(self, named: Sequence[str]) -> list[Finding]:
        """A finding for each clause named, with the words that speak for it."""
        known = [clause for clause in named if clause in self.probabilities]
        marks: dict[str, list[tuple[int, int]]] = {}
        for clause, found in self.mark(known) if known else ():
            marks.setdefault(clause, []).append(found)
        return [
            Finding(clause, self.probabilities[clause], Reason.MODEL, tuple(marks.get(clause, ())))
            for clause in known
        ]


class Mind:
    """The loaded models. Threads may share it; a text's opinion never depends on its neighbours."""

    def __init__(
        self, encoder: Encoder, ngrams: Ngrams, combination: Combination, given: Mapping[str, Any]
    ) -> None:
        self.encoder = encoder
        self._ngrams = ngrams
        self._combination = combination
        self._served = frozenset(ngrams.languages)
        self._near = given["relevance"]
        # Where suggestions begin, from the precision that was asked for.
        self.policies = {name: Policy(**made) for name, made in given["policy"].items()}
        self._articles: dict[ArticleContext, Floats] = {}
        self._lock = Lock()

    def language(self, case: Case) -> LanguageGuess:
        """What the plain form tells of the language, where detection found little in the text itself.

        A short text of unknown language is English if it is made of whole words of the vocabulary.
        """
        guess = case.facts.language
        if guess.confidence >= _TOLD or guess.script != "Latin":
            return guess
        form = plain(case.submission.text)
        guess = guess_language(form.text, words_of(form.text), case.submission.lang)
        if guess.tag != UNDETERMINED or guess.script != "Latin" or not form.text.isascii():
            return guess
        known = self.encoder.known_words(form)
        return replace(guess, tag=ENCODED, confidence=0.3) if known >= _MOSTLY else guess

    def opinions(
        self,
        cases: Sequence[Case],
        rules: Sequence[Mapping[str, float]],
        edits: Sequence[Sequence[Edit]],
    ) -> list[Opinion]:
        """One opinion for each case, given what the rules scored it and what to read for some ranges."""
        forms = [
            plain(case.submission.text).edited(of_case)
            for case, of_case in zip(cases, edits, strict=True)
        ]
        languages = [case.facts.language.tag for case in cases]
        grams = self._ngrams.logits([form.text for form in forms], languages)
        return [
            self._opinion(*each) for each in zip(cases, forms, languages, rules, grams, strict=True)
        ]

    def _opinion(
        self, case: Case, form: Plain, language: str, rules: Mapping[str, float], grams: Floats
    ) -> Opinion:
        if language not in self._served:
            return Opinion({}, None, lambda _: [], list)
        read = self.encoder.read(form) if language == ENCODED else None
        evidence = Evidence(rules, None if read is None else read.logits, grams)
        found = self._combination.probabilities(language, evidence)
        article = case.submission.article
        related = None
        if read is not None and article is not None and (article.title or article.text):
            near = float(read.meaning @ self._meaning(article))
            raw = self._near["slope"] * near + self._near["shift"]
            related = round(1.0 / (1.0 + float(np.exp(-raw))), 3)
        text = case.submission.text
        return Opinion(
            found,
            related,
            partial(self._marks, text, form, read, language),
            # The n-grams know heavier words from lighter ones, not whether any is heavy.
            partial(toxic_ranges, read, form, text) if read is not None else list,
        )

    def _marks(
        self, text: str, form: Plain, read: Read | None, language: str, named: Sequence[str]
    ) -> list[tuple[str, tuple[int, int]]]:
        if read is not None:
            return clause_ranges(read, form, text, named)
        return [
            (clause, found)
            for clause in named
            if clause in CLAUSES
            for found in weighty_ranges(
                self._ngrams.weights_by_character(form.text, language, clause), form, text
            )
        ]

    def _meaning(self, article: ArticleContext) -> Floats:
        """The article's vector, kept: many comments stand under one article."""
        key = ArticleContext(article.title, article.text[:_ARTICLE_CHARACTERS])
        with self._lock:
            known = self._articles.get(key)
        if known is None:
            known = self.encoder.read(plain(f"{key.title}. {key.text}")).meaning
            with self._lock:
                if len(self._articles) >= _ARTICLES_KEPT:
                    self._articles.pop(next(iter(self._articles)))
                self._articles[key] = known
        return known


@cache
def shipped_mind() -> Mind:
    """The models of this package, loaded once a process."""
    data = files("stet.screening.model").joinpath("data")
    settings = data.joinpath("combination.json").read_text("utf-8")
    return Mind(
        Encoder(
            data.joinpath("encoder.onnx").read_bytes(),
            data.joinpath("vocabulary.json").read_bytes(),
        ),
        Ngrams.from_bytes(data.joinpath("ngrams.npz").read_bytes()),
        Combination.from_json(settings),
        json.loads(settings),
    )


@cache
def shipped_digest() -> str:
    """Eight hexadecimal digits that change with any of the shipped models."""
    manifest = files("stet.screening.model").joinpath("data", "manifest.json").read_bytes()
    return sha256(manifest).hexdigest()[:8]
