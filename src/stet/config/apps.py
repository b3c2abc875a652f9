from collections.abc import Sequence

from django.apps import AppConfig, apps
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate


class ConfigConfig(AppConfig):
    """Start-up wiring that needs every room: guards after migrations, and the checks."""

    name = "stet.config"
    label = "config"

    def ready(self) -> None:
        from stet.config import checks  # noqa: F401 - importing registers them
        from stet.config.guarding import drop_guards, make_guards
        from stet.config.recording import enter
        from stet.newsroom.recording import record_with

        record_with(enter)

        def take_away(using: str, plan: Sequence[object], **_: object) -> None:
            if plan and connections[using].vendor == "sqlite":
                drop_guards(using)

        def remake(using: str, **_: object) -> None:
            make_guards(using)

        # The signal comes once for each app with tables, after all migrations; once is enough.
        moderation = apps.get_app_config("moderation")
        pre_migrate.connect(take_away, sender=moderation, weak=False)
        post_migrate.connect(remake, sender=moderation, weak=False)
