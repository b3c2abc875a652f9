from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "stet.web"
    label = "web"
