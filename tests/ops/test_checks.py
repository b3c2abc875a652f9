"""`stet check`: each finding by its id, found when it should be and not otherwise."""

from collections.abc import Callable
from dataclasses import fields, replace
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import WARNING, run_checks
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from stet.comments.models import Contact
from stet.comments.submitting import Draft
from stet.config import checks
from stet.config.creating import Standing
from stet.config.env import Env
from stet.moderation.intake import receive
from stet.newsroom.models import Article, Site

Change = Callable[..., None]


@pytest.fixture
def change(settings: Settings, tmp_path: Path) -> Change:
    """Sets settings of the environment anew, on top of a set that is without fault."""
    data, backups = tmp_path / "data", tmp_path / "backups"
    data.mkdir(mode=0o700)
    backups.mkdir()
    good = replace(
        settings.STET,
        data=data,
        backup_dir=str(backups),
        public_url="https://comments.example.org",
    )
    settings.STET = good
    settings.SECRET_KEY = "correct horse battery staple, and fifty letters more of it"

    def changed(**values: Any) -> None:
        settings.STET = replace(good, **values)

    return changed


def found(*, deploy: bool = True) -> set[str]:
    """The ids of what the checks found, less what is the test machine's own doing."""
    messages = run_checks(include_deployment_checks=deploy, databases=["default"])
    assert all(message.hint for message in messages if str(message.id).startswith("stet."))
    shown = {str(message.id) for message in messages if message.level >= WARNING}
    # The tests' PostgreSQL is told not to wait for the disk.
    shown -= {"stet.W004"} if connection.vendor == "postgresql" else set()
    return {name for name in shown if name.startswith("stet.")}


def test_a_sound_newsroom_has_no_finding(change: Change, site: Site) -> None:
    assert found() == set()


@pytest.mark.parametrize(
    ("values", "finding"),
    [
        ({"debug": True}, "stet.W001"),
        ({"backup_dir": ""}, "stet.W003"),
        ({"backup_dir": "/nowhere/at/all"}, "stet.W003"),
        ({"allowed_hosts": ("*",)}, "stet.W009"),
        ({"allowed_hosts": (".example.org",)}, "stet.W009"),
        ({"smtp_url": "smtp://mail.example.org"}, "stet.W010"),
        ({"trusted_proxies": (ip_network("0.0.0.0/0"),)}, "stet.W011"),
        ({"trusted_proxies": (ip_network("::/0"),)}, "stet.W011"),
    ],
)
def test_a_wrong_setting_is_found(
    change: Change, site: Site, values: dict[str, Any], finding: str
) -> None:
    change(**values)
    assert found(deploy=False) == {finding}


@pytest.mark.parametrize(
    ("values", "finding"),
    [
        ({"public_url": ""}, "stet.W007"),
        ({"public_url": "http://comments.example.org"}, "stet.W008"),
    ],
)
def test_what_matters_to_a_public_site_only_is_found_with_deploy(
    change: Change, site: Site, values: dict[str, Any], finding: str
) -> None:
    change(**values)
    assert found(deploy=False) == set()
    assert found(deploy=True) == {finding}


@pytest.mark.parametrize("key", ["short", "a" * 64, "django-insecure-" + "0123456789abcdef" * 4])
def test_a_guessable_secret_is_found(
    change: Change, site: Site, settings: Settings, key: str
) -> None:
    settings.SECRET_KEY = key
    assert found() == {"stet.W002"}


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("pragma", "words"),
    [
        ("recursive_triggers = OFF", "recursive_triggers is 0"),
        ("foreign_keys = OFF", "foreign_keys is 0"),
        ("synchronous = NORMAL", "synchronous is NORMAL"),
        ("journal_mode = DELETE", "journal_mode is delete"),
    ],
)
def test_a_wrong_mode_of_sqlite_is_found(
    change: Change, fresh_db: None, pragma: str, words: str
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {pragma}")
    assert found() == {"stet.W004"}
    messages = run_checks(databases=["default"])
    assert [words in str(message.msg) for message in messages] == [True]


@pytest.mark.postgresql
def test_a_postgresql_that_can_lose_comments_is_found(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
    messages = list(checks.database_keeps_its_word(Env()))
    assert "synchronous_commit is off" in str(messages[0].msg)


def test_a_missing_trigger_is_found(change: Change, site: Site) -> None:
    table = " ON ledger_entry" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER ledger_entry_no_delete{table}")
    assert found() == {"stet.W005"}


@pytest.mark.parametrize(
    ("stands", "words"), [(Standing.BEHIND, "not migrated"), (Standing.AHEAD, "newer")]
)
def test_a_database_of_another_version_is_found(
    change: Change, site: Site, monkeypatch: pytest.MonkeyPatch, stands: Standing, words: str
) -> None:
    monkeypatch.setattr(checks, "standing", lambda: stands)
    assert found() == {"stet.W006"}
    assert words in str(next(checks.database_is_migrated(Env())).msg)


def test_authors_who_wait_for_mail_are_found(change: Change, article: Article) -> None:
    draft = Draft(article, "Bob", "Please tell me.", email="bob@example.org")
    comment = receive(draft, timezone.now()).comment
    assert found() == {"stet.W010"}
    change(smtp_url="smtp://mail.example.org", mail_from="desk@example.org")
    assert found() == set()
    Contact.objects.filter(comment=comment).delete()
    change()
    assert found() == set()


def test_a_data_folder_open_to_others_is_found(change: Change, site: Site, tmp_path: Path) -> None:
    (tmp_path / "data").chmod(0o750)
    assert found() == {"stet.W012"}


def test_secrets_open_to_others_are_found(change: Change, site: Site, tmp_path: Path) -> None:
    secrets = tmp_path / "data" / "secrets.json"
    secrets.write_text("{}")
    secrets.chmod(0o640)
    assert found() == {"stet.W012"}


def test_a_full_disk_is_found(change: Change, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    free = type("Usage", (), {"free": 100 * 1024**2})
    monkeypatch.setattr("shutil.disk_usage", lambda _: free)
    assert found() == {"stet.W013"}


def test_a_setting_that_does_not_exist_is_found(
    change: Change, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STET_PUBLC_URL", "https://comments.example.org")
    assert found() == {"stet.W014"}


def test_every_real_setting_is_known(
    change: Change, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    for entry in fields(Env):
        monkeypatch.setenv(entry.metadata["name"], "x")
    assert found() == set()
