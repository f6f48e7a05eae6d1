"""The kernels and the whole 119B shape on one GPU, with random weights: nothing is downloaded.

    python -m benchmarks.gpu [--json OUT] [--seconds 480] [--layers N] [--tiny]

Needs torch and triton, and transformers for the whole shape, which the product's own code runs; bitsandbytes is
compared where it is installed. Sections: twins against definitions, an expert layer of the real size for 1 to 2048
tokens, the whole shape. Each section has its share of ``--seconds``; what no
longer fits is left out and named. ``--tiny`` runs all of it in a minute with small shapes; without a GPU that is all
there is, and it measures nothing.
"""

from __future__ import annotations

import argparse
import gc
import json
import platform
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

from benchmarks.gpu_layer import layer_rows, twin_rows
from benchmarks.gpu_shape import REAL, TINY, Clock
from benchmarks.gpu_whole import whole_rows

SHARES = {"twins": 0.15, "layer": 0.45, "whole": 0.40}
Rows = list[dict[str, Any]]


def machine() -> dict[str, Any]:
    """What the figures were measured with."""
    said: dict[str, Any] = {"python": platform.python_version(), "torch": torch.__version__, "gpu": None}
    if torch.cuda.is_available():
        seen = torch.cuda.get_device_properties(0)
        said |= {"gpu": seen.name, "bytes": seen.total_memory, "capability": f"{seen.major}.{seen.minor}"}
    for name in ("triton", "bitsandbytes", "transformers"):
        try:
            said[name] = __import__(name).__version__
        except ImportError:
            said[name] = None
    return said


def table(rows: Rows) -> str:
    """``rows`` as markdown tables, one after the other where their columns differ."""
    lines: list[str] = []
    columns: tuple[str, ...] = ()
    for row in rows:
        if tuple(row) != columns:
            columns = tuple(row)
            lines += ["", "| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
        lines.append("| " + " | ".join(_shown(v) for v in row.values()) + " |")
    return "\n".join(lines[1:])


def _shown(value: Any) -> str:
    return "-" if value is None else f"{value:.4g}" if isinstance(value, float) else str(value)


def main(arguments: list[str] | None = None) -> int:
    """Measure, print the tables and write the JSON. Returns 1 when a section failed or a twin is not its definition."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--seconds", type=float, default=480.0, help="for all sections together")
    parser.add_argument("--layers", type=int, help="of the whole shape, where the GPU does not hold all of them")
    parser.add_argument("--way", help="of computing packed experts; by default what the device decides")
    parser.add_argument("--tiny", action="store_true", help="small shapes, to see that it runs")
    chosen = parser.parse_args(arguments)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    if device.type == "cpu":
        torch.set_num_threads(1)  # more are slower at these sizes, and much slower on a busy machine
        print("no GPU: rows open")
        if not chosen.tiny:
            print("Run it on a machine with one, or with --tiny to see that it runs.")
            return 0
    shape = TINY if chosen.tiny else REAL
    sections: dict[str, Callable[[Clock], Rows]] = {
        "twins": lambda clock: twin_rows(shape, device, chosen.way, clock),
        "layer": lambda clock: layer_rows(shape, device, chosen.way, clock),
        "whole": lambda clock: whole_rows(shape, device, clock, chosen.layers),
    }
    results: dict[str, Any] = {"machine": machine(), "tiny": chosen.tiny, "left out": []}
    began, spent = time.monotonic(), 0.0
    for name, measure in sections.items():
        spent += SHARES[name]
        clock = Clock(began + spent * chosen.seconds)  # what one section leaves, the next may use
        try:
            results[name] = measure(clock)
        except Exception as error:  # noqa: BLE001  a GPU is lent for minutes: the other sections are still measured
            results[name] = [{"failed": f"{type(error).__name__}: {str(error).strip()[:300]}"}]
        gc.collect()
        torch.cuda.empty_cache()  # the next section asks the driver what is free
        results["left out"] += [f"{name}: {what}" for what in clock.left_out]
        print(f"\n## {name}\n\n{table(results[name])}", flush=True)
        if chosen.json:
            chosen.json.write_text(json.dumps(results, indent=1), encoding="utf-8")
    print(f"\nleft out: {', '.join(results['left out']) or 'nothing'}; {time.monotonic() - began:.0f} s")
    rows = [row for name in sections for row in results[name]]
    return int(any(row.get("same") is False or "failed" in row for row in rows))


if __name__ == "__main__":
    raise SystemExit(main())
