"""`stet webhook`: whom the newsroom tells of events, from the operator's side."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from stet.commands.mistakes import Failed, Mistake
from stet.commands.opening import Data, open_newsroom
from stet.commands.speaking import say

if TYPE_CHECKING:
    from stet.telling.models import Webhook

webhook = typer.Typer(
    help="Webhooks: programs of the publisher's that are told of events.", no_args_is_help=True
)

Id = Annotated[str, typer.Argument(metavar="ID", help="Its id, from `stet webhook list`.")]


def add_to(app: typer.Typer) -> None:
    app.add_typer(webhook, name="webhook")


@webhook.command("add")
def add(
    url: Annotated[str, typer.Argument(metavar="URL", help="The address that is called.")],
    data: Data = None,
    label: Annotated[str, typer.Option("--label", help="What it is for.")] = "webhook",
    events: Annotated[
        list[str],
        typer.Option("--event", help="What it is told of. More than one: give it again."),
    ] = ["comment.approved", "comment.rejected", "comment.withdrawn"],  # noqa: B006 - typer's way
    words: Annotated[
        str,
        typer.Option(
            "--words", help="Of which comments name and text are sent: never, published, always."
        ),
    ] = "never",
) -> None:
    """Add a webhook, and print its id and its secret this once."""
    site = open_newsroom(data)
    from django.utils import timezone

    from stet.telling.endpoints import add_webhook
    from stet.telling.terms import BadWebhook, Terms

    try:
        terms = Terms(label, url, events, words)
        made, secret = add_webhook(site, terms, by=None, now=timezone.now())
    except BadWebhook as bad:
        raise Mistake(str(bad)) from None
    print("id", made.pk, sep="\t")
    print("secret", secret, sep="\t")


@webhook.command("list")
def list_all(data: Data = None) -> None:
    """Print the webhooks, latest first: id, state, delivered, waiting, given up, address and label,
    with tabs between."""
    site = open_newsroom(data)
    from stet.telling.endpoints import webhooks_of
    from stet.telling.reading import standings

    found = webhooks_of(site)
    fares = standings(found)
    for row in found:
        state = (
            f"{row.state}:{row.why}" if row.why else "failing" if row.failing_since else row.state
        )
        fare = fares[row.pk]
        print(row.pk, state, fare.delivered, fare.due, fare.failed, row.url, row.label, sep="\t")


@webhook.command("pause")
def pause(webhook_id: Id, data: Data = None) -> None:
    """Send nothing until it goes on; what happens meanwhile is not lost."""
    row = _webhook(data, webhook_id)
    from django.utils import timezone

    from stet.telling import endpoints

    paused = endpoints.pause(row, by=None, now=timezone.now())
    say(f"paused {row.label}" if paused else f"{row.label} was paused before")


@webhook.command("resume")
def resume(
    webhook_id: Id,
    data: Data = None,
    skip: Annotated[
        bool, typer.Option("--skip", help="Leave out what happened while it was paused.")
    ] = False,
) -> None:
    """Go on after a pause, with what was missed."""
    row = _webhook(data, webhook_id)
    from django.utils import timezone

    from stet.telling import endpoints

    resumed = endpoints.resume(row, missed=not skip, by=None, now=timezone.now())
    say(f"{row.label} goes on" if resumed else f"{row.label} was not paused")


@webhook.command("rotate")
def rotate(webhook_id: Id, data: Data = None) -> None:
    """Make a new secret, and print it this once; for a day the old one signs as well."""
    row = _webhook(data, webhook_id)
    from django.utils import timezone

    from stet.telling import endpoints

    print(endpoints.rotate(row, by=None, now=timezone.now()))


@webhook.command("remove")
def remove(webhook_id: Id, data: Data = None) -> None:
    """End it for good, with what waits, and forget its secret."""
    row = _webhook(data, webhook_id)
    from django.utils import timezone

    from stet.telling import endpoints

    endpoints.remove(row, by=None, now=timezone.now())
    say(f"removed {row.label}")


@webhook.command("test")
def try_out(webhook_id: Id, data: Data = None) -> None:
    """Send a test and say what came of it; exit code 1 if it did not get through."""
    row = _webhook(data, webhook_id)
    from django.utils import timezone

    from stet.exchange.webhooks.delivering import attempt
    from stet.telling.replaying import ask_test

    now = timezone.now()
    asked = ask_test(row, by=None, now=now)
    outcome = attempt(asked, now) if asked else None
    if outcome is None:
        raise Mistake("another process has it in hand: see `stet webhook list`")
    if not outcome.accepted:
        print("failed", outcome.problem, outcome.status or "", sep="\t")
        raise Failed
    print(f"delivered\t{outcome.status}\t{outcome.took_ms} ms")


@webhook.command("replay")
def replay(
    webhook_id: Id,
    data: Data = None,
    days: Annotated[
        int, typer.Option("--days", min=1, max=30, help="Given up in so many days.")
    ] = 30,
) -> None:
    """Send again what was given up."""
    row = _webhook(data, webhook_id)
    from django.utils import timezone

    from stet.telling.replaying import replay_failed

    now = timezone.now()
    say(f"{replay_failed(row, now - timedelta(days=days), by=None, now=now)} are sent again")


def _webhook(data: Data, webhook_id: str) -> Webhook:
    site = open_newsroom(data)
    from stet.telling.endpoints import webhooks_of

    found = [row for row in webhooks_of(site) if str(row.pk) == webhook_id]
    if not found:
        raise Mistake(f"there is no webhook {webhook_id}")
    return found[0]
