"""Who may come in and whose documents they see; ``gate`` decides it for every request before anything else runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

LOCAL = "local"
"""The workspace of what is read while there is no login, and of the command line; the first admin is at home there."""

How = Literal["open", "cookie", "key", "proxy"]


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who makes a request. ``owner`` is the workspace they work in; ``session`` tells their browsers apart."""

    owner: str = LOCAL
    name: str = LOCAL
    how: How = "open"
    admin: bool = True  # of the installation
    roles: Mapping[str, str] = field(default_factory=lambda: {LOCAL: "admin"})  # workspace -> member or admin
    session: str = ""

    @property
    def known(self) -> bool:
        """Whether somebody said who they are; False while there is no login."""
        return self.how != "open"


class Refused(Exception):
    """A request that may not do this; the status and one plain sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class Request(Protocol):
    """A Starlette request."""

    @property
    def scope(self) -> Any:
        """The ASGI scope, whose state the gate has filled."""


SIGN_IN = "Sign in first, at /login; a program sends a key as 'Authorization: Bearer ...'."


def visitor_of(request: Request) -> Visitor:
    """Who makes this request. Raises ``Refused`` when the gate let it through for nobody, or never saw it."""
    found = request.scope.get("state", {}).get("visitor")
    if not isinstance(found, Visitor):
        raise Refused(401, SIGN_IN)
    return found
