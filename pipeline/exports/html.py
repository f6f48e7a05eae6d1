"""A case file: one HTML page with the pages, the boxes and the values, that opens without a server or a network.

There is no script in it at all. A value links to its box and a box to its value by their names in the page, and the
browser shows the target: so it works from a file, and nothing that a document says could ever run.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from html import escape
from typing import BinaryIO

from pipeline.exports import Case, Columns, Grid, Mark, Row

TITLE = "Case file: pages, boxes and values in one HTML page"
SUFFIX = ".html"
MEDIA_TYPE = "text/html; charset=utf-8"
MOST_DOCUMENTS = 100
MOST_PAGES = 1000  # at some 80 kB each: what a browser still opens

_LEVELS = {
    "high": "Sure",
    "medium": "Please check",
    "low": "Doubtful",
    "none": "Not found",
    "person": "Set by a person",
}
_STYLE = """
:root { color-scheme: light dark; --ground: #f6f5f1; --paper: #fff; --ink: #1d2126; --quiet: #59616b; --line: #dcd8cf;
  --accent: #1f5f57; --soft: #e3efec; --high: #23704c; --medium: #855700; --low: #a63a28; --person: #2f5a93; }
@media (prefers-color-scheme: dark) { :root { --ground: #15181b; --paper: #1e2226; --ink: #e7e9eb; --quiet: #a5aeb8;
  --line: #353b42; --accent: #7fc9bb; --soft: #20363a; --high: #86d0a6; --medium: #e6bd6a; --low: #f0a08f;
  --person: #9dc1f2; } }
* { box-sizing: border-box; }
body { margin: 0; padding: 0 24px 48px; background: var(--ground); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; display: flex; flex-direction: column; }
h1, h2 { overflow-wrap: anywhere; line-height: 1.3; } h1 { font-size: 24px; order: -3; }
h2 { font-size: 18px; margin: 0; }
h3 { font-size: 15px; margin: 18px 0 6px; } a { color: var(--accent); }
nav { order: -2; } nav ol { margin: 0; padding-left: 24px; overflow-wrap: anywhere; }
.quiet { color: var(--quiet); font-size: 14px; margin: 2px 0 12px; overflow-wrap: anywhere; }
section { padding-top: 28px; margin-top: 28px; border-top: 1px solid var(--line); }
.desk { display: grid; grid-template-columns: minmax(0, 11fr) minmax(0, 10fr); gap: 24px; align-items: start; }
.values { position: sticky; top: 8px; max-height: calc(100vh - 16px); overflow: auto; padding: 4px; }
.sheet { position: relative; margin: 0 0 16px; background: #fff; border: 1px solid var(--line); }
.sheet img { display: block; width: 100%; height: auto; } .sheet p { color: #59616b; padding: 24px; margin: 0; }
.box { position: absolute; outline: 2px solid #2b7d56; background: rgb(43 125 86 / 10%); scroll-margin: 30vh 0; }
.box.medium { outline: 2px dashed #a87000; } .box.low { outline: 2px dotted #b8412d; }
.box.person { outline-color: #2f5a93; }
.box:target { outline: 4px solid #e07b00; background: rgb(255 179 0 / 22%); }
table { width: 100%; border-collapse: collapse; background: var(--paper); border: 1px solid var(--line); }
th, td { padding: 6px 10px; text-align: left; vertical-align: top; border-top: 1px solid var(--line); font-weight: 400;
  overflow-wrap: anywhere; } th { color: var(--quiet); } td a { color: inherit; }
.scroll { overflow-x: auto; } .scroll :is(th, td) { overflow-wrap: break-word; }
td[id], tr[id] { scroll-margin: 20vh 0; }
td:target, tr:target { background: var(--soft); }
.level { font-size: 13px; white-space: nowrap; } .high { color: var(--high); } .medium { color: var(--medium); }
.low { color: var(--low); } .person { color: var(--person); } .none { color: var(--quiet); }
.doubt { color: var(--medium); font-size: 13px; margin: 2px 0 0; }
@media (max-width: 800px) { body { padding: 0 12px 32px; } .desk { display: block; }
  .values { position: static; max-height: none; padding: 0; } }
@media print { .desk { display: block; } .values { position: static; max-height: none; } }
"""
_HEAD = f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer">
<title>Recto case file</title><style>{_STYLE}</style></head><body>
<h1>Case file</h1>
"""


def write(rows: Iterable[Row], out: BinaryIO, columns: Columns) -> None:
    """A section for every document; its pages come and go one at a time. The list of them is shown at the top."""
    out.write(_HEAD.encode())
    names = []
    for number, row in enumerate(rows, 1):
        names.append(row.name)
        _section(row, number, out, columns)
    lines = "".join(f'<li><a href="#d{i}">{escape(name)}</a></li>' for i, name in enumerate(names, 1))
    out.write(f'<nav aria-label="Documents"><ol>{lines}</ol></nav></body></html>\n'.encode())


def _section(row: Row, number: int, out: BinaryIO, columns: Columns) -> None:
    about = [row.doctype, row.status, "reviewed" if row.reviewed else "", f"{row.made_at:%Y-%m-%d %H:%M} UTC"]
    facts = escape(" · ".join(filter(None, about)))
    out.write(f'<section id="d{number}"><h2>{escape(row.name)}</h2><p class="quiet">{facts}</p>'.encode())
    if row.case is None:
        out.write(
            b'<p class="quiet">Its pages could not be had: it was deleted while this file was made.</p></section>'
        )
        return
    marks, grids = _chosen(row.case, columns)
    cells = [mark for grid in grids for line in grid.rows for mark in line]
    places = {mark.path: f"{number}-{i}" for i, mark in enumerate((*marks, *cells))}
    out.write(b'<div class="desk"><div>')
    for page, image, note in row.case.pages():
        shown = [mark for mark in (*marks, *cells) if mark.page == page and mark.box]
        out.write(_sheet(page, image, note, shown, places).encode())
    out.write(b'</div><div class="values">')
    out.write("".join(f'<p class="doubt">{escape(one)}</p>' for one in row.case.doubts).encode())
    lines = "".join(_line(mark, places[mark.path]) for mark in marks)
    out.write((f"<table><tbody>{lines}</tbody></table>" if lines else "").encode())
    out.write("".join(_grid(grid, places) for grid in grids).encode())
    out.write(b"</div></div></section>\n")


def _chosen(case: Case, columns: Columns) -> tuple[list[Mark], list[Grid]]:
    marks = [mark for mark in case.marks if mark.path.partition(".")[0] in columns.fields]
    grids = []
    for grid in case.grids:
        kept = [i for i, (name, _) in enumerate(grid.columns) if name in columns.items]
        rows = tuple(tuple(row[i] for i in kept) for row in grid.rows)
        if kept and rows:
            grids.append(Grid(grid.name, grid.label, tuple(grid.columns[i] for i in kept), rows))
    return marks, grids


def _sheet(page: int, image: bytes | None, note: str, marks: list[Mark], places: dict[str, str]) -> str:
    if image is None:
        return f'<div class="sheet"><p>Page {page} has no picture. {escape(note)}</p></div>\n'
    boxes = "".join(_box(mark, places[mark.path]) for mark in marks)
    data = b64encode(image).decode()
    return f'<div class="sheet"><img alt="Page {page}" src="data:image/webp;base64,{data}">{boxes}</div>\n'


def _box(mark: Mark, place: str) -> str:
    assert mark.box is not None, mark
    left, top = 100 * mark.box.x0, 100 * mark.box.y0
    wide, high = 100 * (mark.box.x1 - mark.box.x0), 100 * (mark.box.y1 - mark.box.y0)
    name = escape(f"{mark.label}: {mark.text}")
    return (
        f'<a class="box {escape(mark.level)}" id="b{place}" href="#v{place}" title="{name}" aria-label="{name}" '
        f'style="left:{left:.3f}%;top:{top:.3f}%;width:{wide:.3f}%;height:{high:.3f}%"></a>'
    )


def _line(mark: Mark, place: str) -> str:
    doubts = "".join(f'<p class="doubt">{escape(one)}</p>' for one in mark.doubts)
    level = f'<span class="level {escape(mark.level)}">{escape(_LEVELS.get(mark.level, mark.level))}</span>'
    return (
        f'<tr id="v{place}"><th scope="row">{escape(mark.label)}</th><td>{_value(mark, place)}{doubts}</td>'
        f"<td>{level}</td></tr>\n"
    )


def _grid(grid: Grid, places: dict[str, str]) -> str:
    head = "".join(f'<th scope="col">{escape(label)}</th>' for _, label in grid.columns)
    rows = "".join(
        "<tr>"
        + "".join(f'<td id="v{places[mark.path]}">{_value(mark, places[mark.path])}</td>' for mark in row)
        + "</tr>\n"
        for row in grid.rows
    )
    return (
        f'<h3>{escape(grid.label)}</h3><div class="scroll"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _value(mark: Mark, place: str) -> str:
    text = escape(mark.text)
    return f'<a href="#b{place}">{text}</a>' if mark.box and mark.page and text else text
