"""The brake on guessing passwords: each failure beyond a few makes the next try wait longer."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address, ip_network

FREE = {"name": 5, "address": 20}  # failures without a wait: many people may sit behind one address
FIRST, LONGEST = 5.0, 900.0  # seconds to wait, doubling from the one to the other
FORGOTTEN = 3600.0  # seconds after the last failure
MANY = 50_000  # names and addresses remembered; the oldest is dropped


class Brake:
    """Failures by name and by address, in memory. Safe to call from many threads.

    A name that does not exist is braked like one that does.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures: OrderedDict[tuple[str, str], tuple[int, float]] = OrderedDict()

    def take(self, name: str, address: str) -> float:
        """Begin a try: 0, and it counts as failed until ``passed``; or the seconds to wait, and nothing is counted."""
        now, keys = self._clock(), self._keys(name, address)
        with self._lock:
            wait = max(self._wait(key, now) for key in keys)
            if wait <= 0:
                for key in keys:
                    self._failures[key] = (self._count(key, now) + 1, now)
                    self._failures.move_to_end(key)
                while len(self._failures) > MANY:
                    self._failures.popitem(last=False)
            return max(0.0, wait)

    def passed(self, name: str, address: str) -> None:
        """The try was right: the name starts anew; the address is given back only this one, for it may try others."""
        with self._lock:
            by_name, by_address = self._keys(name, address)
            self._failures.pop(by_name, None)
            count, when = self._failures.get(by_address, (0, 0.0))
            if count > 1:
                self._failures[by_address] = (count - 1, when)
            else:
                self._failures.pop(by_address, None)

    def _keys(self, name: str, address: str) -> tuple[tuple[str, str], tuple[str, str]]:
        return ("name", name), ("address", _network(address))

    def _count(self, key: tuple[str, str], now: float) -> int:
        count, when = self._failures.get(key, (0, now))
        return 0 if now - when > FORGOTTEN else count

    def _wait(self, key: tuple[str, str], now: float) -> float:
        count = self._count(key, now)
        if count < FREE[key[0]]:
            return 0.0
        doubled = min(count - FREE[key[0]], 10)
        return self._failures[key][1] + min(LONGEST, FIRST * float(2**doubled)) - now


def _network(address: str) -> str:
    """The address, or the network of an IPv6 one: everybody has 2^64 of those."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return str(ip_network(f"{found}/64", strict=False)) if isinstance(found, IPv6Address) else address
