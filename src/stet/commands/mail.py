"""`stet mail`: whether letters go out, what they look like, and who wants them again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stet.commands.mistakes import Failed, Mistake
from stet.commands.opening import Data, open_newsroom
from stet.commands.speaking import say

mail = typer.Typer(help="Letters to readers: trying, looking at them.", no_args_is_help=True)

_Address = Annotated[str, typer.Argument(metavar="ADDRESS", help="An e-mail address.")]


def add_to(app: typer.Typer) -> None:
    app.add_typer(mail, name="mail")


@mail.command("test")
def send_test(address: _Address, data: Data = None) -> None:
    """Send a letter there through the mail server that is set, and say what came of it."""
    site = open_newsroom(data)
    from django.conf import settings

    from stet.comments.contacts.addresses import is_email
    from stet.exchange.letters.samples import samples
    from stet.exchange.smtp import NotSent, Server, hand_over

    if not is_email(address):
        raise Mistake("this is not a complete e-mail address")
    if not settings.STET.smtp_url:
        raise Mistake("there is no mail server: set STET_SMTP_URL")
    letter = next(one for name, one in samples(site, site.lang) if name == "find")
    letter.to = [address]
    letter.subject = f"Test: {letter.subject}"
    try:
        server = Server.at(settings.STET.smtp_url)
        with server.connection(settings.STET.smtp_timeout_s) as connection:
            hand_over(letter, connection)
    except NotSent as failure:
        say(f"stet: not sent: {failure.reason}")
        raise Failed from None
    say("The mail server took it. Whether it arrives, the mailbox tells.")


@mail.command("preview")
def preview(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to; made if need be.")],
    data: Data = None,
) -> None:
    """Write every letter in every language into DIR, as HTML and as text, for looking at."""
    site = open_newsroom(data)
    from stet.exchange.letters.samples import samples
    from stet.web.languages import LANGUAGES

    try:
        folder.mkdir(parents=True, exist_ok=True)
        count = 0
        for language in LANGUAGES:
            for name, letter in samples(site, language.tag):
                stem = f"{name}.{language.tag}"
                head = f"Subject: {letter.subject}\n\n"
                (folder / f"{stem}.txt").write_text(head + str(letter.body), encoding="utf-8")
                html = str(letter.alternatives[0][0])
                (folder / f"{stem}.html").write_text(html, encoding="utf-8")
                count += 1
    except OSError as problem:
        raise Mistake(f"cannot write there: {problem.strerror}") from None
    say(f"{count} letters.")


@mail.command("allow")
def allow(address: _Address, data: Data = None) -> None:
    """Lift what stops letters to an address, at its owner's wish: its own "no more", or a refusal."""
    site = open_newsroom(data)
    from stet.comments.contacts.stopping import allow as lift

    if not lift(site.id, address):
        raise Mistake("nothing stops letters to this address")
    say("Letters may go there again.")
