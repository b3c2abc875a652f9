"""What an address of the embed asks for, and which article it is about."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import NAMESPACE_URL, UUID, uuid5

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.urls import reverse

from stet.newsroom.article_texts import URL_LIMIT
from stet.newsroom.embedding import page_address
from stet.newsroom.models import Article, Site
from stet.newsroom.origins import is_allowed
from stet.newsroom.reading import article_by_url
from stet.web.addresses import own_base
from stet.web.embed.look import NO_LOOK, Look, look_of
from stet.web.language import served
from stet.web.sharing import is_framing

THEMES = ("auto", "light", "dark")


@dataclass(frozen=True)
class Asked:
    """``host`` is the origin of the page that holds the frame; empty if it may not talk to it."""

    url: str
    host: str = ""
    theme: str = "auto"
    lang: str = ""
    look: Look = NO_LOOK

    @property
    def page_id(self) -> UUID:
        """What drafts and tickets are kept under: the same before and after the article is known."""
        return uuid5(NAMESPACE_URL, page_address(self.url))

    @property
    def query(self) -> str:
        """What every address within the frame carries on."""
        theme = "" if self.theme == "auto" else self.theme
        parts = {"url": self.url, "host": self.host, "theme": theme, "lang": self.lang}
        said = {name: value for name, value in parts.items() if value}
        return urlencode(said | self.look.asked)

    @property
    def language(self) -> str:
        """The language asked for, if the interface speaks it; else the empty string."""
        return served(self.lang) or ""

    @property
    def address(self) -> str:
        """The frame's own address, to which more can be added with an ampersand."""
        return f"{reverse('embed:page')}?{self.query}"


def asked_of(request: HttpRequest, site: Site, given: dict[str, str]) -> Asked:
    """What ``given`` (a query, or a form's fields) asks for; raises `BadRequest` without an address."""
    url = given.get("url", "").strip()
    if not url or len(url) > URL_LIMIT or not page_address(url):
        raise BadRequest("no address")
    theme = given.get("theme", "")
    return Asked(
        url=url,
        host=is_framing(request, site, given.get("host", "")),
        theme=theme if theme in THEMES else "auto",
        lang=given.get("lang", "")[:16],
        look=look_of(given),
    )


def article_asked(request: HttpRequest, site: Site, asked: Asked) -> Article | None:
    """The article at the address: one that is here, else a blank one that is not saved.

    None if there is none, and the address is on no allowed origin.
    """
    for url in (asked.url, page_address(asked.url)):
        if found := article_by_url(site, url, own_base(request)):
            return found
    if not is_allowed(site, asked.url):
        return None
    return Article(id=asked.page_id, site=site, url=page_address(asked.url), lang=site.lang)
