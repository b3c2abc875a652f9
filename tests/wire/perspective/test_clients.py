"""Other people's Perspective clients, unmodified, and the calls of programs that cannot be installed here.

Google's library is pointed here by its own setting. The two others have the address as a constant: there
the HTTP library under them is told where it is, and their own code is as published.
"""

from __future__ import annotations

import http.client
import json
import re
import sqlite3
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import httplib2
import perspective
import pytest
from googleapiclient import discovery
from googleapiclient.errors import HttpError

from tests.ops.test_docs import DOCS
from tests.support import server
from tests.wire.perspective.conftest import FINE, RUDE
from tests.wire.serving import key_of, place_of, run_client, served

DOCUMENTED = "https://comments.example.org"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[server.Served]:
    with served(tmp_path_factory.mktemp("perspective"), "--wire-only") as found:
        yield found


@pytest.fixture(scope="module")
def key(running: server.Served) -> str:
    return key_of(running, "perspective", quota=0)


def google(running: server.Served, key: str, prefix: str = "", **more: object) -> Any:
    """The client that every tutorial builds, with the address of the description changed."""
    return discovery.build(
        "commentanalyzer",
        "v1alpha1",
        developerKey=key,
        discoveryServiceUrl=f"{running.base_url}{prefix}/$discovery/rest?version=v1alpha1",
        static_discovery=False,
        cache_discovery=False,
        **more,
    )


def toxicity(answer: dict[str, Any]) -> float:
    value: float = answer["attributeScores"]["TOXICITY"]["summaryScore"]["value"]
    return value


@pytest.mark.parametrize("prefix", ["", "/tenant-x", "/v1alpha1"])
def test_googles_tutorial_works(running: server.Served, key: str, prefix: str) -> None:
    with google(running, key, prefix) as client:
        request = {
            "comment": {"text": "friendly greetings from python"},
            "requestedAttributes": {"TOXICITY": {}},
        }
        friendly = client.comments().analyze(body=request).execute()
        rude = client.comments().analyze(body=request | {"comment": {"text": RUDE}}).execute()

    assert toxicity(friendly) < 0.5 < toxicity(rude)
    assert friendly["detectedLanguages"] == ["en"]


def test_googles_client_sends_feedback(running: server.Served, key: str) -> None:
    body = {
        "comment": {"text": FINE},
        "attributeScores": {"TOXICITY": {"summaryScore": {"value": 0}}},
        "clientToken": "comment:7",
    }
    with google(running, key) as client:
        assert client.comments().suggestscore(body=body).execute()["clientToken"] == "comment:7"


def test_googles_client_tells_a_wrong_key_before_the_first_call(running: server.Served) -> None:
    # A client that was never built leaves its connection to whoever opened it.
    with closing(httplib2.Http()) as http, pytest.raises(HttpError) as refused:
        google(running, "not-a-key", http=http)

    # What perspective.py looks for at the beginning of it.
    address = f"{running.base_url}/$discovery/rest?version=v1alpha1&key=not-a-key"
    assert str(refused.value).startswith(
        f"<HttpError 400 when requesting {address} returned "
        '"API key not valid. Please pass a valid API key.".'
    )
    assert refused.value.error_details[0]["reason"] == "API_KEY_INVALID"


def test_googles_client_tells_what_the_service_refused(running: server.Served, key: str) -> None:
    body = {"comment": {"text": FINE}, "requestedAttributes": {"FLIRTATION": {}}}
    with google(running, key) as client, pytest.raises(HttpError) as refused:
        client.comments().analyze(body=body).execute()

    assert refused.value.status_code == 400
    assert refused.value.reason == "Attribute FLIRTATION does not support request languages: en"
    [detail] = refused.value.error_details
    assert detail["errorType"] == "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE"


def test_googles_client_can_be_given_the_endpoint_alone(running: server.Served, key: str) -> None:
    endpoint = {"api_endpoint": f"{running.base_url}/elsewhere/"}
    with google(running, key, client_options=endpoint) as client:
        body = {"comment": {"text": RUDE}, "requestedAttributes": {"TOXICITY": {}}}
        assert toxicity(client.comments().analyze(body=body).execute()) > 0.8


@pytest.fixture
def redirected(running: server.Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """The hook that the documentation gives, with this server's address in it."""
    monkeypatch.setattr(urllib.request, "_opener", None)
    exec(snippet("install_opener").replace(DOCUMENTED, running.base_url), {})  # noqa: S102


def snippet(having: str) -> str:
    """The Python example of the documentation that has these words."""
    page = (DOCS / "perspective.md").read_text(encoding="utf-8")
    [found] = [one for one in re.findall(r"```python\n(.*?)```", page, re.DOTALL) if having in one]
    return str(found)


def test_the_documented_example_works(
    running: server.Served, key: str, capsys: pytest.CaptureFixture[str]
) -> None:
    example = snippet("discoveryServiceUrl").replace(DOCUMENTED, running.base_url)
    names: dict[str, Any] = {}

    exec(example.replace('"KEY"', f'"{key}"'), names)  # noqa: S102
    names["client"].close()

    assert "'summaryScore': {'value': 0.0" in capsys.readouterr().out


def test_the_tutorial_of_perspective_works(redirected: None, key: str) -> None:
    client = perspective.PerspectiveAPI(key)

    assert 0 <= client.score("This is a comment")["TOXICITY"] < 0.5
    scores = client.score(RUDE, tests=["TOXICITY", "SEVERE_TOXICITY", "INSULT", "PROFANITY"])
    assert list(scores) == ["TOXICITY", "SEVERE_TOXICITY", "INSULT", "PROFANITY"]
    assert min(scores["TOXICITY"], scores["INSULT"]) > 0.8


def test_everything_else_that_perspective_can_send_works(redirected: None, key: str) -> None:
    client = perspective.PerspectiveAPI(key)

    found = client.analyze_comment(
        "You are an idiot. The bridge is fine.",
        comment_type="PLAIN_TEXT",
        context=[{"text": "The bridge is closed.", "type": "PLAIN_TEXT"}],
        requested_attributes={"TOXICITY": {"scoreType": "PROBABILITY", "scoreThreshold": 0.1}},
        span_annotations=True,
        languages=["en"],
        do_not_store=True,
        client_token="t",
        session_id="s",
        community_id="c",
    )
    assert found["clientToken"] == "t"
    # The second sentence is below the threshold.
    assert [s["begin"] for s in found["attributeScores"]["TOXICITY"]["spanScores"]] == [0]
    told = client.suggest_score(RUDE, {"TOXICITY": {"summaryScore": {"value": 1.0}}}, languages=["en"])  # fmt: skip
    assert told["requestedLanguages"] == ["en"]
    with pytest.raises(urllib.error.HTTPError) as refused:
        client.analyze_comment("<b>x</b>", comment_type="HTML")
    with refused.value:
        assert "Currently, only 'PLAIN_TEXT' comments" in refused.value.read().decode()


def test_the_tutorial_of_perspective_api_client_works(running: server.Served, key: str) -> None:
    told: dict[str, Any] = run_client("perspective-api-client.js", running.base_url, key)

    assert told["first"]["languages"] == ["en"]
    [span] = told["first"]["attributeScores"]["TOXICITY"]["spanScores"]
    assert (span["begin"], span["end"]) == (0, 42)
    assert span["score"] == told["first"]["attributeScores"]["TOXICITY"]["summaryScore"]
    assert set(told["models"]["attributeScores"]) == {"UNSUBSTANTIAL", "SPAM"}
    assert toxicity(told["threshold"]) > 0.7
    assert told["unsupported"] == (
        "ResponseError: Attribute FLIRTATION does not support request languages: en"
    )
    assert told["stranger"] == "ResponseError: API key not valid. Please pass a valid API key."


def post(running: server.Served, path: str, body: str, **headers: str) -> tuple[int, bytes]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    with closing(http.client.HTTPConnection(place_of(running), timeout=30)) as connection:
        connection.request("POST", path, body.encode(), named)
        answer = connection.getresponse()
        return answer.status, answer.read()


CORAL = {"Content_Type": "application/json", "User_Agent": "Coral Perspective/9.11.8"}


@pytest.mark.parametrize("endpoint", ["/v1alpha1", "/anything", "", "/tenant-x/v1alpha1"])
def test_corals_toxic_phase_gets_its_score(running: server.Served, key: str, endpoint: str) -> None:
    body = {
        "comment": {"text": RUDE},
        "doNotStore": True,
        "requestedAttributes": {"TOXICITY": {}},
        "languages": ["en"],
    }

    status, answer = post(
        running, f"{endpoint}/comments:analyze?key={key}", json.dumps(body), **CORAL
    )

    assert status == 200
    assert toxicity(json.loads(answer)) > 0.8


def test_corals_feedback_becomes_a_label(running: server.Served, key: str) -> None:
    place = {"url": "https://news.example/s?commentID=1", "Coral_comment_id": "c-1"}
    body = {
        "comment": {"text": "What Coral's moderators rejected."},
        "context": {"entries": [{"text": json.dumps(place)}]},
        "attributeScores": {"TOXICITY": {"summaryScore": {"value": 1}}},
        "languages": ["en"],
        "communityId": "Coral:https://news.example",
        "clientToken": "comment:c-1",
    }

    status, answer = post(
        running, f"/v1alpha1/comments:suggestscore?key={key}", json.dumps(body), **CORAL
    )

    assert (status, json.loads(answer)["clientToken"]) == (200, "comment:c-1")
    with closing(sqlite3.connect(running.newsroom.data / "stet.sqlite3")) as database:
        found = database.execute(
            "SELECT source, verdict, clause, said FROM moderation_feedback WHERE text = ?",
            (body["comment"]["text"],),  # type: ignore[index]
        ).fetchall()
    assert found == [("perspective", "reject", "", '{"TOXICITY": 1.0}')]


@pytest.mark.parametrize("model", ["TOXICITY", "SEVERE_TOXICITY"])
def test_discourses_call_is_answered(running: server.Served, key: str, model: str) -> None:
    body = {
        "comment": {"text": RUDE},
        "doNotStore": True,
        "sessionId": "https://forum.example_17",
        "requestedAttributes": {model: {"scoreType": "PROBABILITY"}},
    }

    status, answer = post(
        running,
        f"/v1alpha1/comments:analyze?key={key}",
        json.dumps(body),
        Accept="*/*",
        Content_Type="application/json",
        User_Agent="Discourse/3.5.0",
    )

    assert status == 200
    [score] = json.loads(answer)["attributeScores"].values()
    assert 0 < score["summaryScore"]["value"] < 1


def test_the_moderator_tool_finds_its_method_and_gets_its_spans(
    running: server.Served, key: str
) -> None:
    """Conversation AI Moderator, which reads the description from the address that it was given."""
    names = ("TOXICITY@6", "INFLAMMATORY@2", "OFF_TOPIC@2", "SPAM@1", "UNSUBSTANTIAL@2")
    body = {
        "comment": {"text": "You are an idiot. The bridge is fine. Buy my pills!"},
        "context": {"entries": [{"text": "The bridge is closed."}, {"text": "Who closed it?"}]},
        "requestedAttributes": {name: {} for name in names},
        "languages": ["en"],
        "clientToken": "osmod_request1",
        "spanAnnotations": True,
    }
    with google(running, key) as client:
        assert callable(client.comments().analyze)
        found = client.comments().analyze(body=body).execute()

    assert tuple(found["attributeScores"]) == names
    for scores in found["attributeScores"].values():
        assert 0 <= scores["summaryScore"]["value"] <= 1
        spans = [(span["begin"], span["end"]) for span in scores["spanScores"]]
        assert spans == [(0, 17), (18, 37), (38, 51)]
