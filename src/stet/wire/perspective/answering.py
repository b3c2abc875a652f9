"""The answer to a request to analyse: the screening, as attributes' scores with their spans."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from stet.screening.types import ArticleContext, Screening, Submission
from stet.text.languages import UNDETERMINED
from stet.wire.asking import screen_all, screen_for, screener_now
from stet.wire.callers import Caller
from stet.wire.perspective import languages
from stet.wire.perspective.attributes import ATTRIBUTES, Read
from stet.wire.perspective.problems import refused, unsupported
from stet.wire.perspective.requests import Analysis, Wanted
from stet.wire.perspective.spans import Range, in_utf16, parts

# As many digits as a float of the real service has.
_DIGITS: Final = 7

Scored = tuple[Range, Read]


def analysed(caller: Caller, asked: Analysis) -> dict[str, Any]:
    """The body of the answer. Raises `Refused`."""
    wanted = _declared_support(asked)
    screening = _screening(caller, asked)
    language = languages.read_as(screening, asked.languages)
    if language == UNDETERMINED:
        raise refused("LANGUAGE_DETECTION_FAILED", "Unable to detect language")
    wanted = _detected_support(wanted, language, drop=asked.drop_unsupported)
    policy = screener_now(caller.site.id).policy_of(screening.lang)
    whole = Read(screening, policy)
    pieces = _pieces(caller, asked, whole)
    body: dict[str, Any] = {
        "attributeScores": {one.key: _scores(one, whole, pieces) for one in wanted},
        "languages": list(asked.languages) or [language],
        "detectedLanguages": [screening.lang if asked.languages else language],
    }
    if asked.client_token is not None:
        body["clientToken"] = asked.client_token
    return body


def _declared_support(asked: Analysis) -> list[Wanted]:
    """The attributes that know the declared languages, or have a score at all. Raises `Refused`."""
    kept = []
    for one in asked.wanted:
        missing = languages.missing_from(ATTRIBUTES[one.name], asked.languages)
        if not missing:
            kept.append(one)
        elif not asked.drop_unsupported:
            raise unsupported(one.key, kind="requestedLanguages", languages=missing)
    return kept


def _detected_support(wanted: list[Wanted], language: str, *, drop: bool) -> list[Wanted]:
    """The attributes that know the language of the text. Raises `Refused`."""
    kept = [one for one in wanted if language in ATTRIBUTES[one.name].languages]
    if len(kept) < len(wanted) and not drop:
        first = next(one for one in wanted if one not in kept)
        raise unsupported(first.key, kind="detectedLanguages", languages=[language])
    return kept


def _screening(caller: Caller, asked: Analysis) -> Screening:
    submission = _submission(asked, asked.text, languages.hint_of(asked.languages))
    found = screen_for(caller.site.id, submission)
    if languages.worth_a_second_look(found, asked.text, asked.languages):
        found = screen_for(caller.site.id, _submission(asked, asked.text, "en"))
    return found


def _submission(asked: Analysis, text: str, lang: str | None) -> Submission:
    article = ArticleContext(text=asked.article) if asked.article else None
    return Submission("", text, lang, None, article, asked.parent or None)


def _pieces(caller: Caller, asked: Analysis, whole: Read) -> list[Scored]:
    """What is scored for each span: the whole text, or its sentences, in UTF-16 units."""
    ranges = parts(asked.text) if asked.spans else []
    if len(ranges) < 2:
        [everything] = in_utf16(asked.text, [(0, len(asked.text))])
        return [(everything, whole)]
    texts = [asked.text[start:end] for start, end in ranges]
    given = [_submission(asked, text, whole.screening.lang) for text in texts]
    found = screen_all(caller, given)
    places = in_utf16(asked.text, ranges)
    return [(place, Read(one, whole.policy)) for place, one in zip(places, found, strict=True)]


def _scores(wanted: Wanted, whole: Read, pieces: Sequence[Scored]) -> dict[str, Any]:
    """Spans and summary of one attribute, without those below its threshold."""
    spans = [
        {"begin": begin, "end": end, "score": score}
        for (begin, end), read in pieces
        if (score := _score(wanted, read)) is not None
    ]
    summary = _score(wanted, whole)
    scores: dict[str, Any] = {}
    if spans:
        scores["spanScores"] = spans
    if summary is not None:
        scores["summaryScore"] = summary
    return scores


def _score(wanted: Wanted, read: Read) -> dict[str, Any] | None:
    compute = ATTRIBUTES[wanted.name].value
    assert compute is not None  # noqa: S101 - an attribute without a score supports no language
    value = round(compute(read), _DIGITS)
    if wanted.threshold is not None and value < wanted.threshold:
        return None
    return {"value": value, "type": "PROBABILITY"}
