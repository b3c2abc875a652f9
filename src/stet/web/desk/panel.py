"""Everything a moderator sees of one comment, gathered for the template."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from stet.comments.models import Comment
from stet.comments.states import Move, State, may
from stet.moderation.batching.groups import Similar, similar_to
from stet.moderation.deciding import REOPEN_WITHIN, may_reopen
from stet.moderation.leasing import held_by_other
from stet.moderation.looking import last_decision_of, latest_screening, queue_item_of
from stet.moderation.models import Decision, QueueItem, Screening
from stet.moderation.records import AuthorRecord, author_record, duplicates_of, standing_decision
from stet.moderation.reviewing.models import Review
from stet.moderation.reviewing.settling import open_reviews
from stet.moderation.seen import Seen
from stet.newsroom.guidelines import in_force
from stet.newsroom.keyboard import keyboard_of
from stet.newsroom.models import Clause, GuidelineVersion
from stet.newsroom.roles import Action
from stet.newsroom.wishes import hides_graphic
from stet.screening.explaining import told
from stet.text.invisible import InvisibleFacts, find_invisible
from stet.web.desk.gate import Visit
from stet.web.desk.highlighting import Mark, highlighted, mark_for, words_by_clause
from stet.web.desk.limits import Limits, barred_by, limits_of
from stet.web.desk.words import FURTHER_SCORES, SUGGESTIONS, language_name

_GRAPHIC = {"threat", "vulgarity"}
# The open second looks that bear on who may decide.
_MATTERS = (Review.Kind.ESCALATION, Review.Kind.SECOND_OPINION)


@dataclass(frozen=True)
class ClauseLine:
    """A clause as the moderator can cite it: its key on the keyboard, its probability, its mark."""

    clause: Clause
    shortcut: str
    mark: Mark
    percent: int | None
    words: list[str]
    found: bool


@dataclass(frozen=True)
class Score:
    title: str | Promise
    percent: int


@dataclass(frozen=True)
class Typed:
    """What a moderator had chosen and typed, kept when a verdict could not be carried out."""

    clauses: list[str] = field(default_factory=list)
    note: str = ""
    wrong: str = ""
    message: str | Promise = ""
    ask: str = ""


@dataclass(frozen=True)
class Panel:
    comment: Comment
    item: QueueItem | None
    screening: Screening | None
    suggestion: str | Promise
    reasons: list[str]
    language: str | Promise
    seen: str
    text: SafeString
    clauses: list[ClauseLine]
    further: list[Score]
    invisible: InvisibleFacts
    name_turned: bool
    hidden: list[tuple[str, int]]
    record: AuthorRecord | None
    duplicates: list[Comment]
    similar: list[Similar]
    decision: Decision | None
    taken: bool
    frozen: Review | None
    asked: Review | None
    limits: Limits
    may_rule_author: bool
    may_approve: bool
    may_reject: bool
    may_erase: bool
    typed: Typed
    covered: list[str]

    @property
    def relevance(self) -> int | None:
        """To the article, in percent."""
        known = self.screening is not None and self.screening.relevance is not None
        return _percent(self.screening.relevance) if self.screening and known else None

    @property
    def legend(self) -> list[ClauseLine]:
        """The clauses of which words are marked, each once."""
        return [line for line in self.clauses if line.words]

    @property
    def may_escalate(self) -> bool:
        """Whether it can be laid before the seniors: it is there, and not there yet."""
        return self.comment.text != "" and not self.taken and self.frozen is None

    @property
    def may_decide(self) -> bool:
        return self.may_approve or self.may_reject


@dataclass(frozen=True)
class Undo:
    """One's own last decision, while it can be taken back."""

    decision: Decision
    seconds: int


def panel_of(
    visit: Visit, comment: Comment, item: QueueItem | None = None, typed: Typed | None = None
) -> Panel:
    """The panel of ``comment``; ``item`` spares asking for its place in the queue again."""
    held = comment.state == State.HELD
    item = item or (queue_item_of(comment) if held else None)
    screening = item.screening if item else latest_screening(comment)
    guidelines = in_force(visit.site.id)
    seen = Seen(comment.version, guidelines.number, screening.id if screening else None)
    invisible = find_invisible(comment.text)
    spans = screening.spans if screening else []
    taken = item is not None and held_by_other(item, visit.staff, visit.now)
    looks = {one.kind: one for one in open_reviews(comment, *_MATTERS)}
    frozen, asked = (looks.get(kind) for kind in _MATTERS)
    limits = limits_of(visit, comment)
    barred = taken or barred_by(visit, limits)
    barred = barred or (frozen is not None and not visit.may(Action.ANSWER_ESCALATED))
    barred = barred or (asked is not None and asked.asked_by_id == visit.staff.id)
    keys = keyboard_of(visit.staff).clause_keys
    lines = clause_lines(guidelines, screening, comment.text, keys)
    return Panel(
        comment=comment,
        item=item,
        screening=screening,
        suggestion=SUGGESTIONS[screening.suggestion] if screening else "",
        reasons=_reasons(screening),
        language=language_name(comment.lang),
        seen=str(seen),
        text=highlighted(comment.text, spans, _marks(lines), invisible),
        clauses=lines,
        further=_further(screening, {line.clause.key for line in lines}),
        invisible=invisible,
        name_turned=find_invisible(comment.name).suspicious,
        hidden=_hidden(invisible),
        record=author_record(comment),
        duplicates=duplicates_of(comment),
        similar=similar_to(item) if item else [],
        decision=None if held else standing_decision(comment),
        taken=taken,
        frozen=frozen,
        asked=asked,
        limits=limits,
        may_rule_author=visit.may(Action.SET_AUTHOR_RULES),
        may_approve=_may(visit, comment, Move.APPROVE, barred=barred or limits.legal_hold),
        may_reject=_may(visit, comment, Move.REJECT, barred=barred),
        may_erase=visit.may(Action.ERASE) and may(State(comment.state), Move.ERASE),
        typed=typed or Typed(),
        covered=_covered(visit, screening, lines),
    )


def _covered(visit: Visit, screening: Screening | None, lines: list[ClauseLine]) -> list[str]:
    """The titles of the clauses for which this person wants the text hidden; none: it is shown."""
    if screening is None or not hides_graphic(visit.staff):
        return []
    return [line.clause.title for line in lines if line.found and line.clause.key in _GRAPHIC]


def _reasons(screening: Screening | None) -> list[str]:
    """Why, in the language of the page where it is served, else in English."""
    if screening is None:
        return []
    return told(screening.reason_codes, screening.reasons, get_language() or "")


def _may(visit: Visit, comment: Comment, move: Move, *, barred: bool) -> bool:
    """Whether the table of moves and the person's role allow it, and nothing bars it: a colleague
    who is at it, or that it was escalated."""
    needed = Action.DECIDE if comment.state == State.HELD else Action.OVERRULE
    return not barred and visit.may(needed) and may(State(comment.state), move)


def clause_lines(
    guidelines: GuidelineVersion, screening: Screening | None, text: str, keys: str
) -> list[ClauseLine]:
    """The enabled clauses in the guidelines' order, with their ``keys`` and what the screening says."""
    words = words_by_clause(text, screening.spans) if screening else {}
    scores = screening.scores if screening else {}
    found = screening.clauses if screening else []
    enabled = [clause for clause in guidelines.clauses.all() if clause.enabled]
    keys = keys.ljust(len(enabled))
    return [
        ClauseLine(
            clause=clause,
            shortcut=keys[place].strip(),
            mark=mark_for(place, clause.title, faint=clause.key not in found),
            percent=_percent(scores[clause.key]) if clause.key in scores else None,
            words=words.get(clause.key, []),
            found=clause.key in found,
        )
        for place, clause in enumerate(enabled)
    ]


def _marks(lines: list[ClauseLine]) -> dict[str, Mark]:
    return {line.clause.key: line.mark for line in lines}


def _percent(probability: Any) -> int:
    return round(100 * float(probability))


def _further(screening: Screening | None, cited: set[str]) -> list[Score]:
    """The scores that are no ground by themselves, the relevance to the article among them."""
    if screening is None:
        return []
    return [
        Score(title, _percent(screening.scores[key]))
        for key, title in FURTHER_SCORES.items()
        if key in screening.scores and key not in cited
    ]


def _hidden(invisible: InvisibleFacts) -> list[tuple[str, int]]:
    """The hidden characters that an honest text rarely has, by name, and how many of each."""
    counted = Counter(
        f"U+{found.code_point:04X} {found.name}" for found in invisible.found if not found.ordinary
    )
    return list(counted.items())


def undo_of(visit: Visit) -> Undo | None:
    """The visitor's last decision if it stands and can still be taken back."""
    decision = last_decision_of(visit.staff)
    if decision is None or decision.comment.decision != decision.id:
        return None
    if not may_reopen(decision, visit.staff, visit.now):
        return None
    return Undo(decision, _seconds_left(decision.at, visit.now))


def _seconds_left(at: datetime, now: datetime) -> int:
    return max(0, int((at + REOPEN_WITHIN - now).total_seconds()))
