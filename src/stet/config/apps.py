from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class ConfigConfig(AppConfig):
    """Start-up wiring that needs every room: guards after migrations, and the checks."""

    name = "stet.config"
    label = "config"

    def ready(self) -> None:
        from stet.config import checks  # noqa: F401 - importing registers them
        from stet.config.guarding import make_guards
        from stet.config.recording import enter
        from stet.newsroom.recording import record_with

        record_with(enter)

        def remake(using: str, **_: object) -> None:
            make_guards(using)

        # The signal comes once for each app with tables, after all migrations; once is enough.
        post_migrate.connect(remake, sender=apps.get_app_config("moderation"), weak=False)
