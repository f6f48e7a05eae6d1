"""Which language a visitor sees: what they chose, kept in a cookie, else what their browser wishes."""

from __future__ import annotations

from datetime import datetime

from babel import Locale, UnknownLocaleError
from babel.dates import format_datetime
from fastapi import APIRouter, FastAPI, Request
from starlette.responses import RedirectResponse, Response

from app import texts

COOKIE = "recto_language"
YEAR = 365 * 86400  # seconds

routes = APIRouter(include_in_schema=False)


def install(app: FastAPI) -> None:
    """Add the address that keeps the choice."""
    app.include_router(routes)


def locale_of(request: Request) -> str:
    """``de-AT`` for a visitor whose texts are German and whose dates and numbers are those of Austria."""
    return texts.chosen(request.cookies.get(COOKIE, ""), request.headers.get("accept-language", ""))


def texts_of(request: Request) -> texts.Texts:
    """The sentences of this visitor's language."""
    return texts.texts(locale_of(request))


def babel_of(locale: str) -> Locale:
    """What Babel knows of ``locale``; of its language alone, when it knows no such country."""
    try:
        return Locale.parse(locale, sep="-")
    except (ValueError, UnknownLocaleError):
        return Locale.parse(locale.partition("-")[0].lower())


def moment(when: datetime, locale: str) -> str:
    """A date and a time as they are written where ``locale`` is, in UTC."""
    return f"{format_datetime(when, 'short', locale=babel_of(locale))} UTC"


@routes.get("/language")
def choose(request: Request, to: str = "", next: str = "/") -> Response:
    """Keep the language ``to`` in a cookie and go on to ``next``; a language that is not ours changes nothing."""
    answer = RedirectResponse(inside(next), 303)
    if to in texts.languages():
        https = bool(request.state.https)
        answer.set_cookie(COOKIE, to, max_age=YEAR, path="/", secure=https, httponly=False, samesite="lax")
    return answer


def inside(next: str) -> str:
    """``next`` when it is an address of ours; else the first screen. Browsers read ``//x`` and ``/\\x`` as a host."""
    plain = next.isascii() and next.isprintable() and not set(next) & set("\\ ")
    return next if plain and next.startswith("/") and not next.startswith("//") else "/"
