"""Structured logs on stderr that cannot carry a reader's words.

Three walls stand between a reader's text and the log. Our own lines may use only the field names
of `FIELDS`; whatever else is given is dropped and its name reported under ``withheld``. Exceptions
are told as class names, SQL states and places in our own code, never by their message, which quotes
values ("Key (name)=(…) already exists"). And lines of libraries are told by the logger's name and
their fixed wording, never with the values filled in, unless the library is listed in `_PLAIN`.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor

_SRC = Path(__file__).resolve().parents[2]

# What a line may say beside its event: ids, counts, codes, times and names of our own things.
FIELDS = frozenset(
    [
        "again_in_s",
        "address",
        "after_s",
        "article",
        "attempts",
        "clause",
        "code",
        "comment",
        "constraint",
        "count",
        "deed",
        "decision",
        "done",
        "due",
        "event",
        "exception",
        "field",
        "head",
        "host",
        "kind",
        "level",
        "limit_ms",
        "logger",
        "method",
        "ms",
        "name",
        "number",
        "oldest_s",
        "outcome",
        "pid",
        "port",
        "problem",
        "reason",
        "request",
        "role",
        "review",
        "route",
        "run",
        "scope",
        "screener",
        "seconds",
        "seq",
        "service",
        "sqlstate",
        "staff",
        "state",
        "status",
        "step",
        "table",
        "task",
        "timestamp",
        "total",
        "version",
        "waiting",
        "webhook",
        "where",
        "why",
        "withheld",
        "workers",
    ]
)
# Libraries whose lines hold process ids, addresses of our own and task names, and no input.
_PLAIN = frozenset({"_granian", "django_tasks", "django_tasks_db"})
_LONGEST = 300  # characters of one value: an id, a code or a place is far shorter


def exception_facts(problem: BaseException) -> dict[str, list[str]]:
    """Kinds, SQL state and places of an exception and its causes; never its message."""
    chain = list(_chain(problem))
    facts = {
        "exception": [f"{type(one).__module__}.{type(one).__qualname__}" for one in chain],
        "where": _places(problem.__traceback__),
    }
    states = [state for one in chain if (state := _sqlstate(one))]
    constraints = [name for one in chain if (name := _constraint(one))]
    return (
        facts
        | ({"sqlstate": states} if states else {})
        | ({"constraint": constraints} if constraints else {})
    )


def _chain(problem: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while problem is not None and id(problem) not in seen:
        seen.add(id(problem))
        yield problem
        problem = problem.__cause__ or (
            None if problem.__suppress_context__ else problem.__context__
        )


def _places(traceback: TracebackType | None) -> list[str]:
    """``stet/comments/submitting.py:120 submit`` for each frame of our own code, outermost first."""
    places = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        path = Path(code.co_filename)
        if path.is_relative_to(_SRC):
            places.append(f"{path.relative_to(_SRC)}:{traceback.tb_lineno} {code.co_name}")
        traceback = traceback.tb_next
    return places


def _sqlstate(problem: BaseException) -> str | None:
    return getattr(problem, "sqlstate", None) or getattr(problem, "sqlite_errorname", None)


def _constraint(problem: BaseException) -> str | None:
    return getattr(getattr(problem, "diag", None), "constraint_name", None)


def _tell_exceptions(_: Any, __: str, event: EventDict) -> EventDict:
    given = event.pop("exc_info", None)
    event.pop("stack_info", None)
    if not given:
        return event
    if isinstance(given, BaseException):
        problem: BaseException | None = given
    else:
        problem = (given if isinstance(given, tuple) else sys.exc_info())[1]
    if problem is not None:
        event.update(exception_facts(problem))
    return event


def _keep_known_fields(_: Any, __: str, event: EventDict) -> EventDict:
    kept = {key: _short(value) for key, value in event.items() if key in FIELDS or key[0] == "_"}
    unknown = sorted(event.keys() - kept.keys())
    return kept | {"withheld": unknown} if unknown else kept


def _short(value: Any) -> Any:
    return value[:_LONGEST] if isinstance(value, str) else value


def _tell_library_lines(_: Any, __: str, event: EventDict) -> EventDict:
    """A library's line: its fixed wording, and the status that Django gives with it."""
    record: logging.LogRecord = event["_record"]
    arguments = event.pop("positional_args", ())
    event["logger"] = record.name
    if record.name.split(".")[0] not in _PLAIN:
        # With values ready filled in (no arguments), nothing tells words from values.
        event["event"] = str(record.msg) if arguments else "message withheld"
    status = getattr(record, "status_code", None)
    if isinstance(status, int):
        event["status"] = status
    return event


_SHARED: tuple[Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    _tell_exceptions,
)


def _renderer() -> Processor:
    if sys.stderr.isatty():
        colours = "NO_COLOR" not in os.environ
        return structlog.dev.ConsoleRenderer(colors=colours, sort_keys=False)
    return structlog.processors.JSONRenderer()


def configure(level: str) -> None:
    """Our own lines: level by name, from `logging`."""
    structlog.configure(
        processors=[*_SHARED, _keep_known_fields, _renderer()],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level)),
        # Looked up when it is written to: a command may have turned it elsewhere meanwhile.
        logger_factory=lambda *_: structlog.WriteLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )


class _Stderr(logging.StreamHandler[TextIO]):
    """Writes to stderr as it is at that moment, like our own lines."""

    @property
    def stream(self) -> TextIO:
        return sys.stderr

    @stream.setter
    def stream(self, _: TextIO) -> None:
        pass


def logging_config(level: str) -> dict[str, Any]:
    """The standard library's logging, for the lines of libraries (Django, Granian, …)."""
    quiet = {"handlers": ["stderr"], "level": "WARNING", "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "stet": {
                "()": structlog.stdlib.ProcessorFormatter,
                "pass_foreign_args": True,
                "foreign_pre_chain": [*_SHARED, _tell_library_lines, _keep_known_fields],
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    _renderer(),
                ],
            }
        },
        "handlers": {
            "stderr": {"()": _Stderr, "formatter": "stet"},
        },
        "root": {"handlers": ["stderr"], "level": max_level(level, "WARNING")},
        "loggers": {
            # Its 4xx lines quote the path; the request line says the same without it.
            "django.request": quiet | {"level": "ERROR"},
            "django.security": quiet | {"level": "ERROR"},
            "django": quiet,
            "_granian": quiet,
            "granian.access": quiet,
            "django_tasks": quiet,
            "django_tasks_db": quiet,
        },
    }


def tell_uncaught() -> None:
    """Lets this process tell of exceptions that nobody caught in the same manner as of others."""
    log = structlog.get_logger(__name__)

    def in_thread(args: threading.ExceptHookArgs) -> None:
        log.error("uncaught", exc_info=args.exc_value)

    def unraisable(args: Any) -> None:
        log.error("uncaught", exc_info=args.exc_value)

    sys.excepthook = lambda _, problem, __: log.error("uncaught", exc_info=problem)
    threading.excepthook = in_thread
    sys.unraisablehook = unraisable


def max_level(one: str, other: str) -> str:
    return max(one, other, key=lambda name: int(getattr(logging, name)))
