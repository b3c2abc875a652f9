"""Filling the demo: accounts, articles, and readers' comments in all states.

Everything goes the way that a real newsroom's goes: comments through `intake.receive`, decisions
through `deciding.decide`, at times in the past, in the order in which they would have happened.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from importlib.resources import files
from typing import Any

from django.db import transaction

from stet.comments.digests import browser_author
from stet.comments.models import Comment
from stet.comments.submitting import Draft
from stet.config.demo.credentials import Credentials
from stet.config.demo.second_looks import Deed, SecondLooks
from stet.moderation.deciding import Verdict, decide
from stet.moderation.intake import receive
from stet.moderation.leaving import withdraw
from stet.moderation.screening import screen_missed, screener_of
from stet.moderation.seen import Seen
from stet.newsroom.accounts import add_staff, all_staff, make_token, set_password, staff_of_token
from stet.newsroom.articles import add_article, parse_article
from stet.newsroom.guidelines import in_force
from stet.newsroom.models import Article, Site, Staff
from stet.newsroom.reading import claims_of, latest_articles
from stet.newsroom.wire_keys import Scope, Terms, key_named, make_key

_NAMES = {
    "moderator": "Alice Moreau",
    "senior": "Bob Lindqvist",
    "editor": "Edith Castellan",
    "administrator": "Adam Osei",
}
# The articles, the first to be shown first, and how long before the demo each was published.
_ARTICLES = (("veshra.md", timedelta(hours=26)), ("mill-bridge.md", timedelta(hours=52)))
_COMMENTS = "comments.toml"


@dataclass(frozen=True)
class Demo:
    """``article`` is the one to look at first."""

    article: Article


def is_bare(site: Site) -> bool:
    """Whether nobody has worked in the newsroom yet, so that a demo may be made of it."""
    return not all_staff() and latest_articles(site).paginator.count == 0


def make_demo(site: Site, keep: Credentials, now: datetime) -> Demo:
    """Makes what is not there yet, all of it or nothing."""
    screener_of(site.id)  # loaded before the first comment, whose wait for it is limited
    with transaction.atomic():
        staff = _staff(keep, now)
        _token(staff["moderator"], keep, now)
        _wire_key(site, keep, now)
        articles, fresh = _articles(site, now)
        if fresh:
            _Story(articles, staff, now, in_force(site.id).published_at or now).tell()
            while screen_missed(now):  # on a slow machine
                pass
    return Demo(next(iter(articles.values())))


def _staff(keep: Credentials, now: datetime) -> dict[str, Staff]:
    there = {staff.username: staff for staff in all_staff()}
    accounts = {}
    for role, account in keep.accounts.items():
        staff = there.get(account.username)
        if staff is None:
            staff = add_staff(
                account.username, _NAMES[role], account.password, role, by=None, now=now
            )
        elif not staff.check_password(account.password):
            staff = set_password(staff, account.password, by=None, now=now)
        accounts[role] = staff
    return accounts


def _token(moderator: Staff, keep: Credentials, now: datetime) -> None:
    if staff_of_token(keep.api_token) is None:
        make_token(moderator, "demo", now=now, token=keep.api_token)


def _wire_key(site: Site, keep: Credentials, now: datetime) -> None:
    """A key that opens every interface, for any blog and without a limit."""
    if key_named(keep.wire_key) is None:
        terms = Terms("demo", frozenset(Scope) - {Scope.DISCARD}, quota=0, trusted=True)
        make_key(site, terms, by=None, now=now, key=keep.wire_key)


def _articles(site: Site, now: datetime) -> tuple[dict[str, Article], bool]:
    """The articles by slug, and whether they are new. What an editor changed in them stays."""
    texts = [
        replace(parse_article(_data(name), name), published_at=now - age) for name, age in _ARTICLES
    ]
    there = {article.slug: article for article in Article.objects.filter(site=site)}
    if all(text.slug in there for text in texts):
        return {text.slug: there[text.slug] for text in texts}, False
    return {
        text.slug: add_article(site, text, by=None, now=now - age)[0]
        for text, (_, age) in zip(texts, _ARTICLES, strict=True)
    }, True


def _data(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


class _Story:
    """The readers' comments and what became of each, told in order of time.

    Nothing can have been decided before the guidelines of ``begin``: in a newsroom that is younger
    than the story, its minutes are shorter.
    """

    def __init__(
        self, articles: dict[str, Article], staff: dict[str, Staff], now: datetime, begin: datetime
    ) -> None:
        self._entries: list[dict[str, Any]] = tomllib.loads(_data(_COMMENTS))["comment"]
        self._articles = articles
        self._staff = staff
        self._now = now
        longest = max(entry["minutes"] for entry in self._entries)
        self._minute = min(timedelta(minutes=1), (now - begin) / (longest + 1))
        self._told: dict[str, Comment] = {}
        site = next(iter(articles.values())).site
        self._again = SecondLooks(site, staff)

    def tell(self) -> None:
        events = sorted(self._events(), key=lambda event: event[0])
        for at, deed, entry in events:
            deed(entry, at)

    def _events(self) -> Iterator[tuple[datetime, Any, dict[str, Any]]]:
        for number, entry in enumerate(self._entries):
            entry.setdefault("key", f"comment {number}")
            came = self._now - entry["minutes"] * self._minute
            yield came, self._receive, entry
            if "outcome" in entry:
                left = came + entry["after"] * self._minute
                yield (
                    left,
                    self._withdraw if entry["outcome"] == "withdraw" else self._decide,
                    entry,
                )
            if "overruled" in entry:
                yield came + entry["overruled_after"] * self._minute, self._overrule, entry
            for minutes, deed in self._again.of(entry):
                yield came + minutes * self._minute, partial(self._look_again, deed), entry

    def _receive(self, entry: dict[str, Any], at: datetime) -> None:
        article = self._articles[entry["article"]]
        parent = self._told[entry["parent"]].id if "parent" in entry else None
        claim = claims_of(article)[entry["claim"] - 1].id if "claim" in entry else None
        draft = Draft(
            article=article,
            name=entry["name"],
            text=entry["text"],
            parent=parent,
            claim=claim,
            author_key=browser_author(f"demo {entry['writer']}"),
        )
        self._told[entry["key"]] = receive(draft, at).comment

    def _decide(self, entry: dict[str, Any], at: datetime) -> None:
        verdict = Verdict(
            self._told[entry["key"]].id,
            entry["outcome"],
            entry.get("clauses", []),
            entry.get("note", ""),
        )
        by = self._staff[entry.get("decider", "moderator")]
        if "double" in entry:
            self._again.drawing(True, at)
        decide(verdict, by, at)
        if "double" in entry:
            self._again.drawing(False, at)

    def _look_again(self, deed: Deed, entry: dict[str, Any], at: datetime) -> None:
        deed(entry, self._told[entry["key"]].id, at)

    def _overrule(self, entry: dict[str, Any], at: datetime) -> None:
        comment = Comment.objects.get(id=self._told[entry["key"]].id)
        seen = Seen(comment.version, 1, None)
        verdict = Verdict(comment.id, entry["overruled"], seen=str(seen))
        decide(verdict, self._staff["senior"], at)

    def _withdraw(self, entry: dict[str, Any], at: datetime) -> None:
        withdraw(self._told[entry["key"]].id, at)
