"""The receivers of examples/webhook-receiver take what Stet sends, once and in order, and nothing else."""

import json
import re
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_network
from pathlib import Path

import jsonschema_rs
import pytest
from pytest_django import Settings

from stet.exchange.webhooks.posting import Reach, post
from stet.telling.signing import headers_of, new_secret
from tests.exchange.hooked import Hooked, hooked
from tests.exchange.php import php, started, wait_until
from tests.exchange.receiver import Receiver
from tests.support.newsroom import Newsroom
from tests.support.postgres import free_port
from tests.support.strictness import skip_for_want_of

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples" / "webhook-receiver"
DOCS = (ROOT / "docs" / "webhooks.md").read_text(encoding="utf-8")
REACH = Reach((ip_network("127.0.0.0/8"),))
KINDS = {"python": "py", "js": "mjs", "php": "php"}


def command(kind: str, port: int) -> list[str]:
    script = str(EXAMPLES / f"receiver.{KINDS[kind]}")
    if kind == "python":
        return ["python3", script, "--port", str(port)]
    if kind == "php":
        return [php(), "-d", "error_reporting=-1", "-S", f"127.0.0.1:{port}", script]
    program = shutil.which("node")
    if program is None:
        skip_for_want_of("node", "Node is not installed")
    return [str(program), script, str(port)]


def answers(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def running(kind: str, secret: str, folder: Path) -> Iterator[tuple[str, Path]]:
    port, log = free_port(), folder / f"{kind}.log"
    environ = {"STET_WEBHOOK_SECRET": secret, "STET_RECEIVER_STATE": str(folder / "state.json")}
    with started(command(kind, port), environ, log):
        wait_until(lambda: answers(port))
        yield f"http://127.0.0.1:{port}/hook", log


def sent(url: str, secrets: list[str], name: str, body: bytes, *, age_s: int = 0) -> int | None:
    headers = headers_of(name, int(time.time()) - age_s, body, secrets)
    return post(url, body, headers, REACH).status


def message(sequence: int, words: str = "عبّارة") -> bytes:
    comment = {"id": "one", "text": words}
    event = {"type": "comment.held", "sequence": sequence, "data": {"comment": comment}}
    return json.dumps(event, ensure_ascii=False).encode()


@pytest.mark.parametrize("kind", KINDS)
def test_a_receiver_takes_each_message_once_in_order_and_only_if_it_is_signed(
    kind: str, tmp_path: Path
) -> None:
    secret, other = new_secret(), new_secret()
    with running(kind, secret, tmp_path) as (url, log):
        assert sent(url, [secret], "a", message(2)) == 204
        assert sent(url, [other, secret], "b", message(3)) == 204  # while the secret is changed
        assert sent(url, [secret], "b", message(3)) == 204  # sent again
        assert sent(url, [secret], "c", message(1)) == 204  # a later one came before
        assert sent(url, [other], "d", message(4)) == 401
        assert sent(url, [secret], "e", message(5), age_s=3600) == 401
        headers = headers_of("f", int(time.time()), message(6), [secret])
        assert post(url, message(7), headers, REACH).status == 401
        assert post(url, message(8), {}, REACH).status == 401
    told = [line for line in log.read_text(encoding="utf-8").splitlines() if line.startswith("{")]
    assert [json.loads(line)["sequence"] for line in told] == [2, 3]
    assert json.loads(told[0])["data"]["comment"]["text"] == "عبّارة"


@pytest.mark.parametrize("kind", KINDS)
def test_the_documentation_shows_the_check_as_the_example_has_it(kind: str) -> None:
    source = (EXAMPLES / f"receiver.{KINDS[kind]}").read_text(encoding="utf-8")
    checked = re.search(r">> verify\n(.*?)\n+(?:#|//) << verify", source, re.DOTALL)
    assert checked
    assert checked[1].strip() in DOCS


def test_every_message_is_as_its_schema_says(
    room: Newsroom, receiver: Receiver, settings: Settings
) -> None:
    schema = json.loads((ROOT / "docs" / "webhooks.schema.json").read_text(encoding="utf-8"))
    validator = jsonschema_rs.validator_for(schema)
    hook: Hooked = hooked(room, receiver, settings, words="published")
    room.published("It was late again.")
    room.decide(room.post("You fool."), "reject", "personal_attack")
    hook.tell()
    assert len(hook.said) == 4
    for told in [*hook.said, *map(json.loads, re.findall(r"```json\n(.*?)```", DOCS, re.DOTALL))]:
        validator.validate(told)
    (spoilt, *_) = hook.said
    del spoilt["data"]["cause"]
    assert not validator.is_valid(spoilt)


@pytest.mark.parametrize(
    "path",
    [
        "hugo/layouts/partials/stet.html",
        "eleventy/_includes/stet.njk",
        "jekyll/_includes/stet.html",
    ],
)
def test_each_partial_has_the_two_lines_and_stands_in_the_documentation(path: str) -> None:
    partial = (ROOT / "examples" / path).read_text(encoding="utf-8").strip()
    for needed in (
        '<script type="module" src=',
        "/embed.js",
        "<stet-comments article=",
        "/embed/?url=",
    ):
        assert needed in partial
    assert partial in (ROOT / "docs" / "integrations.md").read_text(encoding="utf-8")
