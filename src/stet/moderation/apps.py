from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "stet.moderation"
    label = "moderation"
