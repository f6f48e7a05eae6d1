"""``recto users``, ``recto keys`` and ``recto workspaces``: who may come in, said at the terminal."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.settings import Settings
    from storage.access import Access

Act = Callable[[argparse.Namespace, "Access"], None]


def add(commands: Any) -> None:
    """Add the three commands to those of ``recto``; nothing heavy is imported before one runs."""
    users = _group(commands, "users", "people who may sign in")
    new = _command(users, "add", _add, "a new person; the password is printed once", "name")
    new.add_argument("--admin", action="store_true", help="may see the figures of the whole installation")
    _command(users, "list", _list, "everybody, with their workspaces")
    word = _command(users, "password", _password, "set a password; signs the person out everywhere", "name")
    word.add_argument("--generate", action="store_true", help="make one and print it once")
    _command(users, "disable", _disable, "shut a person out at once, with browsers and keys", "name")
    _command(users, "enable", _enable, "let a disabled person in again", "name")
    _command(users, "sessions", _sessions, "browsers that are signed in").add_argument("name", nargs="?")
    _command(users, "revoke", _revoke, "sign a person out everywhere, or one session", "what")

    keys = _group(commands, "keys", "keys for programs")
    made = _command(keys, "add", _add_key, "a new key; it is printed once", "name", "title")
    made.add_argument("--workspace", help="that the key opens (default: the person's own)")
    _command(keys, "list", _keys, "all keys").add_argument("name", nargs="?")
    _command(keys, "revoke", _revoke_key, "let a key open nothing any more", "id")

    spaces = _group(commands, "workspaces", "what people share")
    _command(spaces, "add", _add_workspace, "a new workspace with its first admin", "workspace", "name")
    _command(spaces, "list", _workspaces, "all workspaces and who belongs to them")
    joined = _command(spaces, "join", _join, "let a person work in a workspace", "workspace", "name")
    joined.add_argument("--role", choices=("member", "admin"), default="member", help="an admin lets others in")
    _command(spaces, "leave", _leave, "take a person out of a workspace", "workspace", "name")


def _group(commands: Any, name: str, about: str) -> Any:
    parser = commands.add_parser(name, help=about)
    return parser.add_subparsers(title="commands", required=True, metavar="COMMAND")


def _command(group: Any, name: str, act: Act, about: str, *arguments: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = group.add_parser(name, help=about)
    for argument in arguments:
        parser.add_argument(argument)
    parser.set_defaults(run=_run, act=act)
    return parser


def _run(given: argparse.Namespace, settings: Settings) -> int:
    from app.service import Service
    from storage.errors import Conflict, NotFound

    try:
        given.act(given, Service(settings).store.access)
    except (NotFound, Conflict, ValueError) as error:
        print(f"recto: {error}", file=sys.stderr)
        return 1
    return 0


def _add(given: argparse.Namespace, access: Access) -> None:
    from app.access import passwords

    name, shown = passwords.tidy_name(given.name), passwords.password()
    access.add(name, passwords.hashed(shown), home=name, admin=given.admin)
    print(f"{name} may sign in with the password {shown}", f"{name} can change it at /account.", sep="\n")


def _list(_: argparse.Namespace, access: Access) -> None:
    for one in access.people():
        marks = [mark for mark, is_so in (("admin", one.admin), ("disabled", one.disabled)) if is_so]
        if not one.disabled and not access.password(one.name):
            marks.append("no password")
        spaces = ", ".join(f"{space} ({role})" for space, role in one.roles.items())
        print("  ".join(part for part in (one.name, ", ".join(marks), spaces) if part))


def _password(given: argparse.Namespace, access: Access) -> None:
    from app.access import passwords

    name = access.person(given.name.strip().lower()).name
    if given.generate:
        chosen = passwords.password()
    elif sys.stdin.isatty():
        chosen = getpass.getpass(f"New password of {name}: ")
        if getpass.getpass("Once more: ") != chosen:
            raise ValueError("The two are not the same; nothing was changed.")
    else:
        chosen = sys.stdin.readline().rstrip("\r\n")
    if weakness := passwords.weakness(chosen, name):
        raise ValueError(weakness)
    access.set_password(name, passwords.hashed(chosen))
    print(f"The password of {name} is " + (chosen if given.generate else "changed."))


def _disable(given: argparse.Namespace, access: Access) -> None:
    access.disable(given.name.strip().lower())
    print(f"{given.name} is out; what they own stays.")


def _enable(given: argparse.Namespace, access: Access) -> None:
    access.disable(given.name.strip().lower(), False)
    print(f"{given.name} may come in again.")


def _sessions(given: argparse.Namespace, access: Access) -> None:
    for one in access.sessions(given.name):
        print(f"{one.id[:12]}  {one.name}  since {one.made_at:%Y-%m-%d %H:%M}  {_plain(one.browser)}")


def _revoke(given: argparse.Namespace, access: Access) -> None:
    """A name, or the beginning of a session's id as ``sessions`` shows it."""
    found = [one.id for one in access.sessions() if len(given.what) >= 12 and one.id.startswith(given.what)]
    for id in found:
        access.sign_out(id)
    number = len(found) or access.sign_out_everywhere(given.what.strip().lower())
    print(f"{number} {'session' if number == 1 else 'sessions'} ended.")


def _add_key(given: argparse.Namespace, access: Access) -> None:
    from app.access import passwords

    person, key = access.person(given.name.strip().lower()), passwords.key()
    workspace = given.workspace or person.home
    access.add_key(person.name, workspace, given.title, passwords.fingerprint(key))
    print(f"{key}\nIt is shown only now, and opens the workspace {workspace!r}; send it as: Authorization: Bearer KEY")


def _keys(given: argparse.Namespace, access: Access) -> None:
    for one in access.keys(given.name):
        used = f"used {one.seen_at:%Y-%m-%d}" if one.seen_at else "never used"
        print(f"{one.id}  {one.name}  {one.workspace}  {_plain(one.title)}  made {one.made_at:%Y-%m-%d}, {used}")


def _revoke_key(given: argparse.Namespace, access: Access) -> None:
    access.revoke_key(given.id)
    print("The key opens nothing any more.")


def _add_workspace(given: argparse.Namespace, access: Access) -> None:
    from app.access import passwords

    workspace, person = passwords.tidy_name(given.workspace), access.person(given.name.strip().lower())
    access.add_workspace(workspace)
    access.join(workspace, person.name, "admin")
    print(f"{person.name} is the admin of {workspace}.")


def _workspaces(_: argparse.Namespace, access: Access) -> None:
    for id, people in access.workspaces().items():
        print("  ".join((id, ", ".join(f"{name} ({role})" for name, role in people.items()))))


def _join(given: argparse.Namespace, access: Access) -> None:
    access.join(given.workspace, given.name.strip().lower(), given.role)
    print(f"{given.name} works in {given.workspace} as {given.role}.")


def _leave(given: argparse.Namespace, access: Access) -> None:
    access.leave(given.workspace, given.name.strip().lower())
    print(f"{given.name} works in {given.workspace} no longer.")


def _plain(text: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in text)
