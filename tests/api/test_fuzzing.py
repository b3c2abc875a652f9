"""Whatever the description allows, and what it does not, gets one of the answers it describes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings, strategies
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from stet.config.wsgi import application
from stet.newsroom.models import Article
from tests.api.conftest import NEWS, Caller, Post
from tests.api.test_description import OPERATIONS

EXAMPLES = 15
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


# Everything is a string on the way, so only these can be sent what their schemas do not allow.
NEGATED = {"post_comment", "read_queue", "decide_comment", "list_articles"}
NEGATED |= {"add_article", "change_commenting", "merge_article"}
ASKED = [
    pytest.param(method, path, mode, id=f"{operation['operationId']}-{mode.value}")
    for method, path, operation in OPERATIONS
    for mode in GenerationMode
    if mode.is_positive or operation["operationId"] in NEGATED
]


@contextmanager
def one_transaction() -> Iterator[None]:
    """The end of a request leaves the test's own transaction open, as with Django's test client."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.parametrize(("method", "path", "mode"), ASKED)
def test_no_request_is_too_much(
    method: str, path: str, mode: GenerationMode, edith: Caller, post: Post, article: Article
) -> None:
    posted = post()
    real = {
        "token": posted.token,
        "comment_id": posted.id,
        "article_id": str(article.id),
        "article": "bridge",
        "url": NEWS,
        "article_url": NEWS,
    }
    headers = {"Accept-Encoding": "identity"}
    if "/desk/" in path:
        headers["Authorization"] = f"Bearer {edith.token}"
    with one_transaction():
        description = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    operation = description[path][method]

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode), known=strategies.booleans())
    def ask(case: schemathesis.Case[Any], known: bool) -> None:
        if known:  # else nearly every request ends at something that is not there
            _make_real(case, real)
        case.call_and_validate(headers=headers, checks=CHECKS)

    with one_transaction():
        ask()


def _make_real(case: schemathesis.Case[Any], real: dict[str, str]) -> None:
    """Let what the request names be there."""
    for part in (case.path_parameters, case.query, case.body):
        named: Any = part if isinstance(part, dict) else {}
        for name in named.keys() & real.keys():
            named[name] = real[name]
