"""The word lists: looking up what comes with Stet, and the site's own edits of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stet.newsroom.guidelines import in_force
from stet.newsroom.lexicons import BadTerm, add_term, forget_edit, remove_term, terms_of
from stet.newsroom.models import LexiconTerm
from stet.newsroom.roles import Action
from stet.screening.clauses import SCORED
from stet.screening.lexicon import LANGUAGES, SAFE, Term, shipped_terms
from stet.text.matchkey import match_key
from stet.web.desk.asking import as_uuid
from stet.web.desk.fields import Wrong, problem, words, wrong_of
from stet.web.desk.gate import Visit, desk, page
from stet.web.desk.words import language_name

_MOST_FOUND = 100

STRENGTHS: dict[str, Promise] = {
    "strong": gettext_lazy("strong"),
    "firm": gettext_lazy("firm"),
    "medium": gettext_lazy("medium"),
    "mild": gettext_lazy("mild"),
    SAFE: gettext_lazy("safe"),
}


@dataclass(frozen=True)
class Found:
    """A term of the lists that come with Stet, and whether the site has taken it out of use."""

    term: Term
    language: str | Promise
    strength: Promise
    clause: str
    removed: bool


@desk(Action.EDIT_LEXICON)
def show_lexicon(visit: Visit) -> HttpResponse:
    return _lexicon(visit)


def _lexicon(
    visit: Visit, wrong: Wrong | None = None, typed: dict[str, str] | None = None
) -> HttpResponse:
    get = visit.request.GET
    sought, lang, clause = (
        get.get("q", "").strip()[:120],
        get.get("written", ""),
        get.get("clause", ""),
    )
    edits = terms_of(visit.site)
    titles = {item.key: item.title for item in in_force(visit.site.id).clauses.all()}
    asked = bool(sought or lang or clause)
    found = list(islice(_search(sought, lang, clause), _MOST_FOUND + 1)) if asked else []
    removed = {(edit.lang, edit.term) for edit in edits if edit.action == "remove"}
    context = {
        "sought": sought,
        "lang": lang,
        "clause": clause,
        "asked": asked,
        "found": [_found(term, titles, removed) for term in found[:_MOST_FOUND]],
        "more": len(found) > _MOST_FOUND,
        "total": len(shipped_terms()),
        "edits": [
            (edit, language_name(edit.lang), titles.get(edit.clause, edit.clause)) for edit in edits
        ],
        "languages": [(code, language_name(code)) for code in LANGUAGES],
        # Only what the screener scores: it would look for nothing under another clause.
        "clauses": [(key, title) for key, title in titles.items() if key in SCORED],
        "strengths": LexiconTerm.Strength.choices,
        "typed": typed or {"strength": LexiconTerm.Strength.STRONG},
        **problem(wrong),
    }
    return page(visit, "desk/lexicon.html", context, status=422 if wrong else 200)


def _search(sought: str, lang: str, clause: str) -> Iterator[Term]:
    """Shipped terms that contain ``sought`` as the screener would spell it."""
    key = match_key(sought).key
    if sought and not key:  # only characters that no spelling has
        return
    for term in shipped_terms():
        if lang and term.language != lang:
            continue
        if clause and term.clause != clause:
            continue
        if key in match_key(term.term).key:
            yield term


def _found(term: Term, titles: dict[str, str], removed: set[tuple[str, str]]) -> Found:
    key = term.clause or ""
    return Found(
        term=term,
        language=language_name(term.language),
        strength=STRENGTHS[term.strength],
        clause=titles.get(key, key),
        removed=(term.language, term.term) in removed,
    )


@desk(Action.EDIT_LEXICON, "POST")
def edit_lexicon(visit: Visit) -> HttpResponse:
    """One edit: ``do`` is add, remove or forget."""
    post = visit.request.POST
    typed = {name: words(post, name) for name in ("term", "lang", "clause", "strength")}
    try:
        said = _edit(visit, post.get("do", ""), typed)
    except BadTerm as bad:
        return _lexicon(visit, wrong_of(bad), typed)
    messages.success(visit.request, said)
    return redirect("desk:lexicon")


def _edit(visit: Visit, deed: str, typed: dict[str, str]) -> str:
    term, lang, clause = typed["term"], typed["lang"], typed["clause"]
    if deed == "forget":
        edit = as_uuid(visit.request.POST.get("edit", ""))
        if edit:
            forget_edit(visit.site, edit, by=visit.staff, now=visit.now)
        return _("The edit is undone. The list that comes with Stet counts again.")
    if lang not in LANGUAGES:
        raise BadTerm("lang", _("The screener has no word list in this language."))
    if clause not in SCORED:
        raise BadTerm("clause", _("The screener does not look for words under this clause."))
    if deed == "remove":
        remove_term(visit.site, lang=lang, term=term, clause=clause, by=visit.staff, now=visit.now)
        return _("The term is out of use.")
    add_term(
        visit.site,
        lang=lang,
        term=term,
        clause=clause,
        strength=typed["strength"],
        by=visit.staff,
        now=visit.now,
    )
    return _("The term is in the list.")
