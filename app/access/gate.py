"""The gate: who makes a request is found out before its body is read, and every request of nobody ends here."""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie
from ipaddress import ip_address, ip_network
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool

from app.access import SIGN_IN, How, Refused, Visitor
from app.access.binding import bind
from app.access.passwords import fingerprint, tidy_name
from app.security import App, Receive, Scope, Send, refuse
from app.settings import Settings
from storage.access import Access, Person
from storage.errors import Conflict, StorageError

PUBLIC = frozenset({"/healthz", "/readyz", "/login", "/language"})  # answered to nobody, too
ADMINS = ("/metrics",)  # tell of everybody
FOR_KEYS = ("/api/", "/metrics", "/healthz", "/readyz")  # a key does what a program needs, and no more
FORWARDED = (b"forwarded", b"x-forwarded-for", b"x-forwarded-host", b"x-real-ip")
WORKSPACE = "recto_workspace"


class Gate:
    """An ASGI application that lets only people through to ``app``; who it is lies in the scope's ``state``.

    While ``settings.asks`` is False everybody is the one person of this machine, and what came through a proxy is
    refused. ``state["https"]`` and ``state["address"]`` say how and from where it came, as trusted proxies tell.
    """

    def __init__(self, app: App, settings: Settings, access: Access) -> None:
        self.app, self.settings, self.access = app, settings, access
        self.proxies = tuple(ip_network(proxy, strict=False) for proxy in settings.proxies)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its visitor, or answer 401, 403 or, to a browser that looks, the login page."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        state = scope.setdefault("state", {})
        trusted = self._trusted((scope.get("client") or ("",))[0])
        https = headers.get(b"x-forwarded-proto", "").rpartition(",")[2].strip() if trusted else ""
        state["https"] = (https or scope.get("scheme")) in ("https", "wss")
        state["address"] = self._address(scope, headers, trusted)
        path = scope["path"]
        try:
            visitor = await run_in_threadpool(self._visitor, headers, trusted, bool(state["https"]), path)
            if visitor is None and path not in PUBLIC:
                raise Refused(401, SIGN_IN)
            if visitor and not visitor.admin and path.startswith(ADMINS):
                raise Refused(403, "Only an administrator may see this.")
        except StorageError as error:
            await self._answer(Refused(503, str(error)), scope, headers, send)
            return
        except Refused as refusal:
            await self._answer(refusal, scope, headers, send)
            return
        state["visitor"] = visitor
        if visitor and visitor.known:
            scope, receive = await bind(scope, receive, visitor.session)
        await self.app(scope, receive, send)

    async def _answer(self, refusal: Refused, scope: Scope, headers: dict[bytes, str], send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        elif refusal.status == 401 and scope["method"] == "GET" and "text/html" in headers.get(b"accept", ""):
            asked = scope["path"] + (f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else "")
            place = f"/login?next={quote(asked, safe='/')}" if asked != "/" else "/login"
            await send({"type": "http.response.start", "status": 303, "headers": [(b"location", place.encode())]})
            await send({"type": "http.response.body", "body": b""})
        else:
            await refuse(refusal.status, str(refusal), send)

    def _visitor(self, headers: dict[bytes, str], trusted: bool, https: bool, path: str) -> Visitor | None:
        if not self.settings.asks:
            if any(name in headers for name in FORWARDED):
                raise Refused(403, "A proxy stands before Recto, and Recto does not ask who it is; set RECTO_LOGIN=1.")
            return Visitor()
        cookies = _cookies(headers.get(b"cookie", ""))
        wanted = headers.get(b"x-recto-workspace", "")
        kind, _, secret = headers.get(b"authorization", "").partition(" ")
        if kind.lower() == "bearer":
            return self._program(secret.strip(), wanted, path)
        how: How = "cookie"
        person, session = None, ""
        if trusted and self.settings.user_header and (said := headers.get(self.settings.user_header.lower().encode())):
            person, session, how = self._sent_by_proxy(said), f"proxy {said.strip().lower()}", "proxy"
        elif token := cookies.get(cookie_name(https)):
            session = fingerprint(token)
            person = self.access.signed_in(session)
        if person is None:
            return None
        if wanted and wanted not in person.roles:
            raise Refused(403, f"You do not belong to a workspace {wanted[:200]!r}; leave X-Recto-Workspace out.")
        chosen = wanted or cookies.get(WORKSPACE, "")
        owner = chosen if chosen in person.roles else person.home
        return Visitor(owner, person.name, how, person.admin, person.roles, session)

    def _program(self, key: str, wanted: str, path: str) -> Visitor:
        hash = fingerprint(key)
        found = self.access.key(hash)
        if found is None:
            raise Refused(401, "This key opens nothing; it was revoked, or it is misspelt.")
        person, workspace = found
        if wanted not in ("", workspace):
            raise Refused(403, f"This key opens the workspace {workspace!r} only; leave X-Recto-Workspace out.")
        if not path.startswith(FOR_KEYS):
            raise Refused(403, "A key opens only what lies below /api; sign in to use the screens.")
        return Visitor(workspace, person.name, "key", person.admin, {workspace: person.roles[workspace]}, hash)

    def _sent_by_proxy(self, said: str) -> Person:
        """The person whom a trusted proxy names; the first time they are made, with a workspace and no password."""
        try:
            name = tidy_name(said)
            if not any(one.name == name for one in self.access.people()):
                self.access.add(name, "", name)
        except (ValueError, Conflict) as error:
            raise Refused(403, f"The proxy sent a name that cannot be used: {error}") from None
        person = self.access.person(name)
        if person.disabled:
            raise Refused(403, f"{name!r} may not come in any more; ask an administrator.")
        return person

    def _trusted(self, address: str) -> bool:
        try:
            return any(ip_address(address) in proxy for proxy in self.proxies)
        except ValueError:
            return False

    def _address(self, scope: Scope, headers: dict[bytes, str], trusted: bool) -> str:
        """Where it came from: the last address that no proxy of ours added."""
        client = str((scope.get("client") or ("",))[0])
        said = [one.strip() for one in headers.get(b"x-forwarded-for", "").split(",") if one.strip()] if trusted else []
        return next((one for one in reversed(said) if not self._trusted(one)), client)


def cookie_name(https: bool) -> str:
    """Under https the prefix lets no other host of the domain set it (RFC 6265bis, section 4.1.3)."""
    return "__Host-recto" if https else "recto"


def _cookies(header: str) -> dict[str, str]:
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(header).items()}
    except CookieError:
        return {}
