"""``stet restore``, whole: the backup is put back, brought up to date, guarded and verified."""

from __future__ import annotations

from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from stet.config.verifying import Fault, faults, quiet
from stet.exchange import backup
from stet.exchange.archive import Manifest, Progress
from stet.ledger.models import Entry


def restore(
    source: Path, *, force: bool = False, progress: Progress = quiet
) -> tuple[Manifest, list[Fault]]:
    """Restores a backup into the configured newsroom: what it held, and the faults found in it.

    A backup of an earlier version is migrated. Raises what `stet.exchange.backup.restore` does.
    """
    known = _migrations()
    manifest = backup.restore(source, known_migrations=known, force=force, progress=progress)
    connection.close()
    found = _other_head(manifest)
    call_command("migrate", interactive=False, verbosity=0)  # and makes the guards
    return manifest, [*found, *faults(progress)]


def _migrations() -> set[str]:
    """Those that this version brings, and those that one of them stands for."""
    there = MigrationLoader(None).disk_migrations
    names = {*there, *(old for migration in there.values() for old in migration.replaces)}
    return {f"{app}.{name}" for app, name in names}


def _other_head(manifest: Manifest) -> list[Fault]:
    """The ledger ends where the manifest says it does."""
    last = Entry.objects.order_by("-seq").values_list("seq", "hash").first() or (0, "")
    if last == (manifest.head_seq, manifest.head_hash):
        return []
    return [Fault("ledger.head", "the ledger does not end where the backup's manifest says")]
