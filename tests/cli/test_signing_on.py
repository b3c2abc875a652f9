"""Sign-on keys, on the command line."""

from pathlib import Path

import pytest

from stet.newsroom.setup import the_site
from stet.newsroom.sign_on_keys import keys_of
from tests.cli.conftest import Stet

ISSUER = "https://news.example.org"


def test_a_key_is_made_listed_and_revoked(stet: Stet) -> None:
    done = stet("signon", "key", "add", "our server", "--issuer", ISSUER, "--kid", "k1")
    assert done.code == 0
    told = dict(line.split("\t") for line in done.out.splitlines())
    assert told["kid"] == "k1"
    assert told["aud"] == str(the_site().id)
    assert len(told["secret"]) == 43
    listed = stet("signon", "key", "list").out
    assert listed == f"k1\tlive\tHS256\t{ISSUER}\tour server\n"
    assert stet("signon", "key", "revoke", "k1").code == 0
    assert "\trevoked\t" in stet("signon", "key", "list").out
    assert stet("signon", "key", "revoke", "k2").code == 2


def test_a_secret_that_is_brought_along_is_not_shown(stet: Stet, tmp_path: Path) -> None:
    secret = stet("signon", "key", "add", "one", "--issuer", ISSUER).out.split()[-1]
    file = tmp_path / "secret"
    file.write_text(secret)
    done = stet("signon", "key", "add", "two", "--issuer", ISSUER, "--from", str(file))
    assert done.code == 0
    assert secret not in done.out
    assert len(keys_of(the_site())) == 2


@pytest.mark.parametrize(
    "words",
    [
        ["one", "--issuer", "two words"],
        ["one", "--issuer", ISSUER, "--algorithm", "EdDSA"],
        ["one", "--issuer", ISSUER, "--from", "not-there"],
    ],
)
def test_a_key_that_cannot_stand_is_the_users_mistake(stet: Stet, words: list[str]) -> None:
    assert stet("signon", "key", "add", *words).code == 2


def test_who_may_write_is_set(stet: Stet) -> None:
    assert stet("signon", "writers", "signed-on").code == 2
    assert stet("signon", "writers", "signed-on", "--log-in", f"{ISSUER}/in").code == 0
    assert the_site().writers == "signed_on"
