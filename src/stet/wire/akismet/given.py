"""What a call says: the few fields that count, and the key, wherever it stands.

Clients send far more: WordPress every header, server variable and form field that it has of a
reader. All but the names in `READ` is dropped as it arrives: never read, kept or logged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, QueryDict
from django.http.multipartparser import MultiPartParserError

from stet.wire.reading import Unreadable, body_of, form_in, json_in

_KEY: Final = re.compile(r"[a-z0-9]{32}")
_VERSION: Final = re.compile(r"1\.\d")
_LANGUAGE: Final = re.compile(r"[a-zA-Z]{2,3}(?![a-zA-Z])")
_TRUE: Final = frozenset({"1", "true"})
# What old installations of WordPress call their `blog_charset`; all others speak UTF-8.
_CHARSETS: Final = frozenset(
    [
        "iso-8859-1",
        "iso-8859-2",
        "iso-8859-9",
        "iso-8859-15",
        "windows-1250",
        "windows-1251",
        "windows-1252",
        "windows-1254",
        "windows-1256",
    ]
)

# All that is ever looked at of what is sent.
READ: Final = frozenset(
    [
        "api_key",
        "key",
        "blog",
        "blog_lang",
        "comment_author",
        "comment_author_email",
        "comment_content",
        "user_role",
        "is_test",
        # Of the reports on a key.
        "month",
        "filter",
        "format",
        "limit",
        "offset",
    ]
)

Fields = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Given:
    """One call, as it was sent. `lang` is None unless the site names exactly one language."""

    key: str
    blog: str
    lang: str | None
    author: str
    email: str
    content: str
    role: str
    is_test: bool


def sent_in(request: HttpRequest) -> Fields:
    """Those of the fields of a form (either encoding) or a JSON body that are in `READ`.

    A call by GET has them in its query. Raises `Unreadable`.
    """
    sent = _body_fields(request) if request.method == "POST" else _firsts(request.GET)
    return {name: value for name, value in sent.items() if name in READ}


def _firsts(fields: QueryDict) -> Fields:
    return {name: values[0] for name, values in fields.lists() if values}


def given_in(request: HttpRequest, sent: Fields) -> Given:
    """What counts of the fields ``sent``, and the key, which may stand elsewhere in the request."""
    return Given(
        key=next(_keys(request, sent), ""),
        blog=sent.get("blog", "").strip(),
        lang=_language(sent.get("blog_lang", "")),
        author=sent.get("comment_author", ""),
        email=sent.get("comment_author_email", ""),
        content=sent.get("comment_content", ""),
        role=sent.get("user_role", "").strip(),
        is_test=sent.get("is_test", "").strip().lower() in _TRUE,
    )


def _keys(request: HttpRequest, sent: Fields) -> Iterator[str]:
    """The keys that are shown, the plainest first: fields, query, host label, path."""
    for fields in (sent, request.GET):
        for name in ("api_key", "key"):
            if key := fields.get(name, "").strip():
                yield key
    # The raw header: a host with a key before it is no host name of ours.
    label = request.META.get("HTTP_HOST", "").partition(".")[0].lower()
    if _KEY.fullmatch(label):
        yield label
    parts = request.path_info.split("/")
    for part, following in pairwise(parts):
        if _KEY.fullmatch(part) and _VERSION.fullmatch(following):
            yield part


def _body_fields(request: HttpRequest) -> Fields:
    body = body_of(request)
    kind = (request.content_type or "").lower()
    if kind == "multipart/form-data":
        return _multipart(request)
    if kind == "application/json" or kind.endswith("+json"):
        named = ((name, _text_of(value)) for name, value in json_in(body).items())
        return {name: text for name, text in named if text is not None}
    charset = (request.content_params or {}).get("charset", "").lower()
    return form_in(body, charset if charset in _CHARSETS else "utf-8")


def _text_of(value: Any) -> str | None:
    """A member of a JSON body as a form would have it; None for lists and objects."""
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
    return None


class _NoFiles(FileUploadHandler):
    """Lets the parts of a form that are files go by."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002
        raise SkipFile

    def file_complete(self, file_size: int) -> None:  # noqa: ARG002
        return None


def _multipart(request: HttpRequest) -> Fields:
    request.upload_handlers = [_NoFiles(request)]
    try:
        return _firsts(request.POST)
    except (MultiPartParserError, SuspiciousOperation):
        raise Unreadable("The form cannot be read.") from None


def _language(listed: str) -> str | None:
    """The language of "en" or "fr_CA"; several, as "en, fr", say nothing of one comment."""
    if "," in listed:
        return None
    found = _LANGUAGE.match(listed.strip())
    return found[0].lower() if found else None
