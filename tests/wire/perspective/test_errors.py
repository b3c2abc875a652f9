"""What is refused is refused with the very words, statuses and details of the real service."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from tests.wire.perspective.conftest import ANALYZE, FINE, SUGGEST, Api, asked

KIND = "type.googleapis.com/google.commentanalyzer.v1alpha1.Error"
BOTH = {
    "entries": [{"text": "The article."}],
    "articleAndParentComment": {"article": {"text": "The article."}},
}
TWO = (
    "Context can have either entries or article_and_parent_comment, but both fields were populated."
)


def comment(**entry: object) -> dict[str, Any]:
    return {"comment": entry, "requestedAttributes": {"TOXICITY": {}}}


def wanting(**attributes: object) -> dict[str, Any]:
    return {"comment": {"text": FINE}, "requestedAttributes": attributes}


@pytest.mark.parametrize(
    ("body", "message", "error_type"),
    [
        (comment(text=""), "Comment must be non-empty.", "COMMENT_EMPTY"),
        (comment(text=" \n\t "), "Comment must be non-empty.", "COMMENT_EMPTY"),
        (comment(), "Comment must be non-empty.", "COMMENT_EMPTY"),
        ({}, "Comment must be non-empty.", "COMMENT_EMPTY"),
        (comment(text="a" * 20_481), "Comment text too long.", "COMMENT_TOO_LONG"),
        (comment(text="ü" * 10_241), "Comment text too long.", "COMMENT_TOO_LONG"),
        (comment(text=FINE) | {"requestedAttributes": {}}, "Missing requested_attributes", "NO_REQUESTED_ATTRIBUTES"),
        ({"comment": {"text": FINE}}, "Missing requested_attributes", "NO_REQUESTED_ATTRIBUTES"),
        (wanting(NICENESS={}), "Unknown requested attribute: NICENESS", "INVALID_REQUEST"),
        (wanting(**{"NICENESS@2": {}}), "Unknown requested attribute: NICENESS@2", "INVALID_REQUEST"),
        (wanting(TOXICITY={"scoreType": "RAW"}), "Requested score type RAW is not supported by attribute TOXICITY", "INVALID_REQUEST"),
        (wanting(INSULT={"scoreType": 3}), "Requested score type PERCENTILE is not supported by attribute INSULT", "INVALID_REQUEST"),
        (comment(text=FINE, type="HTML"), "Currently, only 'PLAIN_TEXT' comments are supported", "INVALID_REQUEST"),
        (comment(text=FINE, type="MARKDOWN"), "Unknown text type", "INVALID_REQUEST"),
        (asked(FINE, context=BOTH), TWO, "INVALID_REQUEST"),
        (asked("1 2 3"), "Unable to detect language", "LANGUAGE_DETECTION_FAILED"),
    ],
)  # fmt: skip
def test_it_says_what_is_wrong_with_a_request(
    api: Api, body: object, message: str, error_type: str
) -> None:
    assert api.refused(ANALYZE, body) == {
        "code": 400,
        "message": message,
        "status": "INVALID_ARGUMENT",
        "details": [{"@type": KIND, "errorType": error_type}],
    }


def test_it_names_the_attribute_and_the_languages_that_were_detected(api: Api) -> None:
    found = api.refused(ANALYZE, asked("Этот мост давно закрыли, и все об этом знают."))

    assert found == {
        "code": 400,
        "message": "Attribute TOXICITY does not support request languages: ru",
        "status": "INVALID_ARGUMENT",
        "details": [
            {
                "@type": KIND,
                "errorType": "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE",
                "languageNotSupportedByAttributeError": {
                    "attribute": "TOXICITY",
                    "detectedLanguages": ["ru"],
                },
            }
        ],
    }


def test_it_names_the_attribute_and_the_languages_that_were_requested(api: Api) -> None:
    found = api.refused(ANALYZE, asked(FINE, "THREAT", languages=["en", "ja", "ko"]))

    assert found["message"] == "Attribute THREAT does not support request languages: ja, ko"
    [detail] = found["details"]
    assert detail["languageNotSupportedByAttributeError"] == {
        "attribute": "THREAT",
        "requestedLanguages": ["ja", "ko"],
    }


def test_it_refuses_one_attribute_at_a_time_so_that_clients_can_drop_it(api: Api) -> None:
    wanted = ["TOXICITY", "FLIRTATION", "NUANCE_EXPERIMENTAL", "THREAT"]
    refused = []
    while (answer := api.ask(ANALYZE, asked(FINE, *wanted))).status_code == 400:
        [detail] = json.loads(answer.content)["error"]["details"]
        assert detail["errorType"] == "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE"
        refused.append(detail["languageNotSupportedByAttributeError"]["attribute"])
        wanted.remove(refused[-1])

    assert refused == ["FLIRTATION", "NUANCE_EXPERIMENTAL"]
    assert list(json.loads(answer.content)["attributeScores"]) == ["TOXICITY", "THREAT"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"comment": NaN}',
        b"[" * 100_000,
        {"comment": "text", "requestedAttributes": {"TOXICITY": {}}},
        {"comment": {"text": 7}, "requestedAttributes": {"TOXICITY": {}}},
        {"comment": {"text": FINE, "type": {}}, "requestedAttributes": {"TOXICITY": {}}},
        {"comment": {"text": FINE}, "requestedAttributes": ["TOXICITY"]},
        wanting(TOXICITY=[]),
        wanting(TOXICITY={"scoreThreshold": "much"}),
        wanting(TOXICITY={"scoreThreshold": 10**400}),
        wanting(TOXICITY={"scoreType": []}),
        asked(FINE, languages=[7]),
        asked(FINE, languages={"en": True}),
        asked(FINE, clientToken={}),
        asked(FINE, context=[]),
        asked(FINE, context={"entries": {}}),
        asked(FINE, context={"entries": ["text"]}),
    ],
)
def test_what_is_no_request_at_all_is_refused_in_the_same_shape(api: Api, body: object) -> None:
    found = api.refused(ANALYZE, body)

    assert found["code"] == 400
    assert found["status"] == "INVALID_ARGUMENT"
    assert found["message"].startswith("Invalid JSON payload received.")


def test_a_request_that_is_far_too_long_is_not_read(api: Api) -> None:
    found = api.refused(ANALYZE, b'{"comment": {"text": "' + b"a" * 1_048_576 + b'"}}')

    assert found["message"] == "Request payload size exceeds the limit: 1048576 bytes."
    assert found["status"] == "INVALID_ARGUMENT"


@pytest.mark.parametrize("path", [ANALYZE, SUGGEST])
def test_other_methods_are_refused_in_the_same_shape(api: Api, path: str) -> None:
    answer = Client().delete(f"{path}?key={api.key}")

    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"
    assert answer.json()["error"]["code"] == 405


def test_the_longest_text_is_answered(api: Api) -> None:
    assert api.score("This is fine. " * 1_462 + "So is x.") < 0.5


def test_more_attributes_than_there_ever_were_are_refused(api: Api) -> None:
    found = api.refused(ANALYZE, asked(FINE, *(f"TOXICITY@{at}" for at in range(201))))

    assert found["message"] == "Too many requested attributes."
