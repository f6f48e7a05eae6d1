"""No network for the process that calls: a seccomp filter that refuses to make sockets, for it and all it starts."""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
import sys

_SYSTEMS = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}  # audit architecture, number of socket(2)
_IO_URING_SETUP = 425  # it could make a socket too; the same number everywhere
_X32 = 0x40000000  # numbers from here on are the x32 twins of the ones above

_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06  # classic BPF
_REFUSE, _ALLOW = 0x00050000 | errno.EPERM, 0x7FFF0000
_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 38, 22, 2


def go_offline() -> bool:
    """Refuse new sockets from now on, for good. False where the system has no such filter; open sockets still work."""
    if not sys.platform.startswith("linux") or platform.machine() not in _SYSTEMS:
        return False
    architecture, make_socket = _SYSTEMS[platform.machine()]
    steps = (
        (_LOAD, 0, 0, 4),  # the architecture of the call
        (_EQUAL, 0, 4, architecture),
        (_LOAD, 0, 0, 0),  # its number
        (_EQUAL, 2, 0, make_socket),
        (_EQUAL, 1, 0, _IO_URING_SETUP),
        (_AT_LEAST, 0, 1, _X32),
        (_RETURN, 0, 0, _REFUSE),
        (_RETURN, 0, 0, _ALLOW),
    )
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    program = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(steps), ctypes.addressof(code)))
    control = ctypes.CDLL(None, use_errno=True).prctl
    zero = ctypes.c_ulong(0)
    if control(_NO_NEW_PRIVILEGES, ctypes.c_ulong(1), zero, zero, zero):
        return False
    return bool(control(_SET_SECCOMP, ctypes.c_ulong(_FILTER), program, zero, zero) == 0)
