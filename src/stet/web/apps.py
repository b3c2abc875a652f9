from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "stet.web"
    label = "web"

    def ready(self) -> None:
        from django.templatetags import i18n

        from stet.web.local import in_words

        # Numbers within translated words get the language's digits. Django has no setting for it;
        # a number that stands alone in a template is left, since it may be for a program.
        i18n.render_value_in_context = in_words  # type: ignore[attr-defined]
