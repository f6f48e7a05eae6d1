"""People, the workspaces they belong to, and what lets them in. Secrets come here as hashes only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal, cast

from sqlalchemy import Engine, bindparam, delete, exists, select, update
from sqlalchemy.orm import Session

from storage import database, tables
from storage.errors import Conflict, NotFound, StorageError

Role = Literal["member", "admin"]

SEEN = timedelta(minutes=5)  # between two notes of when a cookie or key was last used: not every request writes


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, with the workspaces they belong to: workspace -> role. ``admin`` looks after the installation."""

    name: str
    admin: bool
    disabled: bool
    home: str
    made_at: datetime
    roles: Mapping[str, Role]


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A browser that is signed in; ``id`` is the hash of its cookie."""

    id: str
    name: str
    browser: str
    made_at: datetime
    seen_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A key for programs, without the key."""

    id: str
    name: str
    workspace: str
    title: str
    made_at: datetime
    seen_at: datetime | None


SIGNED_IN = (
    select(
        tables.Login.seen_at, tables.Person.name, tables.Person.admin, tables.Person.home, tables.Person.made_at,
        tables.Member.workspace_id, tables.Member.role,
    )
    .join(tables.Person, tables.Person.id == tables.Login.person_id)
    .outerjoin(tables.Member, tables.Member.person_id == tables.Person.id)
    .where(
        tables.Login.hash == bindparam("hash"), tables.Login.expires_at > bindparam("now"), ~tables.Person.disabled
    )
    .order_by(tables.Member.workspace_id)
)  # fmt: skip
"""Who is behind the cookie ``hash`` at ``now``: a row for each workspace that they belong to."""


class Access:
    """The rows behind the door, in the database of a store (``Store.access``). Safe to call from many threads.

    Methods raise ``NotFound`` for a person, workspace, key or membership that is not there, and ``StorageError``.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    # -- people

    def add(self, name: str, password: str, home: str, admin: bool = False) -> Person:
        """A new person, admin of the workspace ``home``, which is made where needed. ``Conflict``: the name is taken.

        ``password`` is a hash; empty: no password lets them in.
        """
        with database.writing(self._engine) as session:
            if _lookup(session, name):
                raise Conflict(f"There is a person {name!r} already; choose another name.")
            return _person(session, _add(session, name, password, home, admin))

    def begin(self, name: str, password: str, home: str) -> bool:
        """The first admin; False where there is one already, or the name is taken, and nothing is changed."""
        with database.writing(self._engine) as session:
            if session.scalar(select(exists().where(tables.Person.admin))) or _lookup(session, name):
                return False
            _add(session, name, password, home, admin=True)
            return True

    def person(self, name: str) -> Person:
        """One person."""
        with database.reading(self._engine) as session:
            return _person(session, _find(session, name))

    def people(self) -> list[Person]:
        """Everybody, by name."""
        with database.reading(self._engine) as session:
            return [
                _person(session, row) for row in session.scalars(select(tables.Person).order_by(tables.Person.name))
            ]

    def password(self, name: str) -> str:
        """The hash that a password of ``name`` must fit; empty for nobody, for the disabled and where there is none."""
        with database.reading(self._engine) as session:
            row = _lookup(session, name)
            return row.password if row and not row.disabled else ""

    def set_password(self, name: str, password: str, keep: str = "") -> None:
        """Another hash; all browsers of this person are signed out, but the one with the hash ``keep``."""
        with database.writing(self._engine) as session:
            row = _find(session, name)
            row.password = password
            _sign_out(session, row, keep)

    def disable(self, name: str, disabled: bool = True) -> None:
        """Shut a person out at once, with browsers and keys, or let them in again; what they own stays."""
        with database.writing(self._engine) as session:
            row = _find(session, name)
            row.disabled = disabled
            if disabled:
                _sign_out(session, row)

    # -- browsers

    def sign_in(self, name: str, hash: str, browser: str, expires_at: datetime) -> None:
        """Let a cookie in until ``expires_at``; what ran out is forgotten."""
        now = datetime.now(UTC)
        with database.writing(self._engine) as session:
            session.execute(delete(tables.Login).where(tables.Login.expires_at <= now))
            row = _find(session, name)
            session.add(
                tables.Login(
                    hash=hash, person_id=row.id, browser=browser, made_at=now, seen_at=now, expires_at=expires_at
                )
            )

    def signed_in(self, hash: str) -> Person | None:
        """Whose cookie this is; None when it ran out or was ended, or the person is disabled."""
        with database.reading(self._engine) as session:  # one question, because each request asks it
            rows = session.execute(SIGNED_IN, {"hash": hash, "now": datetime.now(UTC)}).all()
        if not rows:
            return None
        seen, name, admin, home, made_at = rows[0][:5]
        self._note(tables.Login, tables.Login.hash == hash, seen)
        roles = {row.workspace_id: cast(Role, row.role) for row in rows if row.workspace_id is not None}
        return Person(name, admin, False, home, made_at, roles)

    def sessions(self, name: str | None = None) -> list[SignedIn]:
        """The browsers signed in now, of one person or all, newest first."""
        asked = select(tables.Login, tables.Person.name).join(tables.Person)
        asked = asked.where(tables.Login.expires_at > datetime.now(UTC)).order_by(tables.Login.made_at.desc())
        with database.reading(self._engine) as session:
            whose = asked if name is None else asked.where(tables.Person.id == _find(session, name).id)
            return [
                SignedIn(row.hash, of, row.browser, row.made_at, row.seen_at, row.expires_at)
                for row, of in session.execute(whose)
            ]

    def sign_out(self, hash: str) -> None:
        """End one; harmless when it is over."""
        with database.writing(self._engine) as session:
            session.execute(delete(tables.Login).where(tables.Login.hash == hash))

    def sign_out_everywhere(self, name: str, keep: str = "") -> int:
        """End all browsers of a person, but the one with the hash ``keep``; how many they were."""
        with database.writing(self._engine) as session:
            return _sign_out(session, _find(session, name), keep)

    # -- keys

    def add_key(self, name: str, workspace: str, title: str, hash: str) -> KeyRow:
        """A new key of a person for a workspace they belong to."""
        with database.writing(self._engine) as session:
            row = _find(session, name)
            _membership(session, row, workspace)
            now = datetime.now(UTC)
            key = tables.Key(hash=hash, person_id=row.id, workspace_id=workspace, title=title, made_at=now)
            session.add(key)
            session.flush()
            return _key(key, row.name)

    def key(self, hash: str) -> tuple[Person, str] | None:
        """Whose key this is and for which workspace; None when it is revoked or the person no longer belongs there."""
        with database.reading(self._engine) as session:
            row = session.scalars(select(tables.Key).where(tables.Key.hash == hash)).first()
            if row is None:
                return None
            person = _person(session, session.get_one(tables.Person, row.person_id))
            workspace, seen = row.workspace_id, row.seen_at
        if person.disabled or workspace not in person.roles:
            return None
        self._note(tables.Key, tables.Key.hash == hash, seen)
        return person, workspace

    def keys(self, name: str | None = None) -> list[KeyRow]:
        """All keys, or those of one person, oldest first."""
        asked = select(tables.Key, tables.Person.name).join(tables.Person).order_by(tables.Key.id)
        with database.reading(self._engine) as session:
            whose = asked if name is None else asked.where(tables.Person.id == _find(session, name).id)
            return [_key(row, of) for row, of in session.execute(whose)]

    def revoke_key(self, id: str) -> None:
        """Let a key open nothing any more."""
        with database.writing(self._engine) as session:
            row = session.get(tables.Key, int(id)) if id.isdecimal() and len(id) < 19 else None
            if row is None:
                raise NotFound(f"There is no key {id!r}; `recto keys list` shows them.")
            session.delete(row)

    # -- workspaces

    def add_workspace(self, id: str) -> None:
        """A workspace that nobody belongs to yet. ``Conflict``: the name is taken."""
        with database.writing(self._engine) as session:
            if session.get(tables.Workspace, id):
                raise Conflict(f"There is a workspace {id!r} already; choose another name.")
            session.add(tables.Workspace(id=id, made_at=datetime.now(UTC)))

    def workspaces(self) -> dict[str, dict[str, Role]]:
        """All workspaces: who belongs to each, with the role."""
        asked = select(tables.Member, tables.Person.name).join(tables.Person).order_by(tables.Person.name)
        with database.reading(self._engine) as session:
            ids = session.scalars(select(tables.Workspace.id).order_by(tables.Workspace.id))
            found: dict[str, dict[str, Role]] = {id: {} for id in ids}
            for member, name in session.execute(asked):
                found[member.workspace_id][name] = cast(Role, member.role)
            return found

    def join(self, workspace: str, name: str, role: Role) -> None:
        """Let a person belong to a workspace, or give them another role. ``Conflict``: it would have no admin left."""
        with database.writing(self._engine) as session:
            row = _find(session, name)
            if session.get(tables.Workspace, workspace, with_for_update=True) is None:
                raise NotFound(f"There is no workspace {workspace!r}; `recto workspaces list` shows them.")
            session.merge(tables.Member(person_id=row.id, workspace_id=workspace, role=role))
            if role == "member":
                _somebody_left(session, workspace)

    def leave(self, workspace: str, name: str) -> None:
        """Take a person out of a workspace that is not their own. ``Conflict``: it is, or it would have no admin."""
        with database.writing(self._engine) as session:
            row = _find(session, name)
            session.get(tables.Workspace, workspace, with_for_update=True)
            member = _membership(session, row, workspace)
            if row.home == workspace:
                raise Conflict(f"{workspace!r} is the own workspace of {name!r}; disable the person instead.")
            session.delete(member)
            session.flush()
            _somebody_left(session, workspace)

    # -- what several of them do

    def _note(self, table: type[tables.Login | tables.Key], which: object, seen: datetime | None) -> None:
        now = datetime.now(UTC)
        if seen is not None and now - seen < SEEN:
            return
        try:
            with database.writing(self._engine, durable=False) as session:
                session.execute(update(table).where(which).values(seen_at=now))  # type: ignore[arg-type]
        except StorageError:  # a full disk must not shut people out who only want to look
            return


def _lookup(session: Session, name: str) -> tables.Person | None:
    return session.scalars(select(tables.Person).where(tables.Person.name == name)).first()


def _find(session: Session, name: str) -> tables.Person:
    row = _lookup(session, name)
    if row is None:
        raise NotFound(f"There is no person {name!r}; `recto users list` shows them.")
    return row


def _add(session: Session, name: str, password: str, home: str, admin: bool) -> tables.Person:
    now = datetime.now(UTC)
    if session.get(tables.Workspace, home) is None:
        session.add(tables.Workspace(id=home, made_at=now))
        session.flush()
    elif session.scalar(select(exists().where(tables.Member.workspace_id == home))):
        raise Conflict(f"There is a workspace {home!r} already; choose another name for the person.")
    row = tables.Person(name=name, password=password, admin=admin, disabled=False, home=home, made_at=now)
    session.add(row)
    session.flush()
    session.add(tables.Member(person_id=row.id, workspace_id=home, role="admin"))
    session.flush()
    return row


def _person(session: Session, row: tables.Person) -> Person:
    members = session.scalars(
        select(tables.Member).where(tables.Member.person_id == row.id).order_by(tables.Member.workspace_id)
    )
    roles = {member.workspace_id: cast(Role, member.role) for member in members}
    return Person(row.name, row.admin, row.disabled, row.home, row.made_at, roles)


def _membership(session: Session, row: tables.Person, workspace: str) -> tables.Member:
    member = session.get(tables.Member, (row.id, workspace))
    if member is None:
        raise NotFound(f"{row.name!r} does not belong to a workspace {workspace!r}.")
    return member


def _somebody_left(session: Session, workspace: str) -> None:
    """``Conflict`` when members are left and nobody of them could let others in."""
    session.flush()
    roles = set(session.scalars(select(tables.Member.role).where(tables.Member.workspace_id == workspace)))
    if roles == {"member"}:
        raise Conflict(f"The workspace {workspace!r} would have no admin; make somebody else its admin first.")


def _sign_out(session: Session, row: tables.Person, keep: str = "") -> int:
    theirs = tables.Login.person_id == row.id, tables.Login.hash != keep
    hashes = list(session.scalars(select(tables.Login.hash).where(*theirs)))
    session.execute(delete(tables.Login).where(*theirs))
    return len(hashes)


def _key(row: tables.Key, name: str) -> KeyRow:
    return KeyRow(str(row.id), name, row.workspace_id, row.title, row.made_at, row.seen_at)
