"""What callers' moderators decided is kept as labels, with its source, unless they forbid it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from stet.moderation.learning.feedback import trusted_labels
from stet.moderation.learning.models import Feedback
from stet.newsroom.models import Site
from stet.newsroom.wire_keys import Scope, key_named
from tests.wire.conftest import MakeKey
from tests.wire.perspective.conftest import FINE, RUDE, SUGGEST, Api


def scored(**values: float) -> dict[str, Any]:
    return {name: {"summaryScore": {"value": value}} for name, value in values.items()}


def label(text: str = RUDE, **more: object) -> dict[str, Any]:
    return {"comment": {"text": text}, "attributeScores": scored(TOXICITY=1), **more}


def test_an_answer_says_what_was_understood(api: Api) -> None:
    found = api.must(SUGGEST, label(languages=["en-US"], clientToken="comment:1", communityId="c"))

    assert found == {
        "clientToken": "comment:1",
        "detectedLanguages": ["en"],
        "requestedLanguages": ["en-US"],
    }


def test_a_rejection_is_kept_with_its_source_and_words(api: Api, site: Site) -> None:
    api.must(SUGGEST, label(sessionId="reader 7", communityId="c", clientToken="comment:1"))

    [kept] = Feedback.objects.all()
    key = key_named(api.key)
    assert (kept.site, kept.key, kept.source) == (site, key, "perspective")
    assert (kept.text, kept.lang, kept.verdict, kept.clause) == (RUDE, "en", "reject", "")
    assert kept.said == {"TOXICITY": 1.0}


@pytest.mark.parametrize(
    ("scores", "verdict", "clause"),
    [
        (scored(TOXICITY=0), "approve", ""),
        (scored(TOXICITY=0.49), "approve", ""),
        (scored(TOXICITY=0.5), "reject", ""),
        (scored(THREAT=1), "reject", "threat"),
        (scored(PROFANITY=1), "reject", "profanity"),
        (scored(OBSCENE=1), "reject", "vulgarity"),
        (scored(SPAM=1), "reject", "commercial_promotion"),
        (scored(INSULT_EXPERIMENTAL=0.7), "reject", "personal_attack"),
        (scored(ATTACK_ON_AUTHOR=1, TOXICITY=1), "reject", "personal_attack"),
        (scored(THREAT=0.6, PROFANITY=0.9), "reject", "profanity"),
        (scored(THREAT=0.2, TOXICITY=0.9), "reject", ""),
        (scored(IDENTITY_ATTACK=1), "reject", ""),
        (scored(**{"TOXICITY@6": 1}), "reject", ""),
        (scored(TOXICITY=0, CONSTRUCTIVE_EXPERIMENTAL=1), "approve", ""),
        (scored(FLIRTATION=1, SOMETHING_OF_THEIR_OWN=1), "reject", ""),
    ],
)
def test_scores_become_a_verdict_and_where_they_name_one_a_clause(
    api: Api, scores: object, verdict: str, clause: str
) -> None:
    api.must(SUGGEST, {"comment": {"text": RUDE}, "attributeScores": scores})

    [kept] = Feedback.objects.all()
    assert (kept.verdict, kept.clause) == (verdict, clause)


def test_the_highest_span_counts_where_there_is_no_summary(api: Api) -> None:
    spans = [
        {"begin": 0, "end": 3, "score": {"value": 0.1}},
        {"begin": 4, "end": 9, "score": {"value": 0.9, "type": "PROBABILITY"}},
    ]

    api.must(SUGGEST, {"comment": {"text": RUDE}, "attributeScores": {"THREAT": {"spanScores": spans}}})  # fmt: skip

    [kept] = Feedback.objects.all()
    assert (kept.verdict, kept.said) == ("reject", {"THREAT": 0.9})


@pytest.mark.parametrize("told", [True, "true", 1])
def test_what_must_not_be_kept_is_not_kept(api: Api, told: object) -> None:
    assert api.must(SUGGEST, label(doNotStore=told))["detectedLanguages"] == ["en"]

    assert not Feedback.objects.exists()


def test_praise_alone_is_no_verdict(api: Api) -> None:
    body = {"comment": {"text": FINE}, "attributeScores": scored(CONSTRUCTIVE_EXPERIMENTAL=1)}

    api.must(SUGGEST, body)

    assert not Feedback.objects.exists()


def test_a_label_is_learned_from_only_if_its_key_is_trusted(
    made_key: MakeKey, site: Site, now: datetime
) -> None:
    Api(made_key(Scope.PERSPECTIVE)).must(SUGGEST, label())
    Api(made_key(Scope.PERSPECTIVE, trusted=True)).must(SUGGEST, label(FINE))

    assert Feedback.objects.count() == 2
    later = Feedback.objects.latest("at").at.replace(year=now.year + 1)
    assert [one.text for one in trusted_labels(site, later, 10)] == [FINE]


def test_the_later_word_of_the_same_caller_counts(api: Api) -> None:
    api.must(SUGGEST, label())
    api.must(SUGGEST, {"comment": {"text": RUDE}, "attributeScores": scored(TOXICITY=0)})

    [kept] = Feedback.objects.all()
    assert kept.verdict == "approve"


def test_a_text_that_no_database_holds_is_kept_without_what_it_cannot_hold(api: Api) -> None:
    body = b'{"comment": {"text": "Nul \\u0000 and half \\ud83d."},'
    body += b' "attributeScores": {"TOXICITY": {"summaryScore": {"value": 1}}}}'

    api.must(SUGGEST, body)

    [kept] = Feedback.objects.all()
    assert kept.text == "Nul \ufffd and half \ufffd."


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"comment": {"text": RUDE}}, "Missing attribute_scores"),
        (label(attributeScores={}), "Missing attribute_scores"),
        (label(attributeScores={"TOXICITY": {}}), "Missing scores of attribute TOXICITY"),
        (label(attributeScores={"NICENESS": {"summaryScore": {"value": 1}}}), "Unknown attribute: NICENESS"),
        (label(attributeScores=scored(TOXICITY=1.5)), "Score values must be from 0 to 1"),
        (label(attributeScores=scored(TOXICITY=-0.1)), "Score values must be from 0 to 1"),
        (label(attributeScores={"TOXICITY": {"summaryScore": {"type": "PROBABILITY"}}}), "Score without a value"),
        (label(attributeScores={"TOXICITY": {"summaryScore": {"value": 1, "type": "RAW"}}}), "Score type RAW is not supported"),
        (label(attributeScores={"TOXICITY": {"spanScores": [{"score": {"value": 1}}]}}), "Span scores must have begin and end."),
        (label(attributeScores={"TOXICITY": {"spanScores": [{"begin": 5, "end": 2, "score": {"value": 1}}]}}), "A span must end after it begins."),
        (label(""), "Comment must be non-empty."),
        (label("a" * 20_481), "Comment text too long."),
        (label(attributeScores=[]), "Invalid JSON payload received. attributeScores is not an object."),
        (label(attributeScores={"TOXICITY": {"spanScores": {}}}), None),
        (label(attributeScores={"TOXICITY": {"spanScores": {"a": 1}}}), "Invalid JSON payload received. spanScores is not a list of objects."),
        (label(attributeScores=scored(TOXICITY="high")), "Invalid JSON payload received. value is not a number."),  # type: ignore[arg-type]
    ],
)  # fmt: skip
def test_what_is_malformed_is_refused_and_not_kept(
    api: Api, body: object, message: str | None
) -> None:
    found = api.refused(SUGGEST, body)

    assert (found["code"], found["status"]) == (400, "INVALID_ARGUMENT")
    assert message is None or found["message"] == message
    assert not Feedback.objects.exists()
