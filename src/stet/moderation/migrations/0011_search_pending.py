"""Keeps short what PostgreSQL's word index has not sorted in yet: every search reads it through."""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_INDEX = "ALTER INDEX moderation_searchdoc_lexemes"


# kB. With the usual 4 MB, a search for a rare word among a million comments took 180 ms.
def shorten(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(f"{_INDEX} SET (gin_pending_list_limit = 256)")


def restore(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(f"{_INDEX} RESET (gin_pending_list_limit)")


class Migration(migrations.Migration):
    dependencies = [("moderation", "0010_feedback")]

    operations = [migrations.RunPython(shorten, restore)]
