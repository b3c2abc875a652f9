"""The front of these interfaces: any host name, no session, no page; readers notice nothing."""

from typing import Any

import pytest
from django.test import Client
from prometheus_client import REGISTRY

from stet.newsroom.models import Site
from stet.newsroom.wire_keys import Scope
from tests.wire.conftest import MakeKey

ANALYZE = "/v1alpha1/comments:analyze"
ASKED = {"comment": {"text": "The bridge is fine."}, "requestedAttributes": {"TOXICITY": {}}}


def post(path: str, data: Any = None, **headers: str) -> Any:
    return Client(headers=headers).post(path, data or ASKED, content_type="application/json")


def test_it_answers_by_a_host_name_that_is_not_allowed_elsewhere(made_key: MakeKey) -> None:
    key = made_key(Scope.PERSPECTIVE)
    stranger = {"host": "stet.elsewhere.example"}
    assert post(f"{ANALYZE}?key={key}", **stranger).status_code == 200
    assert Client(headers=stranger).get("/").status_code == 400


@pytest.mark.parametrize("prefix", ["", "/tenant-x", "/a/b/c"])
def test_it_answers_at_the_root_and_under_any_prefix(made_key: MakeKey, prefix: str) -> None:
    key = made_key(Scope.PERSPECTIVE)
    assert post(f"{prefix}{ANALYZE}?key={key}").status_code == 200


def test_a_call_needs_no_cookie_and_gets_none(made_key: MakeKey) -> None:
    client = Client(enforce_csrf_checks=True)
    path = f"{ANALYZE}?key={made_key(Scope.PERSPECTIVE)}"
    response = client.post(path, ASKED, content_type="application/json")
    assert response.status_code == 200
    assert not response.cookies
    assert "Content-Security-Policy" not in response
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_readers_and_staff_get_their_pages_as_before(site: Site) -> None:
    front = Client().get("/")
    assert front.status_code == 200
    assert "Content-Security-Policy" in front
    assert Client().get("/desk/").status_code == 302
    assert Client().get("/api/v1/openapi.json").status_code == 200
    assert Client().get("/moderate").status_code == 404
    assert Client().get("/coral/x/moderate").status_code == 404
    assert "Content-Security-Policy" in Client().get("/not/here/moderate")


def test_calls_are_counted_by_interface_call_and_status(made_key: MakeKey) -> None:
    def counted(status: str) -> float:
        labels = {"interface": "perspective", "call": "analyze", "status": status}
        return REGISTRY.get_sample_value("stet_wire_calls_total", labels) or 0

    good, bad = counted("200"), counted("403") + counted("400") + counted("401")
    post(f"{ANALYZE}?key={made_key(Scope.PERSPECTIVE)}")
    post(f"{ANALYZE}?key={'a' * 32}")
    assert counted("200") == good + 1
    assert counted("403") + counted("400") + counted("401") == bad + 1


@pytest.mark.parametrize(
    "path", ["/", "/desk/", "/api/v1/openapi.json", "/static/stet/site.css", "/x"]
)
def test_a_server_for_other_systems_alone_has_no_pages(
    site: Site, made_key: MakeKey, settings: Any, path: str
) -> None:
    settings.STET = settings.STET.__class__(**{**vars(settings.STET), "wire_only": True})
    response = Client().get(path)
    assert (response.status_code, response.content) == (404, b"Not found\n")
    assert Client().get("/healthz").status_code == 200
    assert post(f"{ANALYZE}?key={made_key(Scope.PERSPECTIVE)}").status_code == 200
