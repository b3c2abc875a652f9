"""What an answer says, and that nothing is left of the question."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from stet.moderation.learning.models import Feedback
from tests.wire.perspective.conftest import ANALYZE, FINE, RUDE, Api, asked


def test_an_answer_has_the_shape_that_clients_index_without_a_guard(api: Api) -> None:
    found = api.analyze(RUDE)

    value = found["attributeScores"]["TOXICITY"]["summaryScore"]["value"]
    score = {"value": value, "type": "PROBABILITY"}
    assert found == {
        "attributeScores": {
            "TOXICITY": {
                "spanScores": [{"begin": 0, "end": len(RUDE), "score": score}],
                "summaryScore": score,
            }
        },
        "languages": ["en"],
        "detectedLanguages": ["en"],
    }
    assert value > 0.9


def test_a_rude_comment_is_over_the_usual_thresholds_and_a_fine_one_is_not(api: Api) -> None:
    assert api.score(RUDE) > 0.8 > api.score(FINE)
    assert api.score(RUDE, "INSULT") > 0.8 > api.score(FINE, "INSULT")


def test_attributes_are_called_and_ordered_as_they_were_requested(api: Api) -> None:
    names = ["THREAT@2", "TOXICITY@6", "TOXICITY", "SPAM@1", "INSULT_EXPERIMENTAL"]

    found = api.analyze(RUDE, *names)["attributeScores"]

    assert list(found) == names
    assert found["TOXICITY@6"] == found["TOXICITY"]


def test_scores_below_a_threshold_are_left_out(api: Api) -> None:
    wanted = {"TOXICITY": {"scoreThreshold": 0.5}, "THREAT": {"scoreThreshold": "0.99"}}

    found = api.must(ANALYZE, {"comment": {"text": RUDE}, "requestedAttributes": wanted})

    assert found["attributeScores"]["TOXICITY"]["summaryScore"]["value"] > 0.5
    assert found["attributeScores"]["THREAT"] == {}


def test_a_threshold_of_nothing_leaves_nothing_out(api: Api) -> None:
    wanted = {"THREAT": {"scoreThreshold": 0, "scoreType": "PROBABILITY"}}

    found = api.must(ANALYZE, {"comment": {"text": FINE}, "requestedAttributes": wanted})

    assert found["attributeScores"]["THREAT"]["summaryScore"]


def test_sentences_are_scored_apart_when_asked_for(api: Api) -> None:
    text = "The bridge was closed in May. You are an idiot! The council knew it."

    scores = api.analyze(text, spanAnnotations=True)["attributeScores"]["TOXICITY"]

    spans = [(span["begin"], span["end"]) for span in scores["spanScores"]]
    assert [text[begin:end] for begin, end in spans] == [
        "The bridge was closed in May.",
        "You are an idiot!",
        "The council knew it.",
    ]
    first, second, third = [span["score"]["value"] for span in scores["spanScores"]]
    assert second > 0.8 > max(first, third)
    assert scores["summaryScore"]["value"] > 0.5


def test_spans_count_as_utf_16_does(api: Api) -> None:
    text = "😀😀 What a day! 🌉 The bridge stands again."

    scores = api.analyze(text, spanAnnotations=True)["attributeScores"]["TOXICITY"]

    units = text.encode("utf-16-le")
    assert [
        units[2 * span["begin"] : 2 * span["end"]].decode("utf-16-le")
        for span in scores["spanScores"]
    ] == ["😀😀 What a day!", "🌉 The bridge stands again."]


def test_the_whole_text_is_one_span_when_none_is_asked_for(api: Api) -> None:
    text = "😀 One sentence. Another one."

    [span] = api.analyze(text)["attributeScores"]["TOXICITY"]["spanScores"]

    assert (span["begin"], span["end"]) == (0, len(text.encode("utf-16-le")) // 2)


def test_half_a_character_keeps_the_places_of_the_others(api: Api) -> None:
    body = b'{"comment": {"text": "Good \\ud83d day. \\udc00 Fine."}, "spanAnnotations": true,'
    body += b' "requestedAttributes": {"TOXICITY": {}}, "clientToken": "\\ud83d"}'

    scores = api.must(ANALYZE, body)["attributeScores"]["TOXICITY"]

    assert [(span["begin"], span["end"]) for span in scores["spanScores"]] == [(0, 11), (12, 19)]


def test_however_many_sentences_there_are_the_spans_are_few_and_cover_all(api: Api) -> None:
    text = " ".join(f"Sentence {number} is fine." for number in range(100))

    spans = api.analyze(text, spanAnnotations=True)["attributeScores"]["TOXICITY"]["spanScores"]

    assert len(spans) == 16
    assert (spans[0]["begin"], spans[-1]["end"]) == (0, len(text))
    assert all(one["end"] + 1 == two["begin"] for one, two in pairwise(spans))


def test_a_token_is_sent_back(api: Api) -> None:
    assert api.analyze(FINE, clientToken="comment:7 ü")["clientToken"] == "comment:7 ü"
    assert api.analyze(FINE, clientToken="")["clientToken"] == ""


def test_an_article_in_the_context_tells_what_is_off_topic(api: Api) -> None:
    article = {"text": "The council closed the old bridge in May, since its steel has rusted thin."}
    strayed = "My cat loves the new tuna flavour, and so does my sister's dog."
    pair = {"articleAndParentComment": {"article": article}}

    beside = api.score(strayed, "OFF_TOPIC", context=pair)

    assert beside == api.score(strayed, "OFF_TOPIC", context={"entries": [article]})
    assert beside > 0.5 > api.score(FINE, "OFF_TOPIC", context=pair)
    assert api.score(strayed, "OFF_TOPIC") < 0.5


def test_a_context_that_is_no_plain_text_is_passed_over(api: Api) -> None:
    plain = api.score(FINE, "OFF_TOPIC")
    for entry in (
        {"text": '{"url": "https://news.example.org/1"}'},
        {"text": "<p>", "type": "HTML"},
    ):
        assert api.score(FINE, "OFF_TOPIC", context={"entries": [entry]}) == plain


@pytest.mark.parametrize(
    "body",
    [
        {"comment": {"text": RUDE, "requestedAttributes": {"TOXICITY": {}}}},
        {"comment": {"text": RUDE}, "requested_attributes": {"TOXICITY": None}},
        asked(RUDE, unknown={"a": 1}, sessionId="s", communityId="c", doNotStore=True),
        asked(RUDE, languages="en"),
        asked(RUDE, languages=None, context=None, clientToken=None, spanAnnotations=None),
        {"comment": {"text": RUDE, "type": "PLAIN_TEXT", "x": 1}, "requestedAttributes": {"TOXICITY": {"y": 2}}},
        {"comment": {"text": RUDE, "type": "TEXT_TYPE_UNSPECIFIED"}, "requestedAttributes": {"TOXICITY": {}}},
    ],
)  # fmt: skip
def test_clients_are_understood_however_they_write_it(api: Api, body: dict[str, Any]) -> None:
    found = api.must(ANALYZE, body)

    assert found["attributeScores"]["TOXICITY"]["summaryScore"]["value"] > 0.8


def test_a_form_type_of_the_body_does_not_matter(api: Api) -> None:
    answer = Client().post(
        f"{ANALYZE}?key={api.key}", json.dumps(asked(FINE)), "application/x-www-form-urlencoded"
    )

    assert answer.status_code == 200


def test_nothing_of_a_question_is_written(api: Api) -> None:
    api.analyze(FINE)
    with CaptureQueriesContext(connection) as asked_of_database:
        api.analyze(RUDE, sessionId="s", communityId="c", clientToken="t")

    written = [q["sql"] for q in asked_of_database if not q["sql"].lstrip().startswith("SELECT")]
    assert written == []
    assert not Feedback.objects.exists()
