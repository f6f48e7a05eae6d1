"""People, browsers, keys and workspaces as rows: what ends at once, and what is never left without an admin."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from storage import database
from storage.access import Access
from storage.store import Conflict, NotFound, Store

SOON = datetime.now(UTC) + timedelta(hours=1)


@pytest.fixture
def access(store: Store) -> Access:
    """Anna, an admin at home in ``local``, and Bob."""
    assert store.access.begin("anna", "hash", "local")
    store.access.add("bob", "hash", "bob")
    return store.access


def test_there_is_one_first_person(access: Access) -> None:
    assert not access.begin("eve", "hash", "local")
    assert [(one.name, one.admin, one.home) for one in access.people()] == [
        ("anna", True, "local"),
        ("bob", False, "bob"),
    ]
    with pytest.raises(Conflict, match="choose another name"):
        access.add("bob", "hash", "elsewhere")
    with pytest.raises(Conflict, match="workspace 'bob' already"):
        access.add("carl", "hash", "bob")
    with pytest.raises(NotFound, match="no person 'carl'"):
        access.person("carl")


def test_a_browser_is_in_until_it_ran_out_or_was_ended(access: Access) -> None:
    access.sign_in("anna", "a", "Browser", SOON)
    access.sign_in("anna", "b", "Browser", SOON)
    access.sign_in("anna", "over", "Browser", datetime.now(UTC) - timedelta(seconds=1))
    access.sign_in("bob", "c", "Browser", SOON)
    found = access.signed_in("a")
    assert found
    assert (found.name, found.roles) == ("anna", {"local": "admin"})
    assert access.signed_in("over") is None
    assert access.signed_in("nothing") is None
    assert {one.id for one in access.sessions("anna")} == {"a", "b"}
    access.sign_out("b")
    assert access.signed_in("b") is None
    access.sign_in("anna", "d", "Browser", SOON)
    access.set_password("anna", "other", keep="a")
    assert (access.password("anna"), access.signed_in("d")) == ("other", None)
    assert access.signed_in("a")
    assert access.sign_out_everywhere("anna") == 1
    assert access.signed_in("c"), "those of others stay"


def test_a_disabled_person_is_out_with_browsers_keys_and_password(access: Access) -> None:
    access.sign_in("bob", "cookie", "Browser", SOON)
    access.add_key("bob", "bob", "script", "key")
    assert access.key("key")
    access.disable("bob")
    assert (access.signed_in("cookie"), access.key("key"), access.password("bob")) == (None, None, "")
    access.disable("bob", False)
    assert (access.signed_in("cookie"), access.password("bob")) == (None, "hash")
    assert access.key("key")


def test_a_key_opens_one_workspace_while_its_person_belongs_there(access: Access) -> None:
    with pytest.raises(NotFound, match="does not belong"):
        access.add_key("bob", "local", "script", "key")
    access.join("local", "bob", "member")
    made = access.add_key("bob", "local", "script", "key")
    found = access.key("key")
    assert found
    assert (found[0].name, found[1]) == ("bob", "local")
    assert access.keys("bob")[0].seen_at, "its use was noted"
    access.leave("local", "bob")
    assert access.key("key") is None
    access.join("local", "bob", "member")
    access.revoke_key(made.id)
    assert access.key("key") is None
    for id in (made.id, "x", "9" * 40):
        with pytest.raises(NotFound):
            access.revoke_key(id)


def test_a_workspace_with_members_keeps_an_admin(access: Access) -> None:
    access.add_workspace("books")
    with pytest.raises(Conflict, match="no admin"):
        access.join("books", "bob", "member")
    access.join("books", "anna", "admin")
    access.join("books", "bob", "member")
    assert access.workspaces()["books"] == {"anna": "admin", "bob": "member"}
    for break_it in (lambda: access.leave("books", "anna"), lambda: access.join("books", "anna", "member")):
        with pytest.raises(Conflict, match="no admin"):
            break_it()
    assert access.workspaces()["books"] == {"anna": "admin", "bob": "member"}, "nothing half-done"
    with pytest.raises(Conflict, match="own workspace"):
        access.leave("bob", "bob")
    with pytest.raises(NotFound, match="no workspace"):
        access.join("nowhere", "bob", "member")
    with pytest.raises(Conflict, match="choose another name"):
        access.add_workspace("books")


def test_a_full_disk_shuts_nobody_out(lite: Store) -> None:
    lite.access.begin("anna", "hash", "local")
    lite.access.sign_in("anna", "cookie", "Browser", SOON)
    with database.writing(lite._engine) as session:
        session.execute(text("UPDATE login SET seen_at = '2020-01-01T00:00:00.000000+00:00'"))
        session.execute(text("CREATE TRIGGER full BEFORE UPDATE ON login BEGIN SELECT RAISE(ABORT, 'disk full'); END"))
    assert lite.access.signed_in("cookie")
