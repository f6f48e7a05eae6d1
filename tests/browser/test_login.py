"""Signing in as a person does: a wrong password, the right one, somebody else's link, signing out; without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from app.access import passwords
from app.service import Service
from app.settings import Settings
from tests.browser.conftest import PATIENCE
from tests.browser.serving import serving
from tests.draw import RECEIPT, pdf

expect = pytest.importorskip("playwright.sync_api").expect
PASSWORD = "several plain words"


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The address of a server that asks who it is, and the id of a document that is Bob's; Anna may sign in, too."""
    folder = tmp_path_factory.mktemp("guarded")
    settings = Settings(data=folder / "data", login=True, model="scripted", workers=0)
    service = Service(settings)
    for name in ("anna", "bob"):
        service.store.access.add(name, passwords.hashed(PASSWORD), name)
    document = service.upload("bob", "bobs.pdf", pdf(RECEIPT)).document_id
    ours = settings.environment()
    del ours["RECTO_PORT"]
    with serving(folder, ours) as address:
        yield address, document


def test_a_person_signs_in_sees_only_their_own_and_signs_out(chromium: Any, guarded: tuple[str, str]) -> None:
    url, document = guarded
    context = chromium.new_context(locale="en-GB")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(f"{url}/document?id={document}")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.get_by_label("Name").fill("Anna")
    page.get_by_label("Password").fill("a guess")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_have_text("The name or the password is wrong.")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="There is no such document")).to_be_visible()
    expect(page.get_by_text("bobs.pdf")).to_have_count(0)
    page.get_by_role("link", name="Account").click()
    expect(page.get_by_role("heading", name="anna")).to_be_visible()
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.goto(f"{url}/library")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_login_page_works_without_scripts_on_a_phone(chromium: Any, guarded: tuple[str, str], scheme: str) -> None:
    url, document = guarded
    context = chromium.new_context(
        java_script_enabled=False, locale="en-GB", viewport={"width": 360, "height": 640}, color_scheme=scheme
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(f"{url}/account")
    box = page.get_by_role("button", name="Sign in").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    assert box["height"] >= 40, "a finger can hit it"
    page.get_by_label("Name").fill("bob")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="bob")).to_be_visible()
    assert document in page.goto(f"{url}/api/documents").text()
    context.close()
