"""The first start with a login: somebody has to be able to come in, and nobody who guesses."""

from __future__ import annotations

from typing import TextIO

from app.access import LOCAL
from app.access.passwords import hashed, password
from storage.access import Access

ADMIN = "admin"


def welcome(access: Access, out: TextIO) -> None:
    """Make the person ``admin`` when there is nobody, with a password that is shown once, and only on a terminal.

    Where ``out`` is no terminal (a file, a journal, a container's log) no password is made, for it would be kept
    there; the sentence says how to set one.
    """
    shown = password() if out.isatty() else ""
    began = access.begin(ADMIN, hashed(shown) if shown else "", LOCAL)
    if not began and any(access.password(one.name) for one in access.people()):
        return
    if not shown:
        out.write("Nobody can sign in with a password yet; set one with: recto users password admin\n")
    else:
        if not began:
            access.set_password(ADMIN, hashed(shown))
        out.write(
            f"\n  Sign in as   {ADMIN}\n  password     {shown}\n\nIt is shown only now; change it at /account.\n\n"
        )
    out.flush()
