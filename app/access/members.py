"""REST for what a visitor may know of themselves and their workspace, and whom its admins let in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request

from app.access import Refused, Visitor, visitor_of
from storage.access import Access


@dataclass(frozen=True, slots=True)
class Me:
    """Who makes this request, and in which workspace. ``login`` False: Recto asks nobody who they are."""

    name: str
    workspace: str
    workspaces: dict[str, str]  # those they belong to, with the role
    admin: bool
    login: bool


@dataclass(frozen=True, slots=True)
class Membership:
    """What somebody may do in a workspace: a member works in it, an admin also says who belongs to it."""

    role: Literal["member", "admin"] = "member"


def access(request: Request) -> Access:
    """The rows behind the door."""
    found: Access = request.app.state.service.store.access
    return found


def visitor(request: Request) -> Visitor:
    """Who makes a request, as the gate found out."""
    return visitor_of(request)


def leader(request: Request) -> Visitor:
    """The visitor, when an admin of the workspace they work in; a program's key never is."""
    visitor = visitor_of(request)
    if not visitor.known:
        raise Refused(404, "There is no login, so nobody has to be let in; RECTO_LOGIN=1 switches it on.")
    if visitor.roles.get(visitor.owner) != "admin" or visitor.how == "key":
        raise Refused(403, f"Only an admin of the workspace {visitor.owner!r} who has signed in may do this.")
    return visitor


Rows = Annotated[Access, Depends(access)]
By = Annotated[Visitor, Depends(visitor)]
Leader = Annotated[Visitor, Depends(leader)]

api = APIRouter(tags=["people"])


@api.get("/me")
def me(by: By) -> Me:
    """Who you are, where you work, and where you could; choose with the header X-Recto-Workspace."""
    return Me(by.name, by.owner, dict(by.roles), by.admin, by.known)


@api.get("/members")
def members(rows: Rows, by: By) -> dict[str, str]:
    """Who belongs to your workspace: name and role."""
    return dict(rows.workspaces().get(by.owner, {})) if by.known else {}


@api.put("/members/{name}")
def join(name: str, how: Membership, rows: Rows, by: Leader) -> dict[str, str]:
    """Let somebody who has a login work in your workspace, or give them another role."""
    rows.join(by.owner, name.strip().lower(), how.role)
    return dict(rows.workspaces()[by.owner])


@api.delete("/members/{name}", status_code=204)
def leave(name: str, rows: Rows, by: Leader) -> None:
    """Let somebody work in your workspace no longer."""
    rows.leave(by.owner, name.strip().lower())
