"""What may stand in an address: anything else is not found before the database is asked."""

from __future__ import annotations


class Word:
    """A slug in any script."""

    regex = r"[-\w]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class Number:
    """A whole number that any database takes, without leading zeros: one address for one page."""

    regex = "[1-9][0-9]{0,5}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


class Token(Word):
    """A receipt's token."""

    regex = "[-_A-Za-z0-9]+"


class FeedFormat(Word):
    """What a feed can be had as: `stet.web.feeds.serving.FORMATS`."""

    regex = "atom|rss"
