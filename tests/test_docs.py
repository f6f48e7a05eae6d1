"""What the pages of documentation name is there: files, links, commands with their options, modules, make's targets."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

import pytest

from app.cli import _parser

HOUSE = Path(__file__).parent.parent
PAGES = [
    *HOUSE.glob("*.md"),
    *HOUSE.glob("docs/**/*.md"),
    HOUSE / "benchmarks" / "RESULTS.md",
    HOUSE / "model" / "embedded" / "README.md",
]
OURS = ("app", "pipeline", "model", "kernels", "storage", "tests", "benchmarks", "training", "docs")
CODE = re.compile(r"^(?: {4}|\t)\s*(.+)$|`([^`\n]+)`", re.MULTILINE)
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def code(page: Path) -> list[str]:
    """What the page sets as code: indented lines without their remark, fenced lines, and words between backticks."""
    text = page.read_text("utf-8")
    fenced = [line for block in FENCED.findall(text) for line in block.splitlines()[1:-1]]
    others = [one or two for one, two in CODE.findall(FENCED.sub("", text))]
    return [line.split(" #")[0].strip() for line in fenced + others]


def commands() -> dict[str, set[str]]:
    """``recto``'s commands with their options, those of their own commands included."""
    found: dict[str, set[str]] = {}

    def every(parser) -> set[str]:  # type: ignore[no-untyped-def]
        own = {name for action in parser._actions for name in action.option_strings}
        return own.union(*(every(inner) for inner in nested(parser).values()))

    def nested(parser):  # type: ignore[no-untyped-def]
        return {name: one for a in parser._actions if isinstance(a.choices, dict) for name, one in a.choices.items()}

    for name, parser in nested(_parser()).items():
        found[name] = every(parser)
    return found


def files(line: str) -> list[str]:
    """The files of ours that a line names, but for those that its command writes."""
    kept = re.sub(r"--?(?:json|output|out|o) \S+", "", line)
    return re.findall(rf"(?<![\w./])((?:{'|'.join(OURS)})/[\w./-]+\.\w+)", kept)


def options(line: str) -> list[str]:
    return re.findall(r"(?<!\S)--?[a-z][\w-]*", line)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(HOUSE).as_posix())
def test_what_a_page_names_is_there(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", FENCED.sub("", page.read_text("utf-8")))
    wrong = [f"the link {link}" for link in links if "://" not in link and not (page.parent / link).exists()]
    known, targets = commands(), set(re.findall(r"^(\w+):", (HOUSE / "Makefile").read_text("utf-8"), re.MULTILINE))
    for line in code(page):
        places = [HOUSE, *(HOUSE / room for room in OURS)]  # a page may leave out its room
        missing = [name for name in files(line) if not any((place / name).exists() for place in places)]
        wrong += [f"the file {name}" for name in missing if "NNNN" not in name]
        modules = re.findall(r"python3? -m ((?:app|benchmarks|training|tests)[\w.]*)", line)
        wrong += [f"the module {module}" for module in modules if find_spec(module) is None]
        if called := re.match(r"(?:\w+=\S+ )*(?:\.venv/bin/)?recto ([a-z]+)\b(.*)", line):
            name, rest = called.groups()
            has = known.get(name)
            wrong += [f"recto {name}"] if has is None else [f"recto {name} {o}" for o in options(rest) if o not in has]
        if (target := re.match(r"(?:\w+=\S+ )*make (\w+)$", line)) and target[1] not in targets:
            wrong.append(f"make {target[1]}")
    assert not wrong, f"{page.name} names what is not there: {', '.join(wrong)}"


def test_every_page_is_in_the_index() -> None:
    index = (HOUSE / "docs" / "README.md").read_text("utf-8")
    assert [page.name for page in (HOUSE / "docs").glob("*.md") if page.name not in index + "README.md"] == []


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = sorted(int(page.name[:4]) for page in (HOUSE / "docs" / "decisions").glob("*.md"))
    assert numbers == list(range(1, len(numbers) + 1))
