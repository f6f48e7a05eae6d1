"""The arrows between the rooms (docs/design.md, section 1): a new one is a decision, and is made in this file."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).parent.parent
ROOMS = ("app", "pipeline", "model", "kernels", "storage")
OUTSIDE = ("tests", "benchmarks", "training", "docs")
MAY_IMPORT = {  # room or file: what of ours, besides itself
    "kernels": (),
    "model/backend.py": (),
    "model": ("kernels",),
    "pipeline": ("model.backend",),
    "storage": ("pipeline.document",),
    "app": ("pipeline", "model.backends", "storage"),
    "app/convert.py": ("model.backends", "model.mistral.convert"),
}
NO_TORCH = ("torch", "transformers", "model.embedded", "model.mistral")
FILES = [path for room in ROOMS for path in sorted((HOUSE / room).rglob("*.py"))]


def imported(tree: ast.AST) -> Iterator[str]:
    """Every module that is imported anywhere in ``tree``, inside functions too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: imports are written in full"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def inside(module: str, rooms: tuple[str, ...]) -> bool:
    return any(module == room or module.startswith(f"{room}.") for room in rooms)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_a_file_knows_only_the_rooms_it_may(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    name = path.relative_to(HOUSE).as_posix()
    room = name if name in MAY_IMPORT else name.split("/")[0]
    itself = () if room != name.split("/")[0] else (room,)
    wrong = [m for m in imported(tree) if inside(m, ROOMS + OUTSIDE) and not inside(m, MAY_IMPORT[room] + itself)]
    assert not wrong, f"{name} imports {wrong}; it may import {MAY_IMPORT[room]}"
    if room in ("pipeline", "model/backend.py", "storage"):
        assert not [m for m in imported(tree) if inside(m, NO_TORCH)], f"{name} must not know torch"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_only_settings_read_the_environment(path: Path) -> None:
    if path.relative_to(HOUSE).as_posix() == "app/settings.py":
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = ("environ", "environb", "getenv", "putenv")
    used = [n.lineno for n in ast.walk(tree) if isinstance(n, ast.Attribute) and n.attr in names]
    used += [n.lineno for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and {a.name for a in n.names} & {*names}]
    assert not used, f"{path.name} touches the environment in lines {used}; ask app/settings.py"


def test_nothing_heavy_is_loaded_by_importing_the_pipeline() -> None:
    heavy = ("torch", "transformers", "rapidocr", "onnxruntime", "pyarrow", "xlsxwriter", "dateparser", "gradio")
    modules = "pipeline.reading, pipeline.exports.xlsx, pipeline.exports.parquet, model.backends.scripted"
    script = f"import sys, {modules}; print(*sorted(set(sys.modules) & set({heavy!r})))"
    ran = subprocess.run([sys.executable, "-c", script], cwd=HOUSE, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == ""
