"""The description that Google's libraries make their methods from."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings

from stet.config.env import Env
from stet.wire.perspective.attributes import ATTRIBUTES
from tests.wire.perspective.conftest import DISCOVERY, Api


@pytest.mark.parametrize(
    ("path", "root"),
    [
        ("/$discovery/rest", "https://wire.example/"),
        ("/%24discovery/rest/", "https://wire.example/"),
        ("/v1alpha1/$discovery/rest", "https://wire.example/"),
        ("/tenant-x/$discovery/rest", "https://wire.example/tenant-x/"),
        ("/tenant-x/v1alpha1/$discovery/rest", "https://wire.example/tenant-x/"),
        ("/a b/ü/$discovery/rest", "https://wire.example/a%20b/%C3%BC/"),
        ("/discovery/v1/apis/commentanalyzer/v1alpha1/rest", "https://wire.example/"),
    ],
)
def test_it_is_at_the_root_and_under_any_prefix_and_leads_back_there(path: str, root: str) -> None:
    found = Client().get(path, {"version": "v1alpha1"}, headers={"Host": "wire.example"}, secure=True)  # fmt: skip

    assert found.status_code == 200
    assert found.json()["rootUrl"] == found.json()["baseUrl"] == root


def test_what_it_describes_is_what_is_served(api: Api) -> None:
    found = api.must(DISCOVERY, version="v1alpha1")

    assert (found["id"], found["protocol"]) == ("commentanalyzer:v1alpha1", "rest")
    methods = found["resources"]["comments"]["methods"]
    for name, method in methods.items():
        assert method["path"] == method["flatPath"] == f"v1alpha1/comments:{name}"
        # Without a body it is refused for what is missing, not for being unknown.
        assert api.refused(f"/{method['path']}", {})["message"] == "Comment must be non-empty."
    assert set(methods) == {"analyze", "suggestscore"}
    for method in methods.values():
        assert {method["request"]["$ref"], method["response"]["$ref"]} <= found["schemas"].keys()


def test_it_names_the_attributes_that_are_served(api: Api) -> None:
    request = api.must(DISCOVERY)["schemas"]["AnalyzeCommentRequest"]
    told = request["properties"]["requestedAttributes"]["description"]

    served = {name for name, one in ATTRIBUTES.items() if one.value is not None}
    assert set(told.partition("Served: ")[2].rstrip(".").split(", ")) == served


def test_it_needs_no_key(db: None) -> None:
    assert Client().get(DISCOVERY).status_code == 200
    assert Client().head(DISCOVERY).status_code == 200


def test_another_version_is_not_found(api: Api) -> None:
    assert api.refused(DISCOVERY, version="v2")["status"] == "NOT_FOUND"


def test_the_readers_own_address_is_told_with_its_path(settings: Settings) -> None:
    settings.STET = Env.read({"STET_PUBLIC_URL": "https://news.example/stet"})

    by_name = Client().get(DISCOVERY, headers={"Host": "News.example"}).json()
    elsewhere = Client().get(DISCOVERY, headers={"Host": "10.0.0.7:8000"}).json()
    hostile = Client().get(DISCOVERY, headers={"Host": "evil.example/x?"}).json()

    assert by_name["rootUrl"] == hostile["rootUrl"] == "https://news.example/stet/"
    assert elsewhere["rootUrl"] == "http://10.0.0.7:8000/"


@pytest.mark.parametrize(
    ("proxies", "root"),
    [("127.0.0.1/32", "https://wire.example/"), ("", "http://inside:8000/")],
)
def test_a_proxy_is_believed_if_the_operator_trusts_it(
    settings: Settings, proxies: str, root: str
) -> None:
    settings.STET = Env.read({"STET_TRUSTED_PROXIES": proxies})
    told = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "wire.example"}

    found = Client().get(DISCOVERY, headers={"Host": "inside:8000", **told}).json()

    assert found["rootUrl"] == root
