"""The login page and the account page: plain HTML of ours, without Gradio and without scripts."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from math import ceil
from urllib.parse import parse_qs

from fastapi import APIRouter, FastAPI, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from app.access import Refused, Visitor, passwords, visitor_of
from app.access.brake import Brake
from app.access.drawing import account_page, login_page
from app.access.gate import WORKSPACE, cookie_name
from app.language import inside, locale_of, texts_of
from storage.access import Access
from storage.errors import NotFound

log = logging.getLogger("recto")

FORM = "recto_form"  # the cookie that a login form must repeat
FORM_BYTES = 20_000

routes = APIRouter(include_in_schema=False)


def install(app: FastAPI) -> None:
    """Add the pages; ``app.state`` must hold ``service``."""
    app.state.brake = Brake()
    app.state.forms = passwords.token()  # a restart makes the forms that are open too old, and no more
    app.include_router(routes)


@routes.get("/login")
def show_login(request: Request, next: str = "/") -> Response:
    """The form, or the way on for who needs none."""
    if _visitor(request):
        return RedirectResponse(inside(next), 303)
    return _login(request, next)


@routes.post("/login")
async def sign_in(request: Request) -> Response:
    """Let somebody in who knows the password."""
    form = await _form(request)
    next, name, said = form.get("next", "/"), form.get("name", "").strip().lower(), form.get("password", "")
    visitor = _visitor(request)
    if visitor and not visitor.known:
        return RedirectResponse(inside(next), 303)
    if not _same(form.get("token", ""), request.cookies.get(FORM, "")):
        return _login(request, next, name, texts_of(request)["form_too_old"], 403)
    address, brake = str(request.state.address), request.app.state.brake
    wait = ceil(brake.take(name, address))
    if wait:
        return _login(request, next, name, _too_often(request, wait), 429, wait)
    access = _access(request)
    kept = await run_in_threadpool(access.password, name)
    if not await run_in_threadpool(passwords.fits, said, kept):
        log.warning("Signing in failed for %s from %s.", repr(name) if kept else "an unknown name", address)
        return _login(request, next, name, texts_of(request)["wrong"], 401)
    brake.passed(name, address)
    token, days = passwords.token(), request.app.state.service.settings.session_days
    until = datetime.now(UTC) + timedelta(days=days)
    browser = request.headers.get("user-agent", "")[:200]
    await run_in_threadpool(access.sign_in, name, passwords.fingerprint(token), browser, until)
    answer = RedirectResponse(inside(next), 303)
    _set(answer, request, cookie_name(request.state.https), token, days * 86400)
    answer.delete_cookie(FORM)
    return answer


@routes.get("/logout")
def no_logout() -> Response:
    """A link signs nobody out: any page could hold it. The account page has the button."""
    return RedirectResponse("/account", 303)


@routes.post("/logout")
async def sign_out(request: Request) -> Response:
    """End this browser's session."""
    visitor, _ = await _own_form(request)
    if visitor.how == "cookie":
        await run_in_threadpool(_access(request).sign_out, visitor.session)
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(cookie_name(request.state.https), secure=bool(request.state.https), httponly=True)
    answer.delete_cookie(WORKSPACE)
    answer.headers["clear-site-data"] = '"cache"'
    return answer


@routes.get("/account")
def account(request: Request) -> Response:
    """Who you are, your workspaces, your password and where you are signed in."""
    return _account(request, _known(request))


@routes.post("/account/password")
async def change_password(request: Request) -> Response:
    """Another password; all other browsers are signed out."""
    visitor, form = await _own_form(request)
    if visitor.how != "cookie":
        raise Refused(403, "Your password is kept by the proxy that let you in; change it there.")
    before, after = form.get("before", ""), form.get("after", "")
    brake, address = request.app.state.brake, str(request.state.address)
    if wait := ceil(brake.take(visitor.name, address)):
        return _account(request, visitor, _too_often(request, wait), 429)
    access = _access(request)
    kept = await run_in_threadpool(access.password, visitor.name)
    if not await run_in_threadpool(passwords.fits, before, kept):
        return _account(request, visitor, texts_of(request)["present_wrong"], 401)
    brake.passed(visitor.name, address)
    if weakness := passwords.weakness(after, visitor.name):
        return _account(request, visitor, weakness, 422)
    made = await run_in_threadpool(passwords.hashed, after)
    await run_in_threadpool(access.set_password, visitor.name, made, visitor.session)
    return _account(request, visitor, done=texts_of(request)["password_changed"])


@routes.post("/account/workspace")
async def choose_workspace(request: Request) -> Response:
    """Work in another workspace; every request checks again that you belong to it."""
    visitor, form = await _own_form(request)
    chosen = form.get("workspace", "")
    if chosen not in visitor.roles:
        raise Refused(403, f"You do not belong to a workspace {chosen[:200]!r}.")
    answer = RedirectResponse("/account", 303)
    _set(answer, request, WORKSPACE, chosen, 365 * 86400)
    return answer


@routes.post("/account/end")
async def end_session(request: Request) -> Response:
    """Sign out one of your browsers, or all but this."""
    visitor, form = await _own_form(request)
    access, wanted = _access(request), form.get("session", "")
    if wanted == "others":
        await run_in_threadpool(access.sign_out_everywhere, visitor.name, visitor.session)
    else:
        own = {one.id for one in await run_in_threadpool(access.sessions, visitor.name)}
        if wanted not in own:
            raise NotFound("You are not signed in there any more.")
        await run_in_threadpool(access.sign_out, wanted)
    return RedirectResponse("/account", 303)


def _login(
    request: Request, next: str, name: str = "", problem: str = "", status: int = 200, wait: int = 0
) -> Response:
    token = passwords.token()
    answer = Response(
        login_page(locale_of(request), inside(next), name[:100], token, problem), status, media_type="text/html"
    )
    answer.headers["cache-control"] = "no-store"
    if wait:
        answer.headers["retry-after"] = str(wait)
    _set(answer, request, FORM, token, 3600)
    return answer


def _account(request: Request, visitor: Visitor, problem: str = "", status: int = 200, done: str = "") -> Response:
    sessions = _access(request).sessions(visitor.name)
    page = account_page(locale_of(request), visitor, sessions, _token(request, visitor), problem, done)
    return Response(page, status, {"cache-control": "no-store"}, "text/html")


def _set(answer: Response, request: Request, name: str, value: str, seconds: int) -> None:
    https = bool(request.state.https)
    answer.set_cookie(name, value, max_age=seconds, path="/", secure=https, httponly=True, samesite="lax")


async def _form(request: Request) -> Mapping[str, str]:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > FORM_BYTES:
            raise Refused(413, "This form is too long; send its fields only.")
    fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=20)
    return {name: values[-1] for name, values in fields.items()}


async def _own_form(request: Request) -> tuple[Visitor, Mapping[str, str]]:
    """The form, when it was drawn for this very session."""
    visitor, form = _known(request), await _form(request)
    if not _same(form.get("token", ""), _token(request, visitor)):
        raise Refused(403, "This form was not drawn for you; open /account and try again.")
    return visitor, form


def _known(request: Request) -> Visitor:
    visitor = visitor_of(request)
    if not visitor.known:
        raise Refused(404, "There is no login here, so there is no account; RECTO_LOGIN=1 switches it on.")
    return visitor


def _visitor(request: Request) -> Visitor | None:
    found: Visitor | None = request.scope["state"].get("visitor")
    return found


def _token(request: Request, visitor: Visitor) -> str:
    return hmac.new(request.app.state.forms.encode(), visitor.session.encode(), "sha256").hexdigest()


def _same(one: str, other: str) -> bool:
    return bool(one) and hmac.compare_digest(one.encode(), other.encode())


def _access(request: Request) -> Access:
    found: Access = request.app.state.service.store.access
    return found


def _too_often(request: Request, seconds: int) -> str:
    key, number = ("too_often_seconds", seconds) if seconds < 120 else ("too_often_minutes", ceil(seconds / 60))
    return texts_of(request)[key].format(number=number)
