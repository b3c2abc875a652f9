from django.apps import AppConfig


class TellingConfig(AppConfig):
    name = "stet.telling"
    label = "telling"
