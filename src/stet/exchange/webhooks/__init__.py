"""Calling the receivers of webhooks: signed, checked, by threads of its own."""
