"""Builds the models that the screener ships. Nothing in `stet` imports it."""
