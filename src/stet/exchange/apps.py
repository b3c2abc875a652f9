from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "stet.exchange"
    label = "exchange"
