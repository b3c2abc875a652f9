"""The official SDK as it is, pointed here by nothing but its `base_url`."""

from collections.abc import Iterator

import openai
import pytest
from openai.types import ModerationMultiModalInputParam

from tests.support import server
from tests.wire.serving import key_of, served

INSULTS = "You are a stupid idiot and a disgusting liar."
ASKS = "Who pays for the bridge?"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[server.Served]:
    with served(tmp_path_factory.mktemp("openai"), "--wire-only") as found:
        yield found


def client(running: server.Served, key: str, prefix: str = "") -> openai.OpenAI:
    return openai.OpenAI(api_key=key, base_url=f"{running.base_url}{prefix}/v1", max_retries=0)


def ask_often(sdk: openai.OpenAI) -> None:
    for _ in range(3):  # two minutes may share them
        sdk.moderations.create(input=ASKS)


def test_the_tutorial_of_the_sdk_works(running: server.Served) -> None:
    with client(running, key_of(running, "openai", quota=0)) as sdk:
        reply = sdk.moderations.create(model="omni-moderation-latest", input=INSULTS)
        (result,) = reply.results
        assert result.flagged
        assert result.categories.harassment
        assert result.category_scores.harassment > 0.5
        assert result.category_applied_input_types.harassment == ["text"]
        assert result.categories.self_harm_intent is False
        assert result.category_applied_input_types.self_harm_intent == []
        assert "self-harm/intent" in (reply.model_extra or {})["not_measured"]
        assert not reply.model.startswith("omni")


def test_texts_and_parts_are_asked_as_the_sdk_s_guide_does(running: server.Served) -> None:
    with client(running, key_of(running, "openai", quota=0), "/any/prefix") as sdk:
        several = sdk.moderations.create(input=[INSULTS, ASKS])
        assert [one.flagged for one in several.results] == [True, False]
        parts: list[ModerationMultiModalInputParam] = [
            {"type": "text", "text": INSULTS},
            {"type": "image_url", "image_url": {"url": "https://pictures.example/1.png"}},
        ]
        one = sdk.moderations.create(model="omni-moderation-latest", input=parts)
        assert [result.flagged for result in one.results] == [True]


def test_the_sdk_knows_each_refusal_for_what_it_is(running: server.Served) -> None:
    with client(running, "0" * 32) as sdk, pytest.raises(openai.AuthenticationError) as refused:
        sdk.moderations.create(input=ASKS)
    assert refused.value.code == "invalid_api_key"
    with (
        client(running, key_of(running, "akismet")) as sdk,
        pytest.raises(openai.PermissionDeniedError),
    ):
        sdk.moderations.create(input=ASKS)
    with client(running, key_of(running, "openai", quota=1)) as sdk:
        with pytest.raises(openai.BadRequestError) as bad:
            sdk.moderations.create(input=list[str]())
        assert (bad.value.param, bad.value.code) == ("input", "empty_array")
        with pytest.raises(openai.RateLimitError) as late:
            ask_often(sdk)
        assert int(late.value.response.headers["retry-after"]) >= 1
