"""Which Stet this is."""

from __future__ import annotations

from importlib import metadata


def version() -> str:
    """The installed distribution's version; ``unknown`` when it runs from a bare source folder."""
    try:
        return metadata.version("stet-comments")
    except metadata.PackageNotFoundError:
        return "unknown"
