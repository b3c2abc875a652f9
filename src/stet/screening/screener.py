"""The screener: layers of findings, combined into scores, a suggestion and reasons."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Final

from stet.screening.clauses import SCORED, Clause
from stet.screening.detecting import rule_layers
from stet.screening.explaining import Explanation
from stet.screening.findings import Case, Finding, Layer
from stet.screening.lexicon import LANGUAGES, Edit, Lexicon, Term, edited, shipped_terms
from stet.screening.policy import LOOK_AT, Policy
from stet.screening.reasons import Reason
from stet.screening.relevance import relevance
from stet.screening.types import Screener, Screening, Span, Submission
from stet.text.facts import text_facts
from stet.text.languages import UNDETERMINED
from stet.text.matchkey import KEY_VERSION

__all__ = ["LayeredScreener", "Screener", "build_screener", "default_screener"]

NAME: Final = "stet-rules"
RULES_VERSION: Final = "1"

# What is left when nothing was found: rules miss some violations, spread over all the clauses.
_BASE: Final = 0.02
# However much was found, a rule is not certain.
_CEILING: Final = 0.99

Relevance = Callable[[Case], float | None]


class LayeredScreener:
    """A screener made of layers. A model is one more layer; see `findings.Layer`.

    Holds no state between calls but caches of pure functions, so threads may share it.
    """

    def __init__(
        self,
        name: str,
        version: str,
        layers: Sequence[Layer],
        *,
        policy: Policy | None = None,
        measure: Relevance = relevance,
        languages: Iterable[str] = LANGUAGES,
        added_clauses: Iterable[str] = (),
    ) -> None:
        self.name = name
        self.version = version
        self._layers = tuple(layers)
        self._policy = policy or Policy()
        self._measure = measure
        self._languages = frozenset(languages)
        self._added = tuple(added_clauses)

    @property
    def identity(self) -> str:
        """name@version, as it stands in every screening."""
        return f"{self.name}@{self.version}"

    def screen(self, submissions: Sequence[Submission]) -> list[Screening]:
        """One screening for each submission, in their order."""
        cases = [Case(item, text_facts(item.text, item.lang)) for item in submissions]
        found = [layer.find(cases) for layer in self._layers]
        return [
            self._screening(case, [of_layer[at] for of_layer in found])
            for at, case in enumerate(cases)
        ]

    def _screening(self, case: Case, by_layer: Sequence[Sequence[Finding]]) -> Screening:
        scores = _scores(by_layer, self._added)
        related = self._measure(case)
        if related is not None:
            scores[Clause.OFF_TOPIC] = round(1.0 - related, 4)
        guess = case.facts.language
        readable = guess.tag in self._languages
        findings = [finding for layer in by_layer for finding in layer]
        doubt = case.facts.invisible.overrides > 0 or case.facts.invisible.unbalanced
        named = self._policy.named(scores)
        why = _explanations(findings, named)
        if not readable:
            worded = bool(case.facts.words) and guess.script != "Common"
            why.append(Explanation("", Reason.LANGUAGE_NOT_SERVED if worded else Reason.NO_WORDS))
        if doubt:
            why.append(Explanation("", Reason.HIDDEN_CHARACTERS))
        return Screening(
            id=case.submission.id,
            lang=guess.tag or UNDETERMINED,
            suggestion=self._policy.suggest(scores, readable=readable, doubt=doubt),
            clauses=tuple(map(str, named)),
            scores={str(clause): score for clause, score in scores.items()},
            relevance=related,
            spans=_spans(findings, named),
            reasons=tuple(one.sentence() for one in why),
            screener=self.identity,
            reason_codes=tuple(map(str, why)),
        )


def _scores(by_layer: Sequence[Sequence[Finding]], added: Iterable[str]) -> dict[str, float]:
    """Probability per clause: the strongest finding of each layer, layers taken as independent.

    Findings of one layer are not independent (a text with one listed word often has two), so they
    do not add up; two different layers agreeing do: 1 - (1-p)(1-q).
    """
    missed = dict.fromkeys((*SCORED, *added), 1.0 - _BASE)
    for layer in by_layer:
        strongest: dict[str, float] = {}
        for finding in layer:
            if finding.probability > strongest.get(finding.clause, 0.0):
                strongest[finding.clause] = finding.probability
        for clause, probability in strongest.items():
            missed[clause] *= 1.0 - probability
    return {clause: round(min(_CEILING, 1.0 - rest), 4) for clause, rest in missed.items()}


def _explanations(findings: Iterable[Finding], named: Sequence[str]) -> list[Explanation]:
    """One explanation for each clause named, that of its strongest finding, then the advisory ones."""
    best: dict[str, Finding] = {}
    for finding in findings:
        there = best.get(finding.clause)
        if there is None or finding.probability > there.probability:
            best[finding.clause] = finding
    why = [Explanation.of(best[clause].reason, clause) for clause in named if clause in best]
    criticism = best.get(Clause.PUBLISHER_CRITICISM)
    if criticism is not None and criticism.probability >= LOOK_AT:
        why.append(Explanation.of(criticism.reason, criticism.clause))
    return why


def _spans(findings: Iterable[Finding], named: Sequence[str]) -> tuple[Span, ...]:
    """The places that speak for the clauses named, in order, overlapping ones of a clause merged."""
    wanted = set(named)
    every = sorted(
        (str(finding.clause), start, end)
        for finding in findings
        if finding.clause in wanted and finding.probability >= LOOK_AT
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


def build_screener(
    edits: Iterable[Edit] = (),
    *,
    extra_terms: Iterable[Term] = (),
    removed_terms: Iterable[tuple[str, str]] = (),
    policy: Policy | None = None,
) -> LayeredScreener:
    """The rules-based screener with a site's edits of the word lists.

    `edits` are the publisher's, as they are kept; `removed_terms` are (language, term) and
    `extra_terms` whole terms, for programs. Clauses that a publisher added and gave terms are scored
    and in force like the default ones.
    """
    removal = [("remove", language, term, "", "") for language, term in removed_terms]
    terms = (*edited(shipped_terms(), [*removal, *edits]), *extra_terms)
    lexicon = Lexicon(terms)
    added = tuple(sorted({t.clause for t in terms if t.clause} - set(map(str, SCORED))))
    if policy is None and added:
        policy = Policy(active=Policy().active | frozenset(added))
    digest = f"{lexicon.digest}.{_wording_digest()}"
    version = f"{RULES_VERSION}.{KEY_VERSION}+{digest}{_policy_mark(policy)}"
    return LayeredScreener(NAME, version, rule_layers(lexicon), policy=policy, added_clauses=added)


@cache
def _wording_digest() -> str:
    """Eight hexadecimal digits that change with the other lists: roles, promotion, common words."""
    lists = files("stet.screening").joinpath("lexicons")
    names = sorted(item.name for item in lists.iterdir() if item.name.endswith(".txt"))
    parts = [lists.joinpath(name).read_bytes() for name in names]
    parts.append(files("stet.text").joinpath("common_words.txt").read_bytes())
    return sha256(b"\0".join(parts)).hexdigest()[:8]


def _policy_mark(policy: Policy | None) -> str:
    """Changes with every setting of a policy other than the default one, which has no mark."""
    if policy is None or policy == Policy():
        return ""
    settings: Mapping[str, object] = {
        "active": sorted(policy.active),
        "reject_at": sorted(policy.reject_at.items()),
        "look_at": sorted(policy.look_at.items()),
    }
    return f".p{sha256(repr(settings).encode()).hexdigest()[:6]}"


@cache
def default_screener() -> LayeredScreener:
    """The screener with the lists as shipped. Built once a process."""
    return build_screener()
