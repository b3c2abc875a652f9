"""Commands that look after a newsroom: migrating, checking, articles, erasing."""

from __future__ import annotations

import sys
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from stet.commands.mistakes import Failed, Mistake
from stet.commands.opening import Data, look_at, open_newsroom, place
from stet.commands.speaking import say

if TYPE_CHECKING:
    from stet.newsroom.models import Article

article = typer.Typer(help="Articles.", no_args_is_help=True)
site = typer.Typer(help="The site.", no_args_is_help=True)


def _option(name: str, about: str) -> Any:
    return typer.Option(name, help=about, show_default=False)


def add_to(app: typer.Typer) -> None:
    app.command()(migrate)
    app.command()(check)
    app.command()(erase)
    app.add_typer(article, name="article")
    app.add_typer(site, name="site")


def migrate(data: Data = None) -> None:
    """Bring the database up to this version of Stet, and make its guards anew."""
    open_newsroom(data, migrate=True)
    say(f"the database is up to date ({place()})")


def check(
    data: Data = None,
    deploy: Annotated[
        bool, typer.Option("--deploy", help="For a public site: every warning is a failure.")
    ] = False,
) -> None:
    """Say what is wrong with the settings and the database, each with an id and a hint."""
    look_at(data)
    if has_faults(deploy=deploy):
        raise Failed


def has_faults(*, deploy: bool) -> bool:
    """Prints what the checks found, on stderr; whether any of it is a failure."""
    from django.core.checks import ERROR, WARNING, run_checks

    shown = [
        message
        for message in run_checks(include_deployment_checks=deploy, databases=["default"])
        if message.level >= WARNING and not message.is_silenced()
    ]
    for message in sorted(shown, key=lambda message: str(message.id)):
        kind = "failure" if deploy or message.is_serious(ERROR) else "warning"
        print(f"{message.id} {kind}: {message.msg}", file=sys.stderr)
        if message.hint:
            print(f"    {message.hint}", file=sys.stderr)
    say(f"{len(shown)} found" if shown else "nothing found")
    return any(deploy or message.is_serious(ERROR) for message in shown)


@article.command("add")
def article_add(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="A Markdown or text file; - is standard input.")
    ],
    data: Data = None,
    url: Annotated[str | None, _option("--url", "Its address on the publisher's site.")] = None,
    slug: Annotated[str | None, _option("--slug", "The end of its address here.")] = None,
    byline: Annotated[str | None, _option("--byline", "Who wrote it.")] = None,
    place_line: Annotated[str | None, _option("--place", "Where it was written.")] = None,
    section: Annotated[str | None, _option("--section", "The section it stands in.")] = None,
    lang: Annotated[str | None, _option("--lang", "Its language, as en or ckb.")] = None,
    tags: Annotated[str | None, _option("--tags", "Tags, separated by commas.")] = None,
    commenting: Annotated[str | None, _option("--commenting", "open or closed.")] = None,
    closes_after_days: Annotated[
        int | None, _option("--closes-after-days", "Comments close so long after publication.")
    ] = None,
) -> None:
    """Add an article, or bring the one with its address up to date; prints its id and address.

    Options go before what the file's front matter says.
    """
    given = {
        "url": url,
        "slug": slug,
        "byline": byline,
        "place": place_line,
        "section": section,
        "lang": lang,
        "tags": tuple(part.strip() for part in tags.split(",") if part.strip()) if tags else None,
        "commenting": commenting,
        "closes_after_days": closes_after_days,
    }
    added, created = _add_article(
        data, file, {name: value for name, value in given.items() if value is not None}
    )
    say(f"{'added' if created else 'known already; now as the file says'}: {added.headline}")
    print(f"{added.id} {_address(added)}")


@article.command("feed")
def article_feed(
    source: Annotated[str, typer.Argument(metavar="FILE|ADDRESS", help="An RSS or Atom feed.")],
    data: Data = None,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="The address may be in a private network.")
    ] = False,
) -> None:
    """Add a feed's articles, or bring those that are here up to date, by their addresses."""
    site = open_newsroom(data)
    from stet.exchange.feeding import BadFile, NotFetched, bring_feed

    try:
        report = bring_feed(site, source, allow_private=allow_private)
    except BadFile as bad:
        raise Mistake(f"{source}: {bad}") from None
    except NotFetched as problem:
        raise Mistake(f"{source}: not fetched ({problem.why})") from None
    except OSError as problem:
        raise Mistake(f"{source}: {problem.strerror}") from None
    for line, code in report.refused:
        print(f"line {line}: {code}")
    counts = f"{report.added} added, {report.changed} brought up to date, {report.known} as before"
    say(f"{counts}, {len(report.refused)} refused")


def _add_article(data: Data, file: str, given: dict[str, Any]) -> tuple[Article, bool]:
    site = open_newsroom(data)
    from django.utils import timezone

    from stet.newsroom.articles import BadArticle, add_article, parse_article

    name = "standard input" if file == "-" else file
    try:
        text = parse_article(_read(file), name)
        return add_article(site, replace(text, **given), by=None, now=timezone.now())
    except BadArticle as bad:
        raise Mistake(str(bad)) from None


def _read(file: str) -> str:
    try:
        raw = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return raw.decode("utf-8")
    except OSError as problem:
        raise Mistake(f"{file}: {problem.strerror}") from None
    except UnicodeDecodeError as problem:
        raise Mistake(f"{file}: not UTF-8 (byte {problem.start + 1})") from None


def _address(article: Article) -> str:
    from django.conf import settings
    from django.urls import reverse

    path = reverse("reader:article", args=[article.slug])
    base = settings.STET.public_url
    return base.removesuffix(settings.FORCE_SCRIPT_NAME or "") + path if base else path


class Nudge(StrEnum):
    ON = "on"
    OFF = "off"


@site.command("allow")
def site_allow(
    origins: Annotated[
        list[str], typer.Argument(metavar="ORIGIN...", help="Such as https://news.example.org.")
    ],
    data: Data = None,
) -> None:
    """Let pages of these origins show the comments, beside those that may already.

    Prints every origin that may now. The desk's settings take one away again.
    """
    open_newsroom(data)
    from django.utils import timezone

    from stet.newsroom.setup import the_site
    from stet.newsroom.sites import BadSite, change_site

    words = " ".join([the_site().embed_origins, *origins])
    try:
        changed = change_site(the_site(), by=None, now=timezone.now(), embed_origins=words)
    except BadSite as bad:
        raise Mistake(str(bad)) from None
    print(changed.embed_origins)


@site.command("nudge")
def site_nudge(
    on: Annotated[Nudge, typer.Argument(help="Whether authors are shown it.")],
    data: Data = None,
) -> None:
    """Whether authors are shown, once and before sending, what the screener is sure of."""
    open_newsroom(data)
    from django.utils import timezone

    from stet.newsroom.setup import the_site
    from stet.newsroom.writers import set_nudge

    set_nudge(the_site(), on=on is Nudge.ON, by=None, now=timezone.now())


def erase(
    comment: Annotated[str, typer.Argument(metavar="COMMENT", help="The comment's id.")],
    by: Annotated[
        str, typer.Option("--by", metavar="USERNAME", help="The administrator who decided so.")
    ],
    data: Data = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Erase a comment for good on its author's legal request; a tombstone stays."""
    open_newsroom(data)
    from django.utils import timezone

    from stet.comments.models import Comment
    from stet.comments.states import MoveRefused
    from stet.moderation.leaving import erase as erase_comment
    from stet.newsroom.accounts import staff_by_username
    from stet.newsroom.roles import NotAllowed

    staff = staff_by_username(by)
    if staff is None:
        raise Mistake(f"--by: there is no account {by}")
    if not yes:
        _confirm("Its words, name and address go for good. Erase it?")
    try:
        erase_comment(UUID(comment), staff, timezone.now())
    except (ValueError, Comment.DoesNotExist):
        raise Mistake(f"there is no comment {comment}") from None
    except (NotAllowed, MoveRefused) as refusal:
        raise Mistake(str(refusal)) from None
    say("erased")


def _confirm(question: str) -> None:
    if not sys.stdin.isatty():
        raise Mistake("nobody is here to be asked: say --yes")
    if not typer.confirm(question, err=True):
        raise Mistake("left as it is")
