"""Asking the Perspective interface as a client does: a key, a call, a JSON body."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from stet.newsroom.wire_keys import Scope
from tests.wire.conftest import MakeKey

ANALYZE = "/v1alpha1/comments:analyze"
SUGGEST = "/v1alpha1/comments:suggestscore"
DISCOVERY = "/$discovery/rest"
FINE = "The bridge should have been closed in May, and the council knew it."
RUDE = "You are a stupid, worthless idiot and everybody who knows you says so."

Body = dict[str, Any]


@dataclass(frozen=True)
class Api:
    """``key`` is Alice's, which opens the interface."""

    key: str

    def ask(self, path: str, body: object = None, **query: str) -> HttpResponse:
        """One call with the key; ``body`` bytes go as they are, None is a GET."""
        query = {"key": self.key} | query
        address = f"{path}?{'&'.join(f'{name}={value}' for name, value in query.items())}"
        if body is None:
            return Client().get(address)  # type: ignore[return-value]
        sent = body if isinstance(body, bytes) else json.dumps(body)
        return Client().post(address, sent, "application/json")  # type: ignore[return-value]

    def must(self, path: str, body: object = None, **query: str) -> Body:
        """The same, for a call that is answered."""
        answer = self.ask(path, body, **query)
        assert answer.status_code == 200, answer.content
        found: Body = json.loads(answer.content)
        return found

    def refused(self, path: str, body: object = None, **query: str) -> Body:
        """The error of a call that is not."""
        answer = self.ask(path, body, **query)
        found: Body = json.loads(answer.content)["error"]
        assert found["code"] == answer.status_code >= 400
        return found

    def analyze(self, text: str, *names: str, **more: object) -> Body:
        """The answer for a text and some attributes, TOXICITY by default."""
        return self.must(ANALYZE, asked(text, *names, **more))

    def score(self, text: str, name: str = "TOXICITY", **more: object) -> float:
        """The summary score of one attribute."""
        found = self.analyze(text, name, **more)["attributeScores"][name]
        value: float = found["summaryScore"]["value"]
        return value


def asked(text: str, *names: str, **more: object) -> Body:
    """The body of a request to analyse."""
    wanted: Body = {name: {} for name in names or ("TOXICITY",)}
    return {"comment": {"text": text}, "requestedAttributes": wanted, **more}


ApiWith = Callable[..., Api]


@pytest.fixture
def api(made_key: MakeKey) -> Api:
    return Api(made_key(Scope.PERSPECTIVE))
