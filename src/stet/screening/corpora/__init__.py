"""Labelled comments to learn from and to be measured on; pure, and never part of a running screening."""
