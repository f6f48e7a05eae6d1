"""How the login page and the account page look; whatever comes from people is escaped here."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from importlib.resources import files
from string import Template

from app.access import Visitor
from app.access.passwords import LEAST
from storage.access import SignedIn

BRAND = (
    '<a class="brand" href="/"><svg viewBox="0 0 32 32" aria-hidden="true">'
    '<rect x="6" y="3" width="20" height="26" rx="3" class="leaf"/>'
    '<rect x="10" y="9" width="12" height="6" rx="1.5" class="mark"/><path d="M10 21h12" class="mark"/></svg>Recto</a>'
)


def login_page(next: str, name: str, token: str, problem: str) -> str:
    """The form for name and password; ``problem`` is what was wrong with the last try."""
    focus = ("", " autofocus") if name else (" autofocus", "")
    body = f"""<h1>Sign in</h1>
{_note("problem", "alert", problem)}
<form method="post" action="/login" class="card">
<input type="hidden" name="token" value="{escape(token)}">
<input type="hidden" name="next" value="{escape(next)}">
<label>Name <input name="name" value="{escape(name)}" autocomplete="username" autocapitalize="none" spellcheck="false" required{focus[0]}></label>
<label>Password <input name="password" type="password" autocomplete="current-password" required{focus[1]}></label>
<button class="primary">Sign in</button>
</form>
<p class="quiet">No name or password? Whoever looks after this Recto can give you one.</p>"""  # noqa: E501
    return _page("Sign in", body)


def account_page(visitor: Visitor, sessions: Sequence[SignedIn], token: str, problem: str, done: str) -> str:
    """Who the visitor is, and what they can change about it."""
    hidden = f'<input type="hidden" name="token" value="{escape(token)}">'
    parts = [_note("problem", "alert", problem), _note("done", "status", done)]
    parts.append(f"""<section class="card"><div class="row"><div><h1>{escape(visitor.name)}</h1>
<p class="quiet">works in {escape(visitor.owner)}</p></div>
<form method="post" action="/logout">{hidden}<button>Sign out</button></form></div></section>""")
    if len(visitor.roles) > 1:
        options = "".join(
            f'<option value="{escape(one)}"{" selected" if one == visitor.owner else ""}>'
            f"{escape(one)} ({escape(role)})</option>"
            for one, role in visitor.roles.items()
        )
        parts.append(f"""<section class="card"><h2>Workspace</h2>
<form method="post" action="/account/workspace">{hidden}
<label>Work in <select name="workspace">{options}</select></label><button>Change</button></form></section>""")
    if visitor.how == "cookie":
        parts.append(f"""<section class="card"><h2>Password</h2><form method="post" action="/account/password">{hidden}
<input type="hidden" name="name" value="{escape(visitor.name)}" autocomplete="username">
<label>Present password <input name="before" type="password" autocomplete="current-password" required></label>
<label>New password, {LEAST} characters or more
<input name="after" type="password" autocomplete="new-password" minlength="{LEAST}" required></label>
<button class="primary">Change password</button></form></section>""")
    if sessions:
        rows = "".join(_row(one, visitor, hidden) for one in sessions)
        others = f"""<form method="post" action="/account/end">{hidden}
<button name="session" value="others">Sign out all others</button></form>"""
        parts.append(f"""<section class="card"><h2>Where you are signed in</h2><ul>{rows}</ul>
{others if len(sessions) > 1 else ""}</section>""")
    return _page("Account", "\n".join(parts), wide=True)


def _row(one: SignedIn, visitor: Visitor, hidden: str) -> str:
    seen = f'<span class="quiet">last seen {one.seen_at:%Y-%m-%d %H:%M} UTC</span>'
    words = f"{escape(_browser(one.browser))}<br>{seen}"
    act = '<span class="quiet">this browser</span>'
    if one.id != visitor.session:
        act = f"""<form method="post" action="/account/end">{hidden}
<button name="session" value="{escape(one.id)}">Sign out</button></form>"""
    return f"<li><span>{words}</span>{act}</li>"


def _browser(said: str) -> str:
    """``Firefox on Windows`` for what a browser says of itself, as well as that can be told."""
    names = {"Edg/": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrom": "Chrome", "Safari/": "Safari"}
    systems = {"Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Mac OS": "Mac", "Windows": "Windows"}
    name = next((name for mark, name in names.items() if mark in said), "A browser")
    system = next((name for mark, name in {**systems, "Linux": "Linux"}.items() if mark in said), "")
    return f"{name} on {system}" if system else name


def _note(kind: str, role: str, sentence: str) -> str:
    return f'<p class="{kind}" role="{role}">{escape(sentence)}</p>' if sentence else ""


def _page(title: str, body: str, wide: bool = False) -> str:
    template = Template(files("app.access").joinpath("page.html").read_text("utf-8"))
    return template.substitute(title=escape(title), head=BRAND, body=body, wide=' class="wide"' if wide else "")
