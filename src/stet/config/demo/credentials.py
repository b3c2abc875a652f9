"""The demo's accounts and keys, made once and kept in ``demo.json`` for the next start."""

from __future__ import annotations

import json
import secrets
import string
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from stet.config.env import BadSetting, make_data_folder, write_private

FILE = "demo.json"
_LETTERS = string.ascii_lowercase + string.digits
_KEY_LENGTH = 32  # what other systems take for an API key; 128 bits


@dataclass(frozen=True)
class Account:
    username: str
    password: str


@dataclass(frozen=True)
class Credentials:
    """``api_token`` is the moderator's desk token; ``wire_key`` opens other systems' interfaces."""

    moderator: Account
    senior: Account
    editor: Account
    administrator: Account
    api_token: str
    wire_key: str

    @property
    def accounts(self) -> dict[str, Account]:
        """Each account by its role."""
        return {
            "moderator": self.moderator,
            "senior": self.senior,
            "editor": self.editor,
            "administrator": self.administrator,
        }


def are_kept(folder: Path) -> bool:
    """Whether ``folder`` is a demo's: another newsroom must not become one by mistake."""
    return (folder / FILE).exists()


def credentials(folder: Path) -> Credentials:
    """The credentials kept in ``folder``, made on first use. Raises `BadSetting`."""
    make_data_folder(folder)
    path = folder / FILE
    if path.exists():
        return _read(path)
    made = _make()
    write_private(path, json.dumps(asdict(made), indent=1) + "\n")
    return made


def _make() -> Credentials:
    accounts = {
        role: Account(username, f"{role}-{_random(12)}")
        for role, username in (
            ("moderator", "alice"),
            ("senior", "bob"),
            ("editor", "edith"),
            ("administrator", "adam"),
        )
    }
    return Credentials(
        **accounts, api_token=f"stet_{_random(40)}", wire_key=secrets.token_hex(_KEY_LENGTH // 2)
    )


def _random(length: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(length))


def _read(path: Path) -> Credentials:
    try:
        kept = json.loads(path.read_text())
        accounts = {
            entry.name: Account(**kept[entry.name])
            for entry in fields(Credentials)
            if entry.type == "Account"
        }
        return Credentials(**accounts, api_token=kept["api_token"], wire_key=kept["wire_key"])
    except (OSError, ValueError, TypeError, KeyError):
        raise BadSetting(
            f"{path} is not what `stet demo` writes there: remove it, or take another --data folder"
        ) from None
