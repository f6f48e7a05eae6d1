"""The Triton programs compiled ahead of time for GPUs that need not be here: no spills, matrix units in use."""

import re
import subprocess
from pathlib import Path

import pytest

triton = pytest.importorskip(
    "triton", reason="needs the package triton (extra 'dev' or 'gpu'), which is made for Linux"
)

from triton.backends.compiler import GPUTarget  # noqa: E402
from triton.compiler import ASTSource  # noqa: E402

from kernels.cuda import programs  # noqa: E402
from kernels.cuda.int4_experts import TILES  # noqa: E402
from kernels.cuda.latent import PLACES  # noqa: E402

CUOBJDUMP = Path(triton.__file__).parent / "backends/nvidia/bin/cuobjdump"
POINTERS = {
    "x": "*bf16",
    "packed": "*u8",
    "scales": "*i32",
    "owners": "*i32",
    "slots": "*i32",
    "weights": "*fp32",
    "out": "*bf16",
}
NUMBERS = {name: "i32" for name in ("total", "inputs", "width", "stride", "pieces")}
SHARED = 100_000  # bytes: what an sm_89 gives a block


def compiled(program, tiles, capability):
    """``program`` as Triton compiles it for the real model's sizes, which are multiples of 16."""
    types = {name: t for name, t in {**POINTERS, **NUMBERS}.items() if name in program.arg_names}
    constants = {
        "CHOICES": 5,
        "ORDER": "sorted",
        "EVEN": True,
        "DOT": triton.language.bfloat16,
        "BM": tiles.tokens,
        "BN": tiles.rows,
        "SPLIT": tiles.split,
        "STAGES": tiles.stages,
    }
    source = ASTSource(
        fn=program,
        signature={name: types.get(name, "constexpr") for name in program.arg_names},
        constexprs={name: value for name, value in constants.items() if name in program.arg_names},
        attrs={(program.arg_names.index(name),): [["tt.divisibility", 16]] for name in types if name != "total"},
    )
    return triton.compile(source, target=GPUTarget("cuda", capability, 32), options={"num_warps": tiles.warps})


@pytest.mark.parametrize("capability", [80, 89, 90])
@pytest.mark.parametrize(("name", "number"), [("gate_up", 0), ("down", 1), ("gate_up", 2)])
def test_a_program_fits_its_gpu_and_uses_its_matrix_units(name, number, capability, tmp_path):
    if isinstance(programs.gate_up, triton.JITFunction):
        kernel = compiled(getattr(programs, name), TILES[number], capability)
    else:
        pytest.skip("TRITON_INTERPRET is set: nothing is compiled")
    assert kernel.metadata.shared <= SHARED
    assert re.search(r"mma\.sync|wgmma", kernel.asm["ptx"])
    assert ("wgmma" in kernel.asm["ptx"]) == (capability == 90 and TILES[number].rows >= 64)
    assert unspilled(kernel, tmp_path)


def unspilled(kernel, folder):
    """Whether no register of ``kernel`` is put into memory."""
    binary = folder / "program.cubin"
    binary.write_bytes(kernel.asm["cubin"])
    usage = subprocess.run([CUOBJDUMP, "-res-usage", binary], capture_output=True, text=True, check=True)
    spilled = {name: int(n) for name, n in re.findall(r"(STACK|LOCAL):(\d+)", usage.stdout + usage.stderr)}
    return spilled == {"STACK": 0, "LOCAL": 0}


SMALL = {
    "route": (
        {"logits": "*bf16", "ids": "*i64", "weights": "*fp32", "experts": "i32", "scale": "fp32"},
        {"K": 4, "WIDTH": 5, "RENORMALISE": True, "BE": 128, "BK": 8},
    ),
    "align": (
        {"ids": "*i64", "owners": "*i32", "slots": "*i32", "total": "i32", "most": "i32", "experts": "i32"},
        {"BLOCK": 8, "BS": 256, "BE": 256},
    ),
    "attend": (
        {name: "*bf16" for name in ("inward", "turned", "latent", "rope")}
        | {"at": "*i64"}
        | {name: "*fp32" for name in ("scale", "parts", "tops", "sums")}
        | dict.fromkeys(("places", "share", "latent_row", "latent_place", "rope_row", "rope_place"), "i32"),
        {"TOKENS": 1, "HEADS": 32, "LATENT": 256, "ROPE": 64, "DOT": triton.language.bfloat16}
        | {"BH": 32, "BL": 256, "BR": 64, "BN": PLACES},
    ),
    "join_parts": (
        {name: "*fp32" for name in ("parts", "tops", "sums")} | {"out": "*bf16", "count": "i32"},
        {"HEADS": 32, "LATENT": 256, "BL": 256, "BP": 256},
    ),
    "sum_choices": ({"parts": "*fp32", "out": "*bf16", "width": "i32"}, {"CHOICES": 5, "BN": 1024}),
}


@pytest.mark.parametrize("name", SMALL)
def test_the_programs_around_them_compile(name, tmp_path):
    program, (types, constants) = getattr(programs, name), SMALL[name]
    if not isinstance(program, triton.JITFunction):
        pytest.skip("TRITON_INTERPRET is set: nothing is compiled")
    signature = {argument: types.get(argument, "constexpr") for argument in program.arg_names}
    divisible = {
        "latent_row",
        "latent_place",
        "rope_row",
        "rope_place",
        *(n for n, kind in types.items() if "*" in kind),
    }
    attrs = {(program.arg_names.index(n),): [["tt.divisibility", 16]] for n in types if n in divisible}
    source = ASTSource(fn=program, signature=signature, constexprs=constants, attrs=attrs)
    warps = 4 if name in ("attend", "align") else 1
    kernel = triton.compile(source, target=GPUTarget("cuda", 90, 32), options={"num_warps": warps})
    assert kernel.metadata.shared <= SHARED
    assert unspilled(kernel, tmp_path)
    if name == "attend":
        assert re.search(r"mma\.sync|wgmma", kernel.asm["ptx"])
