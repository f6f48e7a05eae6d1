"""Triton twins against their definitions, on fresh shapes in every run, and compiled for GPUs that need not be here."""

import importlib
import inspect
import json
import math
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from kernels import moe
from kernels.int4 import packed

pytest.importorskip("triton", reason="needs the package triton (extra 'dev' or 'gpu'), which is made for Linux")

HOUSE = Path(__file__).parents[2]
TWINS = (HOUSE / "kernels/cuda").glob("[!_]*.py")
NAMES = sorted(path.stem for path in TWINS if (HOUSE / "kernels" / path.name).exists())


def public(module):
    """The functions of our own that ``module`` defines for others."""
    functions = inspect.getmembers(importlib.import_module(module), inspect.isfunction)
    return {n: f for n, f in functions if f.__module__ == module and not n.startswith("_")}


@pytest.fixture(scope="module")
def compared():
    seed = random.SystemRandom().randrange(2**31)
    ran = subprocess.run(
        [sys.executable, "-m", "tests.kernels.interpreted", str(seed)],
        cwd=HOUSE,
        env={**os.environ, "TRITON_INTERPRET": "1", "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, f"seed {seed}\n{ran.stdout[-2000:]}\n{ran.stderr[-4000:]}"
    return seed, [json.loads(line) for line in ran.stdout.splitlines()]


@pytest.mark.parametrize("name", NAMES)
def test_a_twin_has_the_names_and_arguments_of_its_definition(name):
    definitions, twins = public(f"kernels.{name}"), public(f"kernels.cuda.{name}")
    shared = definitions.keys() & twins.keys()
    assert shared
    for function in shared:
        assert inspect.signature(definitions[function]) == inspect.signature(twins[function]), function


@pytest.mark.timeout(600)  # 20 seconds of one core that others may be using too
def test_every_twin_says_what_its_definition_says(compared):
    seed, cases = compared
    wrong = [case for case in cases if math.isnan(case["off"]) or case["off"] > 1e-5]
    assert not wrong, f"seed {seed}: {wrong}"


def test_no_twin_is_left_out(compared):
    seen = {case["case"].split(",")[0] for case in compared[1]}
    for name in NAMES:
        assert public(f"kernels.{name}").keys() & public(f"kernels.cuda.{name}").keys() <= seen


def test_without_triton_the_kernels_load_and_an_explicit_wish_for_it_is_refused(monkeypatch):
    for name in [name for name in sys.modules if name == "triton" or name.startswith("kernels.cuda.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "triton", None)
    moe._module.cache_clear()
    try:
        assert moe.linear(torch.ones(1, 128), packed(torch.ones(2, 128))).shape == (1, 2)
        with pytest.raises(RuntimeError, match="The Triton kernels cannot run here"):
            moe.linear(torch.ones(1, 128), packed(torch.ones(2, 128)), way="triton")
    finally:
        moe._module.cache_clear()
