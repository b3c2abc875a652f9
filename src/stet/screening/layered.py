"""A screener made of layers of rules and, above them, the models that weigh what all of them found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

from stet.screening.clauses import SCORED, Clause
from stet.screening.corpora.heads import TOXIC
from stet.screening.explaining import Explanation
from stet.screening.findings import Case, Finding, Layer
from stet.screening.lexicon import LANGUAGES
from stet.screening.policy import LOOK_AT, Policy
from stet.screening.reasons import Reason
from stet.screening.relevance import relevance
from stet.screening.types import Screening, Span, Submission
from stet.text.facts import text_facts
from stet.text.languages import UNDETERMINED, LanguageGuess

# What is left when nothing was found: rules miss some violations, spread over all the clauses.
_BASE: Final = 0.02
# However much was found, nothing is certain.
_CEILING: Final = 0.99
# Below, words that stand out are mostly names of peoples in harmless texts: of the written harmless
# comments 7 in 100 still have one marked, of the SemEval-2021 dev texts the marks cost 0.006 of F1.
_STANDS_OUT: Final = 0.2

Scores = dict[str, float]


class Opinion(Protocol):
    """What models say of one text; see `model.mind`."""

    @property
    def probabilities(self) -> Mapping[str, float]:
        """A probability for "overall" and for the clauses and advisory scores that they know."""
        ...

    @property
    def relevance(self) -> float | None: ...

    def findings(self, named: Sequence[str]) -> Sequence[Finding]:
        """One finding for each clause named, with the words that speak for it."""
        ...

    def strong_words(self, clause: str) -> Finding:
        """The words that stand out in a text of which no clause is named, for this clause."""
        ...


class Mind(Protocol):
    """Models over a batch, deterministic and thread-safe; a text's opinion never depends on its neighbours."""

    def language(self, case: Case) -> LanguageGuess:
        """The language of a text that detection could not tell, or what detection said."""
        ...

    def opinions(
        self,
        cases: Sequence[Case],
        rules: Sequence[Mapping[str, float]],
        edits: Sequence[Sequence[tuple[int, int, str]]],
    ) -> Sequence[Opinion]:
        """One opinion for each case, given what the rules scored it and what to read for some ranges."""
        ...


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What a publisher had to say on words: it stands, whatever the mind thinks.

    Findings of `found` count as they are; what `unread` finds is kept from the mind, words taken out of use included.
    """

    found: Layer
    unread: Layer


class LayeredScreener:
    """Layers of rules, weighed by a mind if there is one; see `findings.Layer`.

    Holds no state between calls but caches of pure functions, so threads may share it.
    """

    def __init__(
        self,
        name: str,
        version: str,
        layers: Sequence[Layer],
        *,
        own: OwnWords | None = None,
        mind: Mind | None = None,
        policy: Policy | None = None,
        policies: Mapping[str, Policy] | None = None,
        languages: Iterable[str] = LANGUAGES,
        added_clauses: Iterable[str] = (),
    ) -> None:
        self.name = name
        self.version = version
        self._layers = tuple(layers)
        self._own = own
        self._mind = mind
        self._policy = policy or Policy()
        self._policies = dict(policies or {})
        self._languages = frozenset(languages)
        self._added = tuple(added_clauses)

    @property
    def identity(self) -> str:
        """name@version, as it stands in every screening."""
        return f"{self.name}@{self.version}"

    def policy_of(self, language: str) -> Policy:
        """The thresholds by which it suggests for texts in a language."""
        return self._policies.get(language, self._policy)

    def screen(self, submissions: Sequence[Submission]) -> list[Screening]:
        """One screening for each submission, in their order."""
        cases = [self._case(item) for item in submissions]
        found = [layer.find(cases) for layer in self._layers]
        by_case = [[of_layer[at] for of_layer in found] for at in range(len(cases))]
        scored = [layer_scores(by_layer, self._added) for by_layer in by_case]
        nothing: list[Sequence[Finding]] = [()] * len(cases)
        own = self._own.found.find(cases) if self._own else nothing
        opinions: Sequence[Opinion | None] = [None] * len(cases)
        if self._mind is not None:
            unread = self._own.unread.find(cases) if self._own else nothing
            edits = [
                _edits(_flat(of_case), not_read)
                for of_case, not_read in zip(by_case, unread, strict=True)
            ]
            opinions = self._mind.opinions(cases, scored, edits)
        return [
            self._screening(case, _flat(by_case[at]), list(own[at]), scored[at], opinions[at])
            for at, case in enumerate(cases)
        ]

    def _case(self, item: Submission) -> Case:
        case = Case(item, text_facts(item.text, item.lang))
        if self._mind is None:
            return case
        return Case(item, replace(case.facts, language=self._mind.language(case)))

    def _screening(
        self,
        case: Case,
        findings: list[Finding],
        own: list[Finding],
        rules: Scores,
        opinion: Opinion | None,
    ) -> Screening:
        bounds = {one.clause: one.at_most for one in findings if one.at_most < 1.0}
        scores, overall = _weighed(rules, bounds, own, opinion)
        related = relevance(case)
        if opinion is not None and opinion.relevance is not None:
            related = opinion.relevance
        if related is not None:
            scores[Clause.OFF_TOPIC] = round(1.0 - related, 4)
        guess = case.facts.language
        readable = guess.tag in self._languages
        hidden = case.facts.invisible
        doubt = hidden.overrides > 0 or hidden.unbalanced
        policy = self.policy_of(guess.tag)
        named = policy.named(scores)
        whole = _as_a_whole(overall, bounds, scores)
        suggestion = policy.suggest(scores, whole, readable=readable, doubt=doubt)
        why = []
        if not named and policy.hostile(scores, overall):
            named = policy.likeliest(scores)
            scores |= {clause: round(max(scores[clause], overall / 2), 4) for clause in named}
            why.append(Explanation("", Reason.MODEL_OVERALL))
        findings = [*findings, *own, *(opinion.findings(named) if opinion is not None else ())]
        strong: list[Finding] = []
        if opinion is not None and not named and overall >= _STANDS_OUT:
            strong = [opinion.strong_words(clause) for clause in policy.likeliest(scores)]
        why += _explanations(findings, named, scores, policy)
        if not readable:
            worded = bool(case.facts.words) and guess.script != "Common"
            why.append(Explanation("", Reason.LANGUAGE_NOT_SERVED if worded else Reason.NO_WORDS))
        if doubt:
            why.append(Explanation("", Reason.HIDDEN_CHARACTERS))
        return Screening(
            id=case.submission.id,
            lang=guess.tag or UNDETERMINED,
            suggestion=suggestion,
            clauses=tuple(map(str, named)),
            scores={str(clause): score for clause, score in scores.items()},
            relevance=related,
            spans=_spans(findings, named) or _spans(strong, [one.clause for one in strong]),
            reasons=tuple(one.sentence() for one in why),
            screener=self.identity,
            reason_codes=tuple(map(str, why)),
            overall=overall,
        )


def _explanations(
    findings: Iterable[Finding], named: Sequence[str], scores: Scores, policy: Policy
) -> list[Explanation]:
    """One explanation for each clause named, then the advisory ones.

    A rule that found something can say what; a model only that it did, so rules speak first.
    """
    best: dict[str, Finding] = {}
    for finding in findings:
        there = best.get(finding.clause)
        if there is None or _telling(finding) > _telling(there):
            best[finding.clause] = finding
    why = []
    for clause in named:
        code = best[clause].reason if clause in best else Reason.MODEL
        if code is Reason.MODEL and scores[clause] < policy.rejects_at(clause):
            code = Reason.MODEL_UNSURE
        why.append(Explanation.of(code, clause))
    criticism = best.get(Clause.PUBLISHER_CRITICISM)
    if criticism is not None and criticism.probability >= LOOK_AT:
        why.append(Explanation.of(criticism.reason, criticism.clause))
    return why


def layer_scores(by_layer: Sequence[Sequence[Finding]], added: Iterable[str] = ()) -> Scores:
    """Probability per clause: the strongest finding of each layer, layers taken as independent.

    Findings of one layer are not independent (a text with one listed word often has two), so they
    do not add up; two different layers agreeing do: 1 - (1-p)(1-q).
    """
    missed = dict.fromkeys((*SCORED, *added), 1.0 - _BASE)
    for layer in by_layer:
        for clause, probability in _strongest(layer).items():
            missed[clause] *= 1.0 - probability
    return {clause: round(min(_CEILING, 1.0 - rest), 4) for clause, rest in missed.items()}


def _weighed(
    rules: Scores, bounds: Scores, own: Sequence[Finding], opinion: Opinion | None
) -> tuple[Scores, float]:
    """Scores and the overall probability, when all that was found is put together."""
    scores = dict(rules)
    overall = max(rules[clause] for clause in TOXIC)
    if opinion is not None:
        known = {c: p for c, p in opinion.probabilities.items() if c in scores}
        scores |= {Clause(c): p for c, p in known.items()}
        overall = opinion.probabilities.get("overall", overall)
    scores |= {clause: min(scores[clause], most) for clause, most in bounds.items()}
    for clause, probability in _strongest(own).items():
        scores[clause] = 1.0 - (1.0 - scores[clause]) * (1.0 - probability)
        if clause in TOXIC:
            overall = max(overall, probability)
    kept = {clause: round(min(_CEILING, score), 4) for clause, score in scores.items()}
    return kept, round(min(_CEILING, overall), 4)


def _as_a_whole(overall: float, bounds: Scores, scores: Scores) -> float:
    """How abusive the text is as a whole, for a suggestion: not for what is bounded alone."""
    others = any(scores[clause] >= LOOK_AT for clause in TOXIC if clause not in bounds)
    return overall if others else min([overall, *bounds.values()])


def _strongest(findings: Iterable[Finding]) -> Scores:
    strongest: Scores = {}
    for finding in findings:
        if finding.probability > strongest.get(finding.clause, 0.0):
            strongest[finding.clause] = finding.probability
    return strongest


def _edits(found: Iterable[Finding], unread: Iterable[Finding]) -> list[tuple[int, int, str]]:
    """What the mind reads in place of some ranges: nothing for words that are the publisher's to
    weigh, and the plain word for one in disguise."""
    blanks = [(start, end, "") for one in unread for start, end in one.spans]
    return blanks + [(start, end, f.word) for f in found if f.word for start, end in f.spans]


def _telling(finding: Finding) -> tuple[bool, float]:
    """What makes one finding a better explanation than another."""
    is_rule = finding.reason is not Reason.MODEL
    return is_rule and finding.probability >= LOOK_AT, finding.probability


def _flat(by_layer: Iterable[Sequence[Finding]]) -> list[Finding]:
    return [finding for layer in by_layer for finding in layer]


def _spans(findings: Iterable[Finding], named: Sequence[str]) -> tuple[Span, ...]:
    """The places that speak for the clauses named, in order, overlapping ones of a clause merged."""
    wanted = set(named)
    every = sorted(
        (str(finding.clause), start, end)
        for finding in findings
        if finding.clause in wanted
        and (finding.probability >= LOOK_AT or finding.reason is Reason.MODEL)
        for start, end in finding.spans
    )
    merged: list[Span] = []
    for clause, start, end in every:
        last = merged[-1] if merged else None
        if last is not None and last.clause == clause and start <= last.end:
            merged[-1] = Span(last.start, max(last.end, end), clause)
        else:
            merged.append(Span(start, end, clause))
    return tuple(sorted(merged))
