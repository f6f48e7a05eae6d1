"""How the login page and the account page look; whatever comes from people is escaped here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from importlib.resources import files
from string import Template
from urllib.parse import quote

from app import texts
from app.access import Visitor
from app.access.passwords import LEAST
from app.language import babel_of, moment
from storage.access import SignedIn

BRAND = (
    '<a class="brand" href="/"><svg viewBox="0 0 32 32" aria-hidden="true">'
    '<rect x="6" y="3" width="20" height="26" rx="3" class="leaf"/>'
    '<rect x="10" y="9" width="12" height="6" rx="1.5" class="mark"/><path d="M10 21h12" class="mark"/></svg>Recto</a>'
)


def login_page(locale: str, next: str, name: str, token: str, problem: str) -> str:
    """The form for name and password; ``problem`` is what was wrong with the last try."""
    say, focus = _escaped(locale), ("", " autofocus") if name else (" autofocus", "")
    body = f"""<h1>{say["sign_in"]}</h1>
{_note("problem", "alert", problem)}
<form method="post" action="/login" class="card">
<input type="hidden" name="token" value="{escape(token)}">
<input type="hidden" name="next" value="{escape(next)}">
<label>{say["sign_in_name"]} <input name="name" value="{escape(name)}" autocomplete="username" autocapitalize="none" spellcheck="false" required{focus[0]}></label>
<label>{say["password"]} <input name="password" type="password" autocomplete="current-password" required{focus[1]}></label>
<button class="primary">{say["sign_in"]}</button>
</form>
<p class="quiet">{say["no_password"]}</p>"""  # noqa: E501
    return _page(locale, say["sign_in"], body, f"/login?next={quote(next)}")


def account_page(
    locale: str, visitor: Visitor, sessions: Sequence[SignedIn], token: str, problem: str, done: str
) -> str:
    """Who the visitor is, and what they can change about it."""
    say = _escaped(locale)
    hidden = f'<input type="hidden" name="token" value="{escape(token)}">'
    parts = [_note("problem", "alert", problem), _note("done", "status", done)]
    parts.append(f"""<section class="card"><div class="row"><div><h1>{escape(visitor.name)}</h1>
<p class="quiet">{say["works_in"].format(workspace=escape(visitor.owner))}</p></div>
<form method="post" action="/logout">{hidden}<button>{say["sign_out"]}</button></form></div></section>""")
    if len(visitor.roles) > 1:
        options = "".join(
            f'<option value="{escape(one)}"{" selected" if one == visitor.owner else ""}>'
            f"{escape(one)} ({say[f'role_{role}']})</option>"
            for one, role in visitor.roles.items()
        )
        parts.append(f"""<section class="card"><h2>{say["workspace"]}</h2>
<form method="post" action="/account/workspace">{hidden}
<label>{say["work_in"]} <select name="workspace">{options}</select></label>
<button>{say["change"]}</button></form></section>""")
    if visitor.how == "cookie":
        parts.append(f"""<section class="card"><h2>{say["password"]}</h2>
<form method="post" action="/account/password">{hidden}
<input type="hidden" name="name" value="{escape(visitor.name)}" autocomplete="username">
<label>{say["present_password"]} <input name="before" type="password" autocomplete="current-password" required></label>
<label>{say["new_password"].format(least=LEAST)}
<input name="after" type="password" autocomplete="new-password" minlength="{LEAST}" required></label>
<button class="primary">{say["change_password"]}</button></form></section>""")
    if sessions:
        rows = "".join(_row(one, visitor, hidden, locale) for one in sessions)
        others = f"""<form method="post" action="/account/end">{hidden}
<button name="session" value="others">{say["sign_out_others"]}</button></form>"""
        parts.append(f"""<section class="card"><h2>{say["signed_in_where"]}</h2><ul>{rows}</ul>
{others if len(sessions) > 1 else ""}</section>""")
    return _page(locale, say["account"], "\n".join(parts), "/account", wide=True)


def _row(one: SignedIn, visitor: Visitor, hidden: str, locale: str) -> str:
    say = _escaped(locale)
    seen = f'<span class="quiet">{say["last_seen"].format(when=escape(moment(one.seen_at, locale)))}</span>'
    words = f"{_browser(one.browser, say)}<br>{seen}"
    act = f'<span class="quiet">{say["this_browser"]}</span>'
    if one.id != visitor.session:
        act = f"""<form method="post" action="/account/end">{hidden}
<button name="session" value="{escape(one.id)}">{say["sign_out"]}</button></form>"""
    return f"<li><span>{words}</span>{act}</li>"


def _browser(said: str, say: Mapping[str, str]) -> str:
    """``Firefox on Windows`` for what a browser says of itself, as well as that can be told."""
    names = {"Edg/": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrom": "Chrome", "Safari/": "Safari"}
    systems = {"Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Mac OS": "Mac", "Windows": "Windows"}
    name = next((name for mark, name in names.items() if mark in said), say["a_browser"])
    system = next((name for mark, name in {**systems, "Linux": "Linux"}.items() if mark in said), "")
    return say["browser_on"].format(browser=name, system=system) if system else name


def _escaped(locale: str) -> Mapping[str, str]:
    return {key: escape(text) for key, text in texts.texts(locale).items()}


def _note(kind: str, role: str, sentence: str) -> str:
    return f'<p class="{kind}" role="{role}">{escape(sentence)}</p>' if sentence else ""


def _page(locale: str, title: str, body: str, place: str, wide: bool = False) -> str:
    template = Template(files("app.access").joinpath("page.html").read_text("utf-8"))
    return template.substitute(
        lang=locale,
        title=title,
        head=BRAND,
        body=body,
        languages=_languages(locale, place),
        wide=' class="wide"' if wide else "",
    )


def _languages(locale: str, place: str) -> str:
    """Links to the same page in each language, named as who speaks it says."""
    now = texts.language(locale)
    links = []
    for one in texts.languages():
        mark = ' aria-current="true"' if one == now else ""
        own = escape((babel_of(one).get_display_name() or one).capitalize())
        links.append(f'<a lang="{one}" href="/language?to={one}&amp;next={quote(place, safe="")}"{mark}>{own}</a>')
    return f'<nav class="languages" aria-label="{_escaped(locale)["language"]}">{" ".join(links)}</nav>'
