"""docs/sign-on.md says what is checked, and its samples make tokens that count."""

import base64
import os
import re
import subprocess
import sys
from pathlib import Path
from shutil import which

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from django.utils import timezone

from stet.newsroom.models import Site
from stet.newsroom.sign_on import SUBJECT_LIMIT, TOKEN_LIMIT, Reason, audience, signed_on
from stet.web.samples import LANGUAGES, sample
from tests.support.signing import ISSUER, key, open_sign_on
from tests.support.strictness import skip_for_want_of

TOLD = (Path(__file__).parents[2] / "docs" / "sign-on.md").read_text(encoding="utf-8")
PRIVATE = Ed25519PrivateKey.generate()
RUN = {
    "py": [sys.executable, "-c", "{code}\nprint(sign_on_token('reader-7', 'Alice Reed'))"],
    "mjs": [
        "node",
        "--input-type=module",
        "-e",
        "{code}\nconsole.log(signOnToken('reader-7', 'Alice Reed'))",
    ],
    "php": ["php", "-r", "{code}\necho sign_on_token('reader-7', 'Alice Reed');"],
}


def test_every_refusal_is_explained() -> None:
    given = {reason.value for reason in Reason} | {"token_missing"}
    assert set(re.findall(r"^\| `((?:token|sign)_\w+)` \|", TOLD, re.MULTILINE)) == given
    assert f"{TOKEN_LIMIT:,} characters at most" in TOLD
    assert f"at most {SUBJECT_LIMIT} characters" in TOLD


def test_the_samples_are_those_of_the_desk() -> None:
    (aud,) = re.findall(r'"aud": "([0-9a-f-]{36})"', TOLD)
    for language in LANGUAGES:
        words = sample("HS256", language, kid="2026-03", issuer=ISSUER, audience=aud)
        assert words.rstrip() in TOLD


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("algorithm", ["HS256", "EdDSA"])
def test_a_sample_signs_a_token_that_counts(site: Site, algorithm: str, language: str) -> None:
    program, *words = RUN[language]
    if which(program) is None:
        skip_for_want_of(program, f"{program} is not installed")
    now = timezone.now()
    site = open_sign_on(site, now)
    public = PRIVATE.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    given = public.decode() if algorithm == "EdDSA" else ""
    made = key(site, now, algorithm=algorithm, material=given)
    code = sample(algorithm, language, kid="one", issuer=ISSUER, audience=audience(site))
    done = subprocess.run(
        [program, *(word.replace("{code}", code.removeprefix("<?php")) for word in words)],
        env=os.environ | secrets(made.secret),
        capture_output=True,
        check=True,
        text=True,
    )
    reader = signed_on(site, done.stdout.strip(), now)
    assert (reader.subject, reader.name) == ("reader-7", "Alice Reed")


def secrets(secret: str) -> dict[str, str]:
    """What the samples read of their surroundings."""
    raw = PRIVATE.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    raw += PRIVATE.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    pem = PRIVATE.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return {
        "STET_SIGN_ON_SECRET": secret,
        "STET_SIGN_ON_PRIVATE_KEY": pem.decode(),
        "STET_SIGN_ON_SECRET_KEY": base64.b64encode(raw).decode(),  # as libsodium keeps it
    }
