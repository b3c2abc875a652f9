"""OpenAI's moderation call: what may be asked, what is answered, and what is refused how."""

import json
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from stet.newsroom.wire_keys import Scope
from stet.screening.types import Submission
from stet.wire.asking import screener_now
from stet.wire.callers import caller_of
from stet.wire.openai.asked import MOST_INPUTS, MOST_TEXT_BYTES
from stet.wire.openai.categories import CATEGORIES, NOT_MEASURED
from tests.wire.conftest import MakeKey

PATH = "/v1/moderations"
INSULTS = "You are a stupid idiot and a disgusting liar."
THREATENS = "I will find you and kill you."
ASKS = "Who pays for the bridge?"
IMAGE = {"type": "image_url", "image_url": {"url": "https://pictures.example/1.png"}}


def ask(
    key: str, asked: Any = ASKS, *, path: str = PATH, raw: bytes | None = None, **more: Any
) -> HttpResponse:
    body = json.dumps({"input": asked, **more}).encode() if raw is None else raw
    answer = Client(raise_request_exception=False).generic(
        "POST", path, body, "application/json", headers={"Authorization": f"Bearer {key}"}
    )
    assert isinstance(answer, HttpResponse)
    return answer


def results(answer: HttpResponse) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.content
    found: list[dict[str, Any]] = json.loads(answer.content)["results"]
    for one in found:
        for part in ("categories", "category_scores", "category_applied_input_types"):
            assert one[part].keys() == CATEGORIES.keys()
        assert one["flagged"] is any(one["categories"].values())
        assert all(0 <= score <= 1 for score in one["category_scores"].values())
    return found


def refusal(answer: HttpResponse, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.content
    told: dict[str, Any] = json.loads(answer.content)
    assert told.keys() == {"error"}
    assert told["error"].keys() == {"message", "type", "param", "code"}
    return dict(told["error"])


def test_an_insult_is_harassment_and_a_question_is_nothing(made_key: MakeKey) -> None:
    key = made_key(Scope.OPENAI)
    (insulted,) = results(ask(key, INSULTS))
    assert insulted["categories"]["harassment"]
    assert insulted["category_scores"]["harassment"] > 0.5
    (asked,) = results(ask(key, ASKS))
    assert not asked["flagged"]


def test_a_threat_is_harassment_that_threatens_and_violence(made_key: MakeKey) -> None:
    (one,) = results(ask(made_key(Scope.OPENAI), THREATENS))
    named = {name for name, flag in one["categories"].items() if flag}
    assert {"harassment", "harassment/threatening", "violence"} <= named


def test_each_category_is_what_its_clauses_say(made_key: MakeKey) -> None:
    key = made_key(Scope.OPENAI)
    caller = caller_of(key)
    assert caller is not None
    texts = [INSULTS, THREATENS, ASKS]
    ours = screener_now(caller.site.id).screen([Submission("", text) for text in texts])
    for screening, one in zip(ours, results(ask(key, texts)), strict=True):
        scores = one["category_scores"]
        assert scores["violence"] == screening.scores["threat"]
        assert scores["sexual"] == screening.scores["vulgarity"]
        assert scores["hate"] == max(
            screening.scores[clause]
            for clause in ("sexism", "racism", "homophobia", "xenophobia", "other_abuse")
        )
        assert scores["hate/threatening"] == min(scores["hate"], screening.scores["threat"])


def test_what_is_not_measured_is_said_to_be_so(made_key: MakeKey) -> None:
    answer = ask(made_key(Scope.OPENAI), THREATENS)
    told = json.loads(answer.content)["not_measured"]
    assert set(told) == {
        *("illicit", "illicit/violent", "sexual/minors", "violence/graphic"),
        *("self-harm", "self-harm/intent", "self-harm/instructions"),
    }
    (one,) = results(answer)
    for name in CATEGORIES:
        measured = name not in told
        assert one["category_applied_input_types"][name] == (["text"] if measured else [])
        assert measured or (one["category_scores"][name], one["categories"][name]) == (0, False)


def test_the_reply_names_the_screener_and_not_the_model_asked_for(made_key: MakeKey) -> None:
    key = made_key(Scope.OPENAI)
    caller = caller_of(key)
    assert caller is not None
    screener = screener_now(caller.site.id)
    for model in ("omni-moderation-latest", "text-moderation-007", "", None):
        told = json.loads(ask(key, model=model).content)
        assert told["model"] == f"{screener.name}@{screener.version}"
        assert told["id"].startswith("modr-")


def test_several_texts_get_a_result_each_in_their_order(made_key: MakeKey) -> None:
    texts = [INSULTS if place % 3 == 0 else ASKS for place in range(MOST_INPUTS)]
    found = results(ask(made_key(Scope.OPENAI), texts))
    assert [one["flagged"] for one in found] == [text == INSULTS for text in texts]


def test_the_texts_among_parts_are_one_input_and_images_are_not_looked_at(
    made_key: MakeKey,
) -> None:
    key = made_key(Scope.OPENAI)
    (both,) = results(ask(key, [{"type": "text", "text": INSULTS}, IMAGE]))
    assert both["flagged"]
    assert both["category_applied_input_types"]["sexual"] == ["text"]
    (alone,) = results(ask(key, [IMAGE]))
    assert not alone["flagged"]
    assert not any(alone["category_applied_input_types"].values())
    assert not any(alone["category_scores"].values())


def test_the_key_s_threshold_is_where_a_flag_begins(made_key: MakeKey) -> None:
    score = results(ask(made_key(Scope.OPENAI), INSULTS))[0]["category_scores"]["harassment"]
    assert 0.1 < score < 0.99
    for threshold, flag in ((int(score * 100), True), (int(score * 100) + 1, False)):
        key = made_key(Scope.OPENAI, threshold=threshold)
        assert results(ask(key, INSULTS))[0]["categories"]["harassment"] is flag


@pytest.mark.parametrize("path", ["/moderations", "/openai/v1/moderations", "/a/b/v1/moderations/"])
def test_it_answers_under_any_prefix(made_key: MakeKey, path: str) -> None:
    assert results(ask(made_key(Scope.OPENAI), path=path))


def test_a_tag_of_that_name_stays_a_tag(made_key: MakeKey) -> None:
    answer = ask(made_key(Scope.OPENAI), path="/tags/moderations/")
    assert not answer.headers["Content-Type"].startswith("application/json")


def test_nobody_gets_an_answer_without_a_key_of_the_scope(made_key: MakeKey) -> None:
    assert refusal(ask("f" * 32), 401)["code"] == "invalid_api_key"
    assert refusal(ask("sk-nothing"), 401)["type"] == "invalid_request_error"
    assert refusal(ask(made_key(Scope.AKISMET)), 403)["code"] == "missing_scope"
    for headers in ({}, {"Authorization": "Basic eDp5"}, {"Authorization": "Bearer"}):
        bare = Client().generic("POST", PATH, b"{}", "application/json", headers=headers)
        assert isinstance(bare, HttpResponse)
        assert refusal(bare, 401)["code"] is None


@pytest.mark.parametrize(
    ("raw", "param", "code"),
    [
        (b"", None, None),
        (b"[]", None, None),
        (b'{"input": NaN}', None, None),
        (b'{"model": "x"}', "input", "missing_required_parameter"),
        (b'{"input": null}', "input", "missing_required_parameter"),
        (b'{"input": "x", "model": 7}', "model", "invalid_type"),
        (b'{"input": 7}', "input", "invalid_type"),
        (b'{"input": []}', "input", "empty_array"),
        (b'{"input": ["x", 7]}', "input", "invalid_type"),
        (b'{"input": ["x", {"type": "text", "text": "x"}]}', "input", "invalid_type"),
        (b'{"input": [{"type": "text"}]}', "input", "invalid_type"),
        (b'{"input": [{"type": "image_url", "image_url": "x"}]}', "input", "invalid_type"),
        (b'{"input": [{"type": "audio"}]}', "input", "invalid_type"),
        (json.dumps({"input": ["x"] * 33}).encode(), "input", "array_above_max_length"),
        (json.dumps({"input": "x" * 20_481}).encode(), "input", "string_above_max_length"),
        (json.dumps({"input": ["x", "é" * 10_241]}).encode(), "input", "string_above_max_length"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_the_place(
    made_key: MakeKey, raw: bytes, param: str | None, code: str | None
) -> None:
    told = refusal(ask(made_key(Scope.OPENAI), raw=raw), 400)
    assert (told["type"], told["param"], told["code"]) == ("invalid_request_error", param, code)


def test_the_longest_text_and_odd_letters_are_read(made_key: MakeKey) -> None:
    key = made_key(Scope.OPENAI)
    for text in ("x" * MOST_TEXT_BYTES, "", " ", "\x00", "\ud83d", "🙂"):
        assert len(results(ask(key, text))) == 1


def test_too_much_is_refused_as_too_much(made_key: MakeKey) -> None:
    told = refusal(ask(made_key(Scope.OPENAI), raw=b'"' + b"x" * 1_048_577), 413)
    assert told["code"] == "request_too_large"


def test_another_method_is_refused(made_key: MakeKey) -> None:
    for method in ("GET", "PUT", "DELETE"):
        answer = Client().generic(method, PATH)
        assert isinstance(answer, HttpResponse)
        assert refusal(answer, 405)["code"] == "method_not_supported"
        assert answer.headers["Allow"] == "POST"


def test_a_key_used_too_often_is_told_when_to_come_back(made_key: MakeKey) -> None:
    key = made_key(Scope.OPENAI, quota=2)
    late = [answer for answer in (ask(key) for _ in range(4)) if answer.status_code != 200]
    assert 1 <= len(late) <= 2  # two minutes may share the four
    told = refusal(late[0], 429)
    assert (told["type"], told["code"]) == ("requests", "rate_limit_exceeded")
    assert 1 <= int(late[0].headers["Retry-After"]) <= 60


def test_seven_categories_have_no_clause() -> None:
    assert len(CATEGORIES) == 13
    assert len(NOT_MEASURED) == 7
