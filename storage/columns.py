"""Column types that keep what a database would lose or refuse: exact money, times with their zone, any text."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Dialect, Numeric, String, Text
from sqlalchemy.types import DateTime, TypeDecorator, TypeEngine

CENT = Decimal("0.01")
MILLION = 1_000_000
LARGEST = 2**63 - 1  # millionths: SQLite counts in 64 bits
_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")


def fits(number: Decimal) -> bool:
    """Whether ``number`` can be kept exactly: to a millionth, up to 9.2e12."""
    return number.is_finite() and abs(number) <= LARGEST // MILLION and number == round(number, 6)


class Money(TypeDecorator[Decimal]):
    """An exact number: a count of millionths on SQLite, NUMERIC on PostgreSQL. What does not fit is refused."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(BigInteger() if dialect.name == "sqlite" else Numeric(20, 6))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if not fits(value):
            raise ValueError(f"{value} cannot be kept exactly; at most six decimals and 9.2e12 can.")
        return int(value.scaleb(6)) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        if value is None:
            return None
        return _cents(Decimal(value).scaleb(-6) if dialect.name == "sqlite" else Decimal(value))


def _cents(number: Decimal) -> Decimal:
    """The same number with two decimals, or as many more as it needs."""
    return number.quantize(CENT) if number == round(number, 2) else number.normalize()


class Moment(TypeDecorator[datetime]):
    """A time in UTC: ISO text with microseconds on SQLite (it sorts as it reads), timestamptz on PostgreSQL."""

    impl = String(32)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(String(32) if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError(f"{value.isoformat()} has no time zone; use datetime.now(UTC).")
        value = value.astimezone(UTC)
        return value.isoformat(timespec="microseconds") if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return (datetime.fromisoformat(value) if dialect.name == "sqlite" else value).astimezone(UTC)


class Written(TypeDecorator[str]):
    """Text as it comes out of documents: what a database cannot write (NUL, half characters) becomes U+FFFD."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else _UNWRITABLE.sub("\ufffd", value)
