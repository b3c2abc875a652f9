"""Room kept in the chain for what is being built."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("moderation", "0005_searching")]

    operations: ClassVar[list[Any]] = []
