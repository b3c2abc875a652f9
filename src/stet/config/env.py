"""Settings from the environment: read once, refused loudly, by name.

`Env` is the whole list. Each field says which variable it comes from and what it is for;
`docs/settings.md` is tested against it.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from stet.screening.judge.terms import Config

DEFAULT_DATA = Path(".data")
SECRETS_FILE = "secrets.json"


class BadSetting(Exception):
    """A setting is wrong. The message names it, says why, and what would be right."""


def _flag(value: str) -> bool:
    if value.lower() in {"1", "true", "yes", "on"}:
        return True
    if value.lower() in {"0", "false", "no", "off", ""}:
        return False
    raise ValueError("expected yes or no")


def _count(value: str) -> int:
    number = int(value)
    if number < 0:
        raise ValueError("expected a whole number, 0 or more")
    return number


def _networks(value: str) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(part.strip()) for part in value.split(",") if part.strip())


def _address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("expected an address such as https://comments.example.org/stet")
    return value.rstrip("/")


def _endpoint(value: str) -> str:
    if urlsplit(value).username is not None:
        raise ValueError("the key has a setting of its own, STET_JUDGE_KEY")
    return Config(_address(value), "any").url  # which says what else cannot be


def _key(value: str) -> str:
    if not all(33 <= ord(c) <= 126 for c in value):
        raise ValueError("expected printable ASCII characters")
    return value


def _mail_server(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or parts.port == 0:
        raise ValueError("expected smtp://user:password@host:port, or smtps:// for TLS")
    return value


def _letter_limit(value: str) -> int:
    # Twice as long, and another worker might take up a letter that is still being sent.
    if not 1 <= int(value) <= 120:
        raise ValueError("expected seconds, 1 to 120")
    return int(value)


def _words(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split(",") if part.strip())


def _setting(name: str, default: Any, parse: Callable[[str], Any], about: str) -> Any:
    return field(default=default, metadata={"name": name, "parse": parse, "about": about})


@dataclass(frozen=True)
class Env:
    """Every setting an operator has. Times are in the unit that the name ends in."""

    data: Path = _setting("STET_DATA", DEFAULT_DATA, Path, "Folder of the newsroom's data.")
    database_url: str = _setting(
        "DATABASE_URL", "", str, "PostgreSQL address; empty means SQLite in the data folder."
    )
    database_wait_s: int = _setting(
        "STET_DATABASE_WAIT_S",
        20,
        _count,
        "How long a deed waits for its turn to write on SQLite before it is asked to come again.",
    )
    secret_key: str = _setting(
        "STET_SECRET_KEY",
        "",
        str,
        "Secret for signatures; empty means one made in the data folder.",
    )
    public_url: str = _setting(
        "STET_PUBLIC_URL", "", _address, "Address readers use, with sub-path if there is one."
    )
    allowed_hosts: tuple[str, ...] = _setting(
        "STET_ALLOWED_HOSTS", (), _words, "Further host names to answer to, separated by commas."
    )
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = _setting(
        "STET_TRUSTED_PROXIES", (), _networks, "Networks whose X-Forwarded-For is believed."
    )
    fetch_networks: tuple[IPv4Network | IPv6Network, ...] = _setting(
        "STET_FETCH_NETWORKS", (), _networks, "Private networks from which pages may be fetched."
    )
    webhook_networks: tuple[IPv4Network | IPv6Network, ...] = _setting(
        "STET_WEBHOOK_NETWORKS",
        (),
        _networks,
        "Private networks that webhooks may call, with plain http too.",
    )
    debug: bool = _setting("STET_DEBUG", False, _flag, "Show error details. Never in production.")
    name_limit: int = _setting("STET_NAME_LIMIT", 80, _count, "Longest name, in code points.")
    text_limit: int = _setting("STET_TEXT_LIMIT", 5000, _count, "Longest comment, in code points.")
    reply_depth: int = _setting(
        "STET_REPLY_DEPTH", 3, _count, "Replies are indented down to this depth, then flat."
    )
    network_rate: int = _setting(
        "STET_NETWORK_RATE", 10, _count, "Comments a minute from one network; 0 means no limit."
    )
    article_rate: int = _setting(
        "STET_ARTICLE_RATE", 300, _count, "Comments a minute on one article; 0 means no limit."
    )
    form_min_s: int = _setting(
        "STET_FORM_MIN_S", 3, _count, "A form sent sooner than this is taken for a program's."
    )
    screen_timeout_ms: int = _setting(
        "STET_SCREEN_TIMEOUT_MS",
        300,
        _count,
        "Longest wait for screening; 0 leaves it to the worker.",
    )
    judge_url: str = _setting(
        "STET_JUDGE_URL", "", _endpoint, "API of a language model to ask when unsure; empty: none."
    )
    judge_model: str = _setting("STET_JUDGE_MODEL", "", str, "The model's name at that API.")
    judge_key: str = _setting("STET_JUDGE_KEY", "", _key, "Bearer token for that API.")
    judge_timeout_ms: int = _setting(
        "STET_JUDGE_TIMEOUT_MS", 3000, _count, "Longest wait for one answer of the model."
    )
    judge_per_hour: int = _setting(
        "STET_JUDGE_PER_HOUR", 1000, _count, "Most questions an hour, of each process that asks."
    )
    lease_minutes: int = _setting(
        "STET_LEASE_MINUTES", 5, _count, "How long a moderator keeps a comment to herself."
    )
    backup_dir: str = _setting("STET_BACKUP_DIR", "", str, "Where `stet backup` writes by default.")
    smtp_url: str = _setting(
        "STET_SMTP_URL",
        "",
        _mail_server,
        "smtp://user:password@host:port (smtps for TLS); empty: no mail.",
    )
    smtp_timeout_s: int = _setting(
        "STET_SMTP_TIMEOUT_S", 60, _letter_limit, "Longest that handing over one letter may take."
    )
    mail_from: str = _setting("STET_MAIL_FROM", "", str, "Sender's address of the notices.")
    wire_only: bool = _setting(
        "STET_WIRE_ONLY", False, _flag, "Answer other systems only: no pages, no interface of ours."
    )
    log_level: str = _setting("STET_LOG_LEVEL", "INFO", str.upper, "DEBUG, INFO, WARNING or ERROR.")
    metrics_token: str = _setting(
        "STET_METRICS_TOKEN",
        "",
        str,
        "Bearer token for /metrics; empty: only this machine may read.",
    )

    @classmethod
    def read(cls, environ: Mapping[str, str] | None = None) -> Env:
        """Reads and checks every setting; raises `BadSetting` naming the first wrong one."""
        given = os.environ if environ is None else environ
        values: dict[str, Any] = {}
        for entry in fields(cls):
            name = entry.metadata["name"]
            if given.get(name):
                values[entry.name] = _parsed(name, given[name], entry.metadata["parse"])
        env = cls(**values)
        if env.log_level not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
            raise BadSetting("STET_LOG_LEVEL: expected DEBUG, INFO, WARNING or ERROR")
        if env.judge_url and not (env.judge_model and env.judge_timeout_ms):
            raise BadSetting("STET_JUDGE_URL: needs STET_JUDGE_MODEL, and time to answer")
        return env

    @property
    def judge(self) -> Config | None:
        """The judge to ask, if there is one."""
        if not self.judge_url:
            return None
        return Config(
            self.judge_url,
            self.judge_model,
            self.judge_key,
            limit_s=self.judge_timeout_ms / 1000,
            per_hour=self.judge_per_hour,
            longest=self.text_limit,
        )


def _parsed(name: str, value: str, parse: Callable[[str], Any]) -> Any:
    try:
        return parse(value)
    except ValueError as problem:
        raise BadSetting(f"{name}: {problem}") from None


def make_data_folder(folder: Path) -> None:
    """Creates the data folder, closed to other users; raises `BadSetting` if it cannot."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as problem:
        raise BadSetting(f"STET_DATA: cannot make {folder}: {problem.strerror}") from None


def kept_secret(folder: Path, name: str) -> str:
    """The secret ``name`` of the data folder, made on first use. The file is readable by its owner."""
    make_data_folder(folder)
    path = folder / SECRETS_FILE
    kept = _secrets(path)
    if name not in kept:
        with _alone(folder):  # two first starts at one moment agree on one secret
            kept = _secrets(path)
            kept.setdefault(name, secrets.token_urlsafe(48))
            write_private(path, json.dumps(kept, indent=1))
    return kept[name]


def _secrets(path: Path) -> dict[str, str]:
    return dict(json.loads(path.read_text())) if path.exists() else {}


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    descriptor = os.open(folder / f"{SECRETS_FILE}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def write_private(path: Path, text: str) -> None:
    """Writes ``path`` whole or not at all, readable and writable by its owner only."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(path)
