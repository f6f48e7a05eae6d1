"""The door: signing in and out, the brake on guesses, keys, workspaces, proxies, and the first start."""

from __future__ import annotations

import os
import pty
import re
import select
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.access import passwords
from app.access.binding import bound
from app.access.brake import Brake
from app.access.first import welcome
from app.language import inside
from app.server import create_app
from app.settings import Settings
from storage.access import Access
from tests.app.conftest import HOUSE, free_port, recto

PASSWORD = "several plain words"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A house that asks who it is, behind a proxy at 10.0.0.1 which may say so, too."""
    folder = tmp_path_factory.mktemp("door")
    return Settings(
        data=folder / "data", model="scripted", workers=0, login=True, proxies=("10.0.0.1",), user_header="X-User"
    )


@pytest.fixture(scope="module")
def app(settings: Settings) -> object:
    """The application without screens, with ``anna`` (admin of ``local``) and ``bob``."""
    made = create_app(settings, screens=False)
    access, kept = made.state.service.store.access, passwords.hashed(PASSWORD)
    access.begin("anna", kept, "local")
    access.add("bob", kept, "bob")
    return made


@pytest.fixture
def access(app: object) -> Access:
    """The rows behind the door; nobody has failed yet, and no time passes."""
    app.state.brake = Brake(lambda: 0.0)  # type: ignore[attr-defined]
    found: Access = app.state.service.store.access  # type: ignore[attr-defined]
    return found


@pytest.fixture
def browser(app: object, access: Access) -> TestClient:
    """A browser that nobody has signed in with."""
    assert access
    return TestClient(app, base_url="http://localhost", client=("192.0.2.7", 1), follow_redirects=False)  # type: ignore[arg-type]


def signed(browser: TestClient, name: str = "anna", password: str = PASSWORD, next: str = "/") -> int:
    """Fill in the form and send it; the status."""
    page = browser.get("/login").text
    token = re.findall(r'name="token" value="([^"]+)"', page)[0]
    form = {"name": name, "password": password, "token": token, "next": next}
    browser.last = browser.post("/login", data=form)  # type: ignore[attr-defined]
    return int(browser.last.status_code)  # type: ignore[attr-defined]


def test_the_cookie_is_kept_from_scripts_and_the_store_keeps_only_its_hash(
    browser: TestClient, settings: Settings
) -> None:
    assert signed(browser) == 303
    cookie = next(one for one in browser.last.headers.get_list("set-cookie") if one.startswith("recto="))  # type: ignore[attr-defined]
    assert {"HttpOnly", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))
    token = browser.cookies["recto"]
    assert len(token) >= 43
    rows = b"".join(path.read_bytes() for path in settings.data.glob("recto.sqlite3*"))
    assert token.encode() not in rows
    assert passwords.fingerprint(token).encode() in rows
    assert PASSWORD.encode() not in rows
    assert b"$argon2id$" in rows
    assert browser.get("/api/me").json() == {
        "name": "anna", "workspace": "local", "workspaces": {"local": "admin"}, "admin": True, "login": True,
    }  # fmt: skip


def test_under_https_the_cookie_is_secure_and_no_other_host_can_set_it(app: object, access: Access) -> None:
    assert access
    browser = TestClient(app, base_url="https://localhost", client=("10.0.0.1", 1), follow_redirects=False)  # type: ignore[arg-type]
    browser.headers["x-forwarded-proto"] = "https"
    assert signed(browser) == 303
    cookie = next(one for one in browser.last.headers.get_list("set-cookie") if "recto=" in one)  # type: ignore[attr-defined]
    assert cookie.startswith("__Host-recto=")
    assert "Secure" in cookie.split("; ")


def test_signing_out_and_ending_sessions(browser: TestClient, app: object, access: Access) -> None:
    assert signed(browser) == 303
    token, copied = _token(browser), browser.cookies["recto"]
    assert browser.post("/logout", data={"token": "wrong"}).status_code == 403
    assert browser.get("/logout").headers["location"] == "/account", "a link signs nobody out"
    assert browser.post("/logout", data={"token": token}).status_code == 303
    stolen = TestClient(app, base_url="http://localhost", cookies={"recto": copied})  # type: ignore[arg-type]
    assert stolen.get("/api/me").status_code == 401, "the cookie is worth nothing any more, wherever it was copied to"

    assert signed(browser) == 303
    access.sign_in("anna", passwords.fingerprint("over"), "", datetime.now(UTC) - timedelta(seconds=1))
    browser.cookies.clear()
    browser.cookies.set("recto", "over")
    assert browser.get("/api/me").status_code == 401


def test_another_password_ends_all_other_browsers(browser: TestClient, app: object) -> None:
    second = TestClient(app, base_url="http://localhost", client=("192.0.2.8", 1), follow_redirects=False)  # type: ignore[arg-type]
    assert signed(browser, "bob") == signed(second, "bob") == 303
    token = _token(browser)
    wrong = {"token": token, "before": "wrong", "after": "other plain words"}
    assert "present password is wrong" in browser.post("/account/password", data=wrong).text
    short = {"token": token, "before": PASSWORD, "after": "short"}
    assert "take 10 or more" in browser.post("/account/password", data=short).text
    assert browser.post("/account/password", data={**wrong, "token": "x", "before": PASSWORD}).status_code == 403
    right = {**wrong, "before": PASSWORD}
    assert "The password is changed" in browser.post("/account/password", data=right).text
    assert (browser.get("/api/me").status_code, second.get("/api/me").status_code) == (200, 401)
    assert (signed(second, "bob"), signed(second, "bob", "other plain words")) == (401, 303)
    back = {"token": _token(browser), "before": "other plain words", "after": PASSWORD}
    assert browser.post("/account/password", data=back).status_code == 200


def test_guessing_is_braked_in_one_sentence_and_names_are_not_told_apart(browser: TestClient) -> None:
    for name in ("anna", "nobody-of-that-name"):
        for _ in range(5):
            assert signed(browser, name, "guess") == 401
            assert "The name or the password is wrong." in browser.last.text  # type: ignore[attr-defined]
        assert signed(browser, name, PASSWORD) == 429, "not even with the right one"
        assert re.search(r"Too many attempts; wait \d seconds and try again\.", browser.last.text)  # type: ignore[attr-defined]
        assert browser.last.headers["retry-after"].isdecimal()  # type: ignore[attr-defined]
    assert signed(browser, "bob") == 303, "others are not held up"


def test_the_brake_waits_longer_each_time_and_forgets() -> None:
    now = 0.0
    brake = Brake(lambda: now)
    for _ in range(5):
        assert brake.take("anna", "192.0.2.1") == 0
    waits = []
    for _ in range(12):
        waits.append(brake.take("anna", "192.0.2.1"))
        now += waits[-1]
        assert brake.take("anna", "192.0.2.1") == 0
    assert waits == [5, 10, 20, 40, 80, 160, 320, 640, 900, 900, 900, 900]
    assert brake.take("anna", "198.51.100.1") > 0, "from elsewhere, too"
    now += 3601
    assert brake.take("anna", "192.0.2.1") == 0

    brake = Brake(lambda: now)
    for number in range(20):
        assert brake.take(f"name{number}", f"2001:db8::{number}") == 0
    assert brake.take("another", "2001:db8::ffff") > 0, "one network, many addresses, many names"
    brake = Brake(lambda: now)
    for _ in range(50):
        assert brake.take("anna", "192.0.2.1") == 0
        brake.passed("anna", "192.0.2.1")


def test_the_form_of_another_browser_is_refused(browser: TestClient) -> None:
    browser.get("/login")
    answer = browser.post("/login", data={"name": "anna", "password": PASSWORD, "token": "of another"})
    assert answer.status_code == 403
    assert "too old" in answer.text
    assert browser.post("/login", content=b"x" * 30_000).status_code == 413
    assert "<script>" not in browser.post("/login", data={"name": "<script>", "next": '"><script>'}).text


@pytest.mark.parametrize(
    "place", ["//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil", "evil", "/a\r\nx: y", "/ /x", ""]
)
def test_signing_in_leads_to_no_other_host(place: str) -> None:
    assert inside(place) == "/"
    assert inside("/document?id=a&page=2") == "/document?id=a&page=2"


def test_a_page_asks_to_sign_in_and_a_program_is_told(browser: TestClient) -> None:
    page = browser.get("/document?id=a&page=2", headers={"accept": "text/html"})
    assert (page.status_code, page.headers["location"]) == (303, "/login?next=/document%3Fid%3Da%26page%3D2")
    said = browser.get("/api/documents")
    assert (said.status_code, list(said.json())) == (401, ["error"])
    for page in (browser.get("/login"), said):
        assert page.headers["x-frame-options"] == "DENY"
    policy = browser.get("/login").headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "script" not in policy


def test_a_key_opens_one_workspace_and_no_screen(browser: TestClient, access: Access) -> None:
    key = passwords.key()
    made = access.add_key("bob", "bob", "script", passwords.fingerprint(key))
    browser.headers["authorization"] = f"Bearer {key}"
    assert browser.get("/api/me").json()["workspace"] == "bob"
    for path in ("/", "/account", "/gradio_api/app_id"):
        assert browser.get(path).status_code == 403
    assert browser.get("/api/me", headers={"x-recto-workspace": "local"}).status_code == 403
    assert browser.put("/api/members/anna", json={"role": "admin"}).status_code == 403
    access.revoke_key(made.id)
    assert browser.get("/api/me").status_code == 401
    browser.headers["authorization"] = "Bearer "
    assert browser.get("/api/me").status_code == 401


def test_a_workspace_is_chosen_by_header_or_cookie_and_checked_each_time(browser: TestClient, access: Access) -> None:
    assert signed(browser, "bob") == 303
    header = {"x-recto-workspace": "local"}
    assert browser.get("/api/me", headers=header).status_code == 403
    assert browser.post("/account/workspace", data={"token": _token(browser), "workspace": "local"}).status_code == 403
    access.join("local", "bob", "member")
    assert browser.get("/api/me", headers=header).json()["workspace"] == "local"
    chosen = {"token": _token(browser), "workspace": "local"}
    assert browser.post("/account/workspace", data=chosen).status_code == 303
    assert browser.get("/api/me").json()["workspace"] == "local"
    assert browser.get("/api/members").json() == {"anna": "admin", "bob": "member"}
    assert browser.put("/api/members/bob", json={"role": "admin"}).status_code == 403, "a member lets nobody in"
    access.leave("local", "bob")
    assert browser.get("/api/me").json()["workspace"] == "bob", "the cookie alone opens nothing"


def test_a_name_from_a_proxy_counts_only_from_its_address(app: object, access: Access) -> None:
    def ask(address: str, **headers: str) -> tuple[int, str]:
        client = TestClient(app, base_url="http://localhost", client=(address, 1))  # type: ignore[arg-type]
        answer = client.get("/api/me", headers={name.replace("_", "-"): text for name, text in headers.items()})
        return answer.status_code, str(answer.json().get("name", answer.json().get("error")))

    assert ask("192.0.2.7", x_user="anna")[0] == 401
    assert ask("192.0.2.7", x_user="anna", x_forwarded_for="10.0.0.1")[0] == 401
    assert ask("10.0.0.1", x_user="Anna") == (200, "anna")
    assert ask("10.0.0.1", x_user="carla@example.org") == (200, "carla@example.org")
    assert access.person("carla@example.org").home == "carla@example.org"
    assert not access.password("carla@example.org")
    access.disable("carla@example.org")
    assert ask("10.0.0.1", x_user="carla@example.org")[0] == 403
    assert ask("10.0.0.1", x_user="../etc")[0] == 403
    assert ask("10.0.0.1", x_user="local")[0] == 403
    assert ask("10.0.0.1")[0] == 401


def test_without_a_login_what_a_proxy_brings_is_refused(settings: Settings, tmp_path: Path) -> None:
    opened = replace(settings, data=tmp_path, login=False, proxies=(), user_header="")
    client = TestClient(create_app(opened, screens=False), base_url="http://localhost")
    assert client.get("/api/me").json()["login"] is False
    assert client.get("/login", follow_redirects=False).status_code == 303
    said = client.get("/api/documents", headers={"x-forwarded-for": "192.0.2.7"})
    assert (said.status_code, "RECTO_LOGIN=1" in said.json()["error"]) == (403, True)


def test_the_hash_of_a_browser_is_tied_to_its_session() -> None:
    assert bound("hash", "anna") == bound("hash", "anna")
    assert len({bound("hash", "anna"), bound("hash", "bob"), bound("other", "anna"), "hash"}) == 4


def test_a_password_is_printed_only_on_a_terminal(settings: Settings, tmp_path: Path) -> None:
    access = create_app(replace(settings, data=tmp_path), screens=False).state.service.store.access
    out = StringIO()
    welcome(access, out)
    assert out.getvalue() == "Nobody can sign in with a password yet; set one with: recto users password admin\n"
    assert (access.password("admin"), access.person("admin").home) == ("", "local")


def test_the_first_start_on_a_terminal_shows_a_password_that_fits(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data", model="scripted", workers=0, login=True, port=free_port())
    child, terminal = pty.fork()
    if not child:
        os.chdir(HOUSE)
        os.execve(sys.executable, [sys.executable, "-m", "app", "serve"], settings.environment())
    shown = ""
    end = time.monotonic() + 120
    while "Recto is at" not in shown and time.monotonic() < end:
        if select.select([terminal], [], [], 1)[0]:
            shown += os.read(terminal, 4096).decode()
    os.kill(child, 9)
    os.waitpid(child, 0)
    os.close(terminal)
    found = re.search(r"password\s+(\S+)", shown)
    assert found, shown
    kept = create_app(settings, screens=False).state.service.store.access.password("admin")
    assert passwords.fits(found[1], kept)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not [path for path in files if found[1].encode() in path.read_bytes()]


def test_people_are_looked_after_from_the_terminal(settings: Settings, tmp_path: Path) -> None:
    settings = replace(settings, data=tmp_path)
    password = recto(settings, "users", "add", "Dora").stdout.splitlines()[0].split()[-1]
    access = create_app(settings, screens=False).state.service.store.access
    assert passwords.fits(password, access.password("dora"))
    refused = recto(settings, "users", "add", "a b")
    assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)
    key = recto(settings, "keys", "add", "dora", "nightly").stdout.split()[0]
    assert access.key(passwords.fingerprint(key))[1] == "dora"
    access.sign_in("dora", "hash of a cookie", "Browser", datetime.now(UTC) + timedelta(hours=1))
    assert "1 session ended" in recto(settings, "users", "revoke", "dora").stdout


def _token(browser: TestClient) -> str:
    return str(re.findall(r'name="token" value="([^"]+)"', browser.get("/account").text)[0])
