"""Search: whatever is typed, an answer or one sentence, and never another owner's documents."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import strategies as st

from storage.store import Store
from storage.stored import Query
from tests.draw import RECEIPT, pdf

WORDS = ("corner", "cafe", '"flat white"', "a*", "*", '"', "'", "''", "OR", "AND", "NOT", "NEAR(a b)", "-", "name:",
         "^a", "(", ")", "%", "_", "\\", "\0", "; DROP TABLE documents;--", "' OR '1'='1", "\ud800", "{a b}", "a+b",
         "<script>", "é", "ﬁ", "İ", "ß", "١٢", "a" * 2000, "\u202e", "\u0301", "\U0010ffff")  # fmt: skip
text = st.lists(st.sampled_from(WORDS) | st.text(max_size=12), max_size=8).map(" ".join)
amount = (
    st.none() | st.decimals(allow_nan=True, allow_infinity=True) | st.sampled_from([Decimal("1e40"), Decimal("-1e-40")])
)
query = st.builds(
    Query,
    text=text,
    doctype=text,
    vendor=text,
    date_from=st.none() | st.dates(),
    date_to=st.none() | st.dates(),
    amount_min=amount,
    amount_max=amount,
    status=st.sampled_from(["", "read", "failed", "queued"]) | text,
    tag=text,
    sort=st.sampled_from(["newest", "oldest", "relevance", "date", "total", "vendor", "name"]) | text,
    limit=st.integers(0, 500) | st.sampled_from([-1, 2**31, 2**63, 2**70]),
    offset=st.integers(0, 50) | st.sampled_from([-1, 2**31, 2**63, 2**70]),
)


def plain(said: str) -> None:
    """One sentence."""
    assert said.endswith("."), said
    assert "\n" not in said, said


def outcome(store: Store, asked: Query) -> str:
    """One question to a store in which another owner's documents lie too."""
    try:
        hits = store.search("me", asked)
    except ValueError as refused:
        plain(str(refused))
        return "refused"
    assert all(hit.name.startswith("mine") for hit in hits.rows), hits
    assert len(hits.rows) <= hits.total
    return "found" if hits.total else "nothing"


@contextmanager
def target() -> Iterator[tuple[st.SearchStrategy[object], Callable[[object], str]]]:
    """A small store, searched."""
    with TemporaryDirectory() as folder:
        store = Store("", Path(folder))
        store.migrate()
        for owner, name in (("me", "mine"), ("you", "yours")):
            for i in range(3):
                store.take_in(owner, f"{name} {i} corner cafe.pdf", "application/pdf", pdf((*RECEIPT, f"{owner} {i}")))
        assert date.min  # dates of every year may be asked for
        yield query, lambda asked: outcome(store, asked)  # type: ignore[arg-type]
