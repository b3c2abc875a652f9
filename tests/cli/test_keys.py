"""Keys of other systems, on the command line."""

import pytest

from stet.newsroom.wire_keys import Scope, key_named, terms_of
from tests.cli.conftest import Stet


def test_a_key_is_made_and_printed_alone(stet: Stet) -> None:
    done = stet("key", "add", "our Coral")
    assert done.code == 0
    row = key_named(done.out.strip())
    assert row is not None
    terms = terms_of(row)
    assert (terms.label, terms.quota) == ("our Coral", 600)
    assert terms.scopes == {Scope.PERSPECTIVE}
    assert not terms.trusted


def test_its_terms_are_those_that_were_asked_for(stet: Stet) -> None:
    words = ["--opens", "akismet", "--opens", "all_clauses", "--quota", "0", "--threshold", "90"]
    done = stet("key", "add", "the blog", *words, "--trusted")
    row = key_named(done.out.strip())
    assert row is not None
    terms = terms_of(row)
    assert terms.scopes == {Scope.AKISMET, Scope.ALL_CLAUSES}
    assert (terms.quota, terms.threshold, terms.trusted) == (0, 90, True)


@pytest.mark.parametrize(
    "words",
    [
        ["blog", "--opens", "everything"],
        ["blog", "--opens", "discard"],
        ["blog", "--quota", "-1"],
        ["blog", "--threshold", "100"],
        [""],
    ],
)
def test_a_key_that_cannot_stand_is_the_user_s_mistake(stet: Stet, words: list[str]) -> None:
    done = stet("key", "add", *words)
    assert (done.code, done.out) == (2, "")
    assert len(done.err.splitlines()) == 1
    assert stet("key", "list").out == ""


def test_keys_are_listed_without_themselves_and_revoked_by_their_id(stet: Stet) -> None:
    lost = stet("key", "add", "lost").out.strip()
    kept = stet("key", "add", "kept", "--opens", "openai").out.strip()
    listed = [line.split("\t") for line in stet("key", "list").out.splitlines()]
    assert [row[1:] for row in listed] == [
        ["live", "openai", "never", "kept"],
        ["live", "perspective", "never", "lost"],
    ]
    assert stet("key", "revoke", listed[1][0]).code == 0
    assert key_named(lost) is None
    assert key_named(kept) is not None
    assert [line.split("\t")[1] for line in stet("key", "list").out.splitlines()] == [
        "live",
        "revoked",
    ]


@pytest.mark.parametrize("named", ["", "lost", "0190b0a4-0000-7000-8000-000000000000"])
def test_a_key_that_is_not_there_cannot_be_revoked(stet: Stet, named: str) -> None:
    assert stet("key", "revoke", named).code == 2
