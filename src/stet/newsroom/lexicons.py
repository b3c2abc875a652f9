"""The publisher's edits of the word lists: making them, and handing them to screening."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from stet.newsroom.fields import BadField, fault_in, is_language
from stet.newsroom.guidelines import in_force
from stet.newsroom.locking import take_turns
from stet.newsroom.models import LexiconTerm, Site, Staff
from stet.newsroom.recording import Fact, record
from stet.newsroom.roles import Action
from stet.text.matchkey import match_key

Edit = tuple[str, str, str, str, str]  # action, lang, term, clause, strength

TERM_LIMIT = 120  # the column's


class BadTerm(BadField):
    """An edit of the word lists that cannot stand."""


def edits_of(site_id: UUID) -> tuple[Edit, ...]:
    """Every edit of the site, in a fixed order, so that equal edits make an equal screener."""
    rows = LexiconTerm.objects.filter(site=site_id).order_by("lang", "term")
    return tuple(rows.values_list("action", "lang", "term", "clause", "strength"))


def terms_of(site: Site) -> list[LexiconTerm]:
    """The site's edits as rows, for a page that shows and forgets them."""
    return list(LexiconTerm.objects.filter(site=site).select_related("added_by"))


def add_term(
    site: Site,
    *,
    lang: str,
    term: str,
    clause: str,
    strength: str = LexiconTerm.Strength.STRONG.value,
    by: Staff | None,
    now: datetime,
) -> LexiconTerm:
    """Lets screening find ``term`` for ``clause``. An edit of the same term is replaced.

    Raises `BadTerm` and `NotAllowed`.
    """
    if strength not in LexiconTerm.Strength.values:
        raise BadTerm("strength", _("The strength is strong or mild."))
    return _edit(site, "add", (lang, term, clause, strength), by, now)


def remove_term(
    site: Site, *, lang: str, term: str, clause: str, by: Staff | None, now: datetime
) -> LexiconTerm:
    """Takes a term of the lists that come with Stet out of use. Raises `BadTerm`, `NotAllowed`."""
    strong = LexiconTerm.Strength.STRONG.value
    return _edit(site, "remove", (lang, term, clause, strong), by, now)


def forget_edit(site: Site, edit: UUID, *, by: Staff | None, now: datetime) -> None:
    """Undoes one edit: the lists that come with Stet count again. An unknown one does nothing."""
    _require(by)
    with transaction.atomic():
        take_turns("lexicon")
        kept = LexiconTerm.objects.filter(site=site, pk=edit).first()
        if kept is None:
            return
        facts = _facts(kept)
        kept.delete()
        record("lexicon.changed", edit, by=by, now=now, facts={**facts, "action": "forget"})


def _edit(
    site: Site,
    action: str,
    edit: tuple[str, str, str, str],
    by: Staff | None,
    now: datetime,
) -> LexiconTerm:
    _require(by)
    lang, term, clause, strength = edit
    plain = " ".join(term.split())
    _check(site, lang, plain, clause)
    values = {"action": action, "clause": clause, "strength": strength}
    with transaction.atomic():
        take_turns("lexicon")
        kept = LexiconTerm.objects.filter(site=site, lang=lang.lower(), term=plain).first()
        if kept and all(getattr(kept, name) == value for name, value in values.items()):
            return kept
        row = kept or LexiconTerm(site=site, lang=lang.lower(), term=plain)
        for name, value in values.items():
            setattr(row, name, value)
        row.added_by = by
        row.save()
        record("lexicon.changed", row.id, by=by, now=now, facts=_facts(row))
    return row


def _check(site: Site, lang: str, term: str, clause: str) -> None:
    if not is_language(lang):
        raise BadTerm("lang", _("This is no language tag, such as en or ckb."))
    if fault := fault_in(term, TERM_LIMIT, one_line=True):
        raise BadTerm("term", fault)
    if not any(character.isalnum() for character in match_key(term).key):
        raise BadTerm("term", _("A term needs a letter or a digit that can be compared."))
    if clause not in {known.key for known in in_force(site.id).clauses.all()}:
        raise BadTerm("clause", _("The guidelines in force have no such clause."))


def _facts(edit: LexiconTerm) -> dict[str, Fact]:
    names = ("action", "lang", "term", "clause", "strength")
    return {name: str(getattr(edit, name)) for name in names}


def _require(by: Staff | None) -> None:
    if by is not None:
        by.require(Action.EDIT_LEXICON)
