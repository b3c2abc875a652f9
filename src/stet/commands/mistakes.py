"""What a user did wrong, in one line."""

from __future__ import annotations


class Mistake(Exception):
    """The message is for the person who typed the command; it ends with exit code 2."""


class Failed(Exception):
    """The command did its work and the answer is bad; the report is already written. Exit code 1."""
