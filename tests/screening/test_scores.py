"""The advisory scores, relevance, and how findings become scores and suggestions."""

import pytest

from stet.screening.clauses import ADVISORY, Clause
from stet.screening.findings import Detector, Finding
from stet.screening.lexicon import shipped_terms
from stet.screening.policy import Policy
from stet.screening.reasons import Reason
from stet.screening.screener import LayeredScreener, build_screener, default_screener
from stet.screening.types import ArticleContext, Submission
from tests.screening.conftest import rules, screen

BRIDGE = ArticleContext(
    "Old bridge at Zakho closed",
    "Engineers closed the Delal bridge at Zakho after cracks appeared in an arch. The council promised a ferry.",
)


def _relevance(text: str) -> float:
    [result] = default_screener().screen([Submission("1", text, article=BRIDGE)])
    assert result.relevance is not None
    return result.relevance


def test_a_comment_on_the_article_is_more_relevant_than_one_on_something_else() -> None:
    on_topic = _relevance("The engineers warned about cracks in the bridge years ago.")
    off_topic = _relevance("Real Madrid needs a better goalkeeper this season.")
    assert on_topic > 0.6
    assert off_topic < 0.2


def test_off_topic_is_advice_and_never_rejects() -> None:
    [result] = default_screener().screen(
        [Submission("1", "Real Madrid needs a better goalkeeper this season.", article=BRIDGE)]
    )
    assert result.scores["off_topic"] > 0.7
    assert result.suggestion == "approve"


def test_reasons_and_questions_are_constructive() -> None:
    reasoned = screen(
        "I disagree, because the ferry costs more than the repair. Why did nobody ask the engineers first?"
    )
    assert reasoned.scores["constructive"] > screen("Boo.").scores["constructive"] + 0.2


def test_sources_and_own_observations_are_evidence() -> None:
    assert (
        screen("I was there: 300 people waited, see https://www.un.org/report.").scores[
            "claim_evidence"
        ]
        > 0.5
    )
    assert screen("Nonsense from start to end.").scores["claim_evidence"] < 0.1


def test_repetition_is_scored_but_named_only_where_it_is_a_clause() -> None:
    text = "Open the bridge now " * 12
    assert screen(text).scores["unintelligible_or_repeated"] > 0.6
    assert "unintelligible_or_repeated" not in screen(text).clauses
    active = Policy().active | {Clause.UNINTELLIGIBLE_OR_REPEATED}
    result = screen(text, build_screener(policy=Policy(active=active)))
    assert "unintelligible_or_repeated" in result.clauses


def test_private_data_is_scored() -> None:
    result = screen("The reporter lives at 12 Citadel Street and pays with 4111 1111 1111 1111.")
    assert result.scores["unlawful_or_private"] > 0.6


def _layers(*probabilities: float) -> LayeredScreener:
    def layer(probability: float) -> Detector:
        found = Finding(Clause.THREAT, probability, Reason.THREAT_UNCLEAR, ((0, 1),))
        return Detector("given", lambda _: [found, found])

    return LayeredScreener("given", "1", [layer(p) for p in probabilities])


def test_two_findings_of_one_layer_count_once_and_two_layers_twice() -> None:
    one, two = screen("Oh.", _layers(0.5)), screen("Oh.", _layers(0.5, 0.5))
    assert one.scores["threat"] == pytest.approx(0.51)
    assert two.scores["threat"] == pytest.approx(0.755)
    assert len(one.spans) == 1


@pytest.mark.parametrize(
    ("probability", "suggestion"), [(0.1, "approve"), (0.5, "look"), (0.9, "reject")]
)
def test_thresholds_divide_the_suggestions(probability: float, suggestion: str) -> None:
    assert screen("The bridge is closed.", _layers(probability)).suggestion == suggestion


def test_a_policy_can_ask_for_more_before_it_rejects() -> None:
    strict = Policy(reject_at={Clause.PROFANITY: 0.95})
    assert screen("What bullshit.", build_screener(policy=strict)).suggestion == "look"
    assert build_screener(policy=strict).version != default_screener().version


def test_a_clause_that_is_not_in_force_is_not_named() -> None:
    active = Policy().active - {Clause.PROFANITY}
    result = screen("What bullshit.", build_screener(policy=Policy(active=active)))
    assert result.suggestion == "approve"
    assert result.scores["profanity"] > 0.8


def test_advisory_scores_are_never_named() -> None:
    everything = Policy(active=frozenset({*Policy().active, *ADVISORY}))
    result = screen("Your report is wrong because I was there.", build_screener(policy=everything))
    assert not set(result.clauses) & set(ADVISORY)


def test_every_listed_term_is_found_in_a_text_of_its_language() -> None:
    """A list entry that matching can never reach would be a promise not kept."""
    screener = rules()
    terms = [t for t in shipped_terms() if t.clause and t.probability >= 0.4]
    results = screener.screen([Submission("1", t.term, lang=t.language) for t in terms])
    missed = [
        (t.language, t.term, t.clause)
        for t, r in zip(terms, results, strict=True)
        if r.scores[str(t.clause)] < 0.25
    ]
    assert missed == []
