"""The judge: asks about one text, and gives findings or no opinion."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from hashlib import sha256
from secrets import token_hex
from typing import Final

from stet.screening.judge.asking import WORDING, question
from stet.screening.judge.budget import Budget
from stet.screening.judge.calling import call
from stet.screening.judge.replies import opinion_of
from stet.screening.judge.terms import Config, NoOpinion, Opinion, PolicyClause, Tally, Told, Why

# The endpoint's own troubles, which end by themselves if it is left alone.
_TROUBLES: Final = frozenset({Why.LATE, Why.UNREACHABLE, Why.STATUS})
_NONCE_BYTES: Final = 12


class Judge:
    """Thread-safe. Its budget is that of this object: make one a process."""

    def __init__(
        self,
        config: Config,
        told: Told | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.config = config
        self._told = told or Tally()
        self._budget = Budget(config.per_hour, clock)

    def mark(self, clauses: Sequence[PolicyClause]) -> str:
        """Six hexadecimal digits that change with model, wording, band and clauses."""
        asked = (self.config.model, WORDING, self.config.band, [*clauses])
        return sha256(repr(asked).encode("utf-8", "backslashreplace")).hexdigest()[:6]

    def opinion(self, text: str, lang: str, clauses: Sequence[PolicyClause]) -> Opinion | None:
        """What it thinks of a text in a language, or None; why is counted."""
        try:
            found = self._asked(text, lang, clauses)
        except NoOpinion as none:
            self._told.none(none.why)
            return None
        self._told.opinion()
        return found

    def _asked(self, text: str, lang: str, clauses: Sequence[PolicyClause]) -> Opinion:
        served = self.config.languages
        if served and lang.lower().partition("-")[0] not in served:
            raise NoOpinion(Why.LANGUAGE)
        if len(text) > self.config.longest:
            raise NoOpinion(Why.TOO_LONG)
        self._budget.take()
        self._told.called()
        body = question(self.config.model, clauses, text, lang, token_hex(_NONCE_BYTES))
        try:
            reply = call(self.config, body)
        except NoOpinion as none:
            if none.why in _TROUBLES:
                self._budget.failed()
            raise
        self._budget.answered()
        return opinion_of(reply, {clause.key for clause in clauses}, text)
