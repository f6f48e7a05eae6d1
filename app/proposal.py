"""Another reading against what stands: what differs, and what taking it changes."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from app.record import Layout, label, level
from app.views import Difference, ProposalView
from pipeline.values import text_of
from storage.stored import Change, StoredField, StoredRecord

EMPTY = StoredField("", None, None)


def view(now: StoredRecord, new: StoredRecord, reviewed: bool) -> ProposalView:
    """How ``new``, with all corrections applied, differs from ``now``."""
    differing = tuple(_differing(now, new))
    shown = tuple(
        Difference(
            path,
            label(path),
            stands.text,
            read,
            level(found.confidence) if read is not None else "none",
            stands.corrected or (reviewed and stands.text is not None),
        )
        for path, stands, found, read in differing
    )
    same = sum(field.read is not None for field in new.fields) - sum(one.new is not None for one in shown)
    return ProposalView(new.run, new.doctype, new.model, new.made_at, shown, same)


def changes(now: StoredRecord, new: StoredRecord, taken: Collection[str], layout: Layout) -> list[Change]:
    """What to change in ``new`` (its ``layout``), so that of the differing values only ``taken`` are as it read them.

    What a person set and gives up is taken back; what was read and is kept is set to what stood.
    """
    made = []
    for path, stands, found, _ in _differing(now, new):
        if path in taken and found.corrected:
            made.append(Change(path, found.text, undo=len(found.standing)))
        elif path not in taken and not found.corrected:
            made.append(Change(path, found.text, None if stands.text is None else layout.kept(path, stands.text)))
    return made


def _differing(now: StoredRecord, new: StoredRecord) -> Iterator[tuple[str, StoredField, StoredField, str | None]]:
    stood, found = {f.path: f for f in now.fields}, {f.path: f for f in new.fields}
    for path in dict.fromkeys([*found, *stood]):
        before, after = stood.get(path, EMPTY), found.get(path, EMPTY)
        read = None if after.read is None else text_of(after.read)
        if before.text != read:
            yield path, before, after, read
