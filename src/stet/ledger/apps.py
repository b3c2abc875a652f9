from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "stet.ledger"
    label = "ledger"
