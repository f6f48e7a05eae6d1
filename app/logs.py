"""Logs: a line per event on standard error, as logfmt or JSON, with the request that caused it.

Lines tell of ids, numbers and seconds, never of what stands in a document or what its file is called.
"""

from __future__ import annotations

import json
import logging
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

MARK = "recto_parts"  # where a record carries its parts

_about: ContextVar[dict[str, str]] = ContextVar("recto_about", default={})  # noqa: B039  never changed in place


def start(level: str, format: str) -> None:
    """Log to standard error from now on, in this process, ``level`` and above; other libraries from warnings on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json() if format == "json" else _Logfmt())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("recto").setLevel(level.upper())


@contextmanager
def about(**parts: str) -> Iterator[None]:
    """Every line that is logged inside (in this thread, or in tasks begun there) bears these parts too."""
    token = _about.set({**_about.get(), **{name: value for name, value in parts.items() if value}})
    try:
        yield
    finally:
        _about.reset(token)


def request_id() -> str:
    """The request that is being answered; empty outside of one."""
    return _about.get().get("request", "")


def event(log: logging.Logger, what: str, level: int = logging.INFO, **parts: object) -> None:
    """One line about ``what`` happened."""
    if log.isEnabledFor(level):
        log.log(level, what, extra={MARK: parts})


def new_request(given: str) -> str:
    """``given`` by the caller where it is a plain id of at most 64 letters, digits, - _ and ., else one of our own."""
    if 0 < len(given) <= 64 and given.isascii() and all(c.isalnum() or c in "-_." for c in given):
        return given
    return secrets.token_hex(8)


def _parts(record: logging.LogRecord) -> dict[str, object]:
    parts: dict[str, object] = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "event": record.getMessage(),
        **_about.get(),
        **getattr(record, MARK, {}),
        "process": record.process,
    }
    if record.name != "recto":
        parts["logger"] = record.name
    if record.exc_info:
        parts["trace"] = logging.Formatter().formatException(record.exc_info)
    return parts


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(_parts(record), ensure_ascii=False, default=str)


class _Logfmt(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return " ".join(f"{name}={_plain(value)}" for name, value in _parts(record).items())


def _plain(value: object) -> str:
    """As it is where it is one word, else quoted: a line stays one line whatever it tells."""
    text = f"{value:.3f}" if isinstance(value, float) else str(value)
    return text if text and all(c.isprintable() and c not in ' "=' for c in text) else json.dumps(text)
