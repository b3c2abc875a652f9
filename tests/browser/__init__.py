"""The journey in real Chromium, against the served newsroom; never through the ORM."""
