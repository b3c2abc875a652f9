"""`stet replay` and `stet learn`: trying a change on past decisions, and learning from them."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from stet.commands.mistakes import Mistake
from stet.commands.opening import Data, open_newsroom
from stet.commands.speaking import progress, say

if TYPE_CHECKING:
    from stet.moderation.learning.changes import Change
    from stet.moderation.replaying import Replay, Share

replay = typer.Typer(
    help="Try a change on past decisions; nothing is switched on.", no_args_is_help=True
)

_Days = Annotated[
    int | None,
    typer.Option("--days", metavar="N", min=1, help="Only the last N days.", show_default=False),
]
_AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
_Examples = Annotated[
    bool, typer.Option("--examples", help="List the ids of some comments that change.")
]
_Texts = Annotated[
    bool, typer.Option("--texts", help="With the beginning of what their readers wrote.")
]
_EXCERPT = 100


def add_to(app: typer.Typer) -> None:
    app.add_typer(replay, name="replay")
    app.command()(learn)


def _option(name: str, about: str, metavar: str | None = None) -> Any:
    return typer.Option(name, help=about, metavar=metavar, show_default=False)


@replay.command("threshold")
def replay_threshold(
    clause: Annotated[str, typer.Argument(metavar="CLAUSE", help="The clause's key.")],
    at: Annotated[float, typer.Argument(metavar="PROBABILITY", help="Such as 0.9.")],
    approve: Annotated[
        bool, typer.Option("--approve", help="Approve up to it; else reject from it on.")
    ] = False,
    days: _Days = None,
    examples: _Examples = False,
    texts: _Texts = False,
    as_json: _AsJson = False,
    data: Data = None,
) -> None:
    """A threshold or standing rule, by the scores that decisions were made on."""
    asked = {"clause": clause, "at": at, "action": "approve" if approve else "reject"}
    _run(data, {"kind": "threshold", **asked}, days, (examples, texts, as_json))


@replay.command("clause")
def replay_clause(
    clause: Annotated[str, typer.Argument(metavar="CLAUSE", help="The clause's key.")],
    state: Annotated[str, typer.Argument(metavar="on|off")],
    days: _Days = None,
    examples: _Examples = False,
    texts: _Texts = False,
    as_json: _AsJson = False,
    data: Data = None,
) -> None:
    """A clause of the guidelines switched on or off."""
    asked = {"kind": "clause", "clause": clause, "action": state}
    _run(data, asked, days, (examples, texts, as_json))


@replay.command("word")
def replay_word(
    action: Annotated[str, typer.Argument(metavar="add|remove")],
    term: Annotated[str, typer.Argument(metavar="TERM")],
    clause: Annotated[str, _option("--clause", "The clause's key.", "CLAUSE")],
    lang: Annotated[str, _option("--lang", "The list's language.", "LANG")] = "en",
    strength: Annotated[str, _option("--strength", "strong or mild.")] = "strong",
    days: _Days = None,
    examples: _Examples = False,
    texts: _Texts = False,
    as_json: _AsJson = False,
    data: Data = None,
) -> None:
    """A term added to a word list or taken out of it; reads the comments again."""
    asked = {"clause": clause, "lang": lang, "term": term, "strength": strength, "action": action}
    _run(data, {"kind": "word", **asked}, days, (examples, texts, as_json))


@replay.command("screener")
def replay_screener(
    head: Annotated[
        int | None,
        _option("--version", "A learned version; 0: as Stet ships. Else the one in use.", "N"),
    ] = None,
    days: _Days = None,
    examples: _Examples = False,
    texts: _Texts = False,
    as_json: _AsJson = False,
    data: Data = None,
) -> None:
    """Another version of the screener; reads the comments again."""
    _run(data, {"kind": "screener", "head": head}, days, (examples, texts, as_json))


def _run(
    data: Any, asked: dict[str, Any], days: int | None, shown: tuple[bool, bool, bool]
) -> None:
    site = open_newsroom(data)
    from django.utils import timezone

    from stet.moderation.learning.changes import BadChange, Change
    from stet.moderation.learning.runs import replay as run

    now = timezone.now()
    change = Change(**asked)
    since = now - timedelta(days=days) if days else None
    try:
        with progress("replaying") as advance:
            found = run(site, change, since, now, tell=advance)
    except BadChange as bad:
        raise Mistake(str(bad)) from None
    examples, texts, as_json = shown
    if as_json:
        print(json.dumps(_as_dict(found.replay(), change)))
    else:
        _tell(found.replay(), examples=examples or texts, texts=texts)


def _as_dict(found: Replay, change: Change) -> dict[str, Any]:
    return {
        "change": change.as_dict(),
        "decisions": found.rows,
        "changed": found.changed,
        "counts": [
            {"before": before, "after": after, "people": people, "comments": number}
            for (before, after, people), number in sorted(found.counts.items())
        ],
        "acted": found.acted.as_dict() if found.acted else None,
        "cited": found.cited.as_dict() if found.cited else None,
        "measures": {
            call: {
                when: {
                    "precision": found.precision(call, after=when == "after").as_dict(),
                    "recall": found.recall(call, after=when == "after").as_dict(),
                }
                for when in ("before", "after")
            }
            for call in ("reject", "approve")
        },
        "examples": [example.as_dict() for example in found.examples],
    }


def _tell(found: Replay, *, examples: bool, texts: bool) -> None:
    print(f"{found.rows} decisions by people; {found.changed} comments would be said otherwise")
    words = {"reject": "rejected", "look": "looked at", "approve": "approved"}
    for call, said in words.items():
        print(
            f"  newly {said:10} {found.newly(call):7}"
            f"   (people approved {found.newly(call, 'approve')},"
            f" rejected {found.newly(call, 'reject')})"
        )
    if found.acted:
        print(f"a rule would have acted on {found.acted.of}; people agreed: {_share(found.acted)}")
    if found.cited:
        print(f"  and cited this clause: {_share(found.cited)}")
    for call in ("reject", "approve"):
        for name in ("precision", "recall"):
            before, after = (getattr(found, name)(call, after=when) for when in (False, True))
            print(f"{name} of {call}: {_share(before)} before, {_share(after)} after")
    if examples:
        _list(found, texts=texts)


def _share(share: Share) -> str:
    if share.value is None:
        return "none"
    low, high = share.interval
    return f"{share.hits}/{share.of} = {share.value:.1%} ({low:.1%} to {high:.1%})"


def _list(found: Replay, *, texts: bool) -> None:
    from stet.moderation.learning.reading import excerpts

    said = excerpts([one.comment for one in found.examples], _EXCERPT) if texts else {}
    for one in found.examples:
        # As JSON: a terminal obeys some of what a reader may write.
        words = " " + json.dumps(said.get(one.comment, "")) if texts else ""
        before = one.before or "unscreened"
        print(f"{one.comment} {before} -> {one.after}; people: {one.verdict}{words}")


def learn(
    data: Data = None,
    adopt: Annotated[
        bool, typer.Option("--adopt", help="Put it in use at once, if it is better.")
    ] = False,
    roll_back: Annotated[
        bool, typer.Option("--roll-back", help="Only put back what was in use before.")
    ] = False,
    as_json: _AsJson = False,
) -> None:
    """Learn from the newsroom's own decisions; prints what would be gained, and adopts nothing."""
    site = open_newsroom(data)
    from django.utils import timezone

    from stet.moderation.learning import heads
    from stet.moderation.learning.learning import learn_head
    from stet.moderation.screeners import shipped_screener_of
    from stet.screening.own.learning import TooFew

    if roll_back:
        try:
            back = heads.roll_back(site, by=None, now=timezone.now())
        except heads.NothingToRollBack:
            raise Mistake("nothing was adopted: the screener is as it ships") from None
        say(f"version {back.number} is in use" if back else "the screener is as it ships")
        return
    try:
        with progress("learning") as advance:
            head = learn_head(
                site, timezone.now(), lambda done, total: advance(done, total, "reading")
            )
    except TooFew as few:
        lacking = ", ".join(
            f"{name.replace('_', ' ')} {there} of {least}"
            for name, (there, least) in few.facts.items()
            if there < least
        )
        raise Mistake(f"too few decisions to learn from: {lacking}") from None
    if as_json:
        print(json.dumps({"version": head.number, "better": head.better, **head.report}))
    else:
        _tell_learned(head.report, head.number)
    if adopt and head.better:
        base = shipped_screener_of(site.id)
        heads.adopt(site, UUID(str(head.id)), base=base, by=None, now=timezone.now())
        say(f"version {head.number} is in use for what comes from now on")
    elif not head.better:
        say("not better for sure: it cannot be adopted")


def _tell_learned(report: dict[str, Any], number: int) -> None:
    print(
        f"version {number}: learned from {report['learned_from']} decisions,"
        f" measured on the {report['measured_on']} after them"
    )
    if report["labels"]:
        print(f"  and from {report['labels']} labels of other systems, each for half a decision")
    if report["labels_left"]:
        print(f"  {report['labels_left']} labels of other systems did not help and were left out")
    for part in [*report["parts"], *([report["whole"]] if report["whole"] else [])]:
        name = {"*": "all rejections"}.get(part.get("clause", "as a whole"), part.get("clause"))
        for measure in ("average_precision", "auc"):
            one = part[measure]
            print(
                f"  {name or 'as a whole':24} {measure.replace('_', ' '):18}"
                f" {one['before']:.3f} -> {one['after']:.3f}"
                f"   gain {one['gain']:+.3f} ({one['low']:+.3f} to {one['high']:+.3f})"
            )
