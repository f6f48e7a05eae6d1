"""A fork server of our own: children with hard limits, forked from a small process that has only the parsers loaded.

Why not multiprocessing's: each of its children imports the parent's main program again (seconds, when that is the web
server), it cannot be used from daemonic workers, and it unpickles what the child sends. Here a child is a fork of
``python -c`` with nothing of the parent in it, and what it sends is a header in JSON and a body of bytes.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.intake import Limits

_SIZES = struct.Struct("!QQ")  # bytes of the header, bytes of the body
_START = "import sys; sys.path.insert(0, sys.argv[1]); from pipeline.child import serve; serve(int(sys.argv[2]))"
_MOST = 1 << 30  # bytes of one message: no page's image comes near
_FULL = 0.5  # of the memory that a child may take: what it asked for last, often twice as much as before, was refused


class ChildDied(Exception):
    """The child ended before its work did; the text says why, as a clause."""


class Closed(Exception):
    """The other end is gone."""


def send(to: socket.socket, head: Mapping[str, Any], body: bytes | memoryview = b"") -> None:
    """Send one message: ``head`` as JSON, ``body`` as it is."""
    text = json.dumps(head).encode()
    to.sendall(_SIZES.pack(len(text), len(body)) + text)
    to.sendall(body)


def receive(of: socket.socket, deadline: float | None = None) -> tuple[dict[str, Any], bytearray]:
    """The next message. Raises ``Closed`` at the end, ``TimeoutError`` when ``deadline`` (monotonic) has passed."""
    sizes = _SIZES.unpack(_exactly(of, _SIZES.size, deadline))
    if max(sizes) > _MOST:
        raise Closed
    head = json.loads(bytes(_exactly(of, sizes[0], deadline)))
    return head, _exactly(of, sizes[1], deadline)


def _exactly(of: socket.socket, size: int, deadline: float | None) -> bytearray:
    data = bytearray(size)
    view = memoryview(data)
    while view:
        if deadline is not None:
            of.settimeout(max(0.001, deadline - time.monotonic()))
        try:
            got = of.recv_into(view)
        except (ConnectionResetError, BrokenPipeError):
            raise Closed from None
        if not got:
            raise Closed
        view = view[got:]
    return data


class _Server:
    """The parent's handle on its fork server, started at the first document and again when it has gone."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._owner = 0
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def child(self) -> tuple[socket.socket, int]:
        """A new child: the socket to talk to it, and its process id (valid until ``end``)."""
        with self._lock:
            for attempt in (1, 2):
                ours, theirs = socket.socketpair()
                try:
                    control = self._started()
                    socket.send_fds(control, [b"f"], [theirs.fileno()])
                    return ours, int(_answer(control))
                except (OSError, Closed, ValueError):
                    ours.close()
                    self._stop()
                    if attempt == 2:
                        raise ChildDied("the process that opens documents could not be started") from None
                finally:
                    theirs.close()
        raise AssertionError

    def end(self, pid: int) -> tuple[int, int]:
        """Kill the child if it still lives; its wait status and the most bytes it held, zeros when the fork server
        itself is gone."""
        with self._lock:
            if self._control is None or self._owner != os.getpid():
                return 0, 0
            try:
                self._control.sendall(b"k" + struct.pack("!i", pid))
                status, held = map(int, _answer(self._control).split())
                return status, held
            except (OSError, Closed, ValueError):
                self._stop()
                return 0, 0

    def _started(self) -> socket.socket:
        if self._owner != os.getpid():  # we are a fork of the one that started it: leave that one alone
            self._owner, self._control, self._process = os.getpid(), None, None
        if self._control is None:
            ours, theirs = socket.socketpair()
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", _START, str(Path(__file__).resolve().parent.parent), str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl+C is for the parent, which then closes the socket
            )
            theirs.close()
            ours.settimeout(60)
            self._control = ours
        return self._control

    def _stop(self) -> None:
        if self._owner != os.getpid():
            return
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(5)
        self._control = self._process = None


def _answer(control: socket.socket) -> bytes:
    line = b""
    while not line.endswith(b"\n"):
        byte = control.recv(1)
        if not byte:
            raise Closed
        line += byte
    return line


_SERVER = _Server()
atexit.register(_SERVER._stop)


class Child:
    """One limited child with one document, as a context: leaving it kills the child."""

    def __init__(self, request: Mapping[str, Any], data: bytes, limits: Limits) -> None:
        self._request, self._data, self._limits = request, data, limits
        self._socket: socket.socket | None = None
        self._pid = 0
        self.waited = 0.0  # seconds that we waited for it

    def __enter__(self) -> Child:
        self._socket, self._pid = _SERVER.child()
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def messages(self) -> Iterator[tuple[dict[str, Any], bytes]]:
        """What the child sends, until it says that it is done. Raises ``ChildDied``."""
        assert self._socket is not None, "used outside of its context"
        limits = {"memory_bytes": self._limits.memory_bytes, "cpu_seconds": self._limits.cpu_seconds}
        seconds = float(self._limits.wall_seconds)
        try:
            self._socket.settimeout(max(1.0, seconds))
            send(self._socket, {**self._request, **limits}, self._data)
            while True:
                start = time.monotonic()
                head, body = receive(self._socket, start + max(0.0, seconds - self.waited))
                self.waited += time.monotonic() - start
                if head["kind"] == "done":
                    return
                yield head, bytes(body)
                if head["kind"] == "page":
                    seconds += 1
        except TimeoutError:
            self._end()
            raise ChildDied(f"it took longer than {self._limits.wall_seconds} seconds") from None
        except (Closed, OSError, ValueError, KeyError):
            raise ChildDied(self._obituary()) from None

    def _obituary(self) -> str:
        status, held = self._end()
        limits = self._limits
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU:
            return f"it needs more than {limits.cpu_seconds} seconds of computing"
        full = os.WIFSIGNALED(status) and held > _FULL * limits.memory_bytes  # pdfium aborts where it is given no more
        if full or (os.WIFEXITED(status) and os.WEXITSTATUS(status) == OUT_OF_MEMORY):
            return f"it needs more than {limits.memory_bytes / 1e9:.1f} GB of memory"
        return "it is damaged in a way that stops the program that opens it"

    def _end(self) -> tuple[int, int]:
        if self._socket is None:
            return 0, 0
        self._socket.close()
        self._socket = None
        return _SERVER.end(self._pid)


OUT_OF_MEMORY = 71  # exit status of a child that met its memory limit


def serve(control: socket.socket, work: Callable[[socket.socket], None]) -> None:
    """The fork server's loop: ``f`` with a socket forks a child to run ``work(socket)``; ``k`` with a pid ends it."""
    living: set[int] = set()
    while True:
        command, files, _, _ = socket.recv_fds(control, 1, 1)
        if not command:
            break
        if command == b"f" and files:
            pid = os.fork()
            if pid == 0:
                control.close()
                work(socket.socket(fileno=files[0]))
                os._exit(0)
            os.close(files[0])
            living.add(pid)
            control.sendall(b"%d\n" % pid)
        elif command == b"k":
            (pid,) = struct.unpack("!i", bytes(_exactly(control, 4, None)))
            control.sendall(b"%d %d\n" % (_ended(pid) if pid in living else (0, 0)))
            living.discard(pid)
    for pid in living:
        _ended(pid)


def _ended(pid: int) -> tuple[int, int]:
    """Kill the child with all that it started; its wait status and the most bytes it held. It is ours and not yet
    reaped: the pid is still its."""
    for kill in (os.killpg, os.kill):  # the group is there only once the child has made it
        with contextlib.suppress(ProcessLookupError, PermissionError):
            kill(pid, signal.SIGKILL)
    _, status, used = os.wait4(pid, 0)
    return status, used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
