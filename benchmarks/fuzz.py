"""Fuzz one door for some minutes and count.

    python -m benchmarks.fuzz intake|layer|types|search|rest --minutes 30 [--json OUT] [--seed N]

What is drawn, and what must hold of it, is in ``tests/fuzz``. Batches of 50 examples with a seed each; a failure is
made as small as it can be, printed and counted once for each place it comes from, and the next batch goes on.
"""

from __future__ import annotations

import argparse
import json
import time
import traceback
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.fuzz import TARGETS

BATCH = 50  # examples of a seed; what is drawn of it when the time is over is not tried
HOUSE = Path(__file__).parent.parent


def fuzzed(name: str, minutes: float, first: int = 1) -> dict[str, object]:
    """Counts of examples and outcomes of target ``name``, and its failures."""
    began, outcomes, failures, number = time.monotonic(), Counter[str](), dict[str, str](), first
    slowest = 0.0
    with TARGETS[name]() as (drawn, check):
        until = time.monotonic() + minutes * 60  # a server may have to be made first
        while time.monotonic() < until:

            @seed(number)
            @settings(
                max_examples=BATCH, deadline=None, database=None, suppress_health_check=list(HealthCheck),
                phases=(Phase.generate, Phase.shrink), report_multiple_bugs=False,
            )  # fmt: skip
            @given(drawn)
            def batch(example: object) -> None:
                nonlocal slowest
                start = time.monotonic()
                if start > until:  # the rest of the batch is left out
                    return
                outcomes[check(example)] += 1
                slowest = max(slowest, time.monotonic() - start)

            try:
                batch()
            except BaseException as failure:  # noqa: BLE001  whatever it is, it is what we look for
                if isinstance(failure, KeyboardInterrupt):
                    break
                key = _place(failure)
                if key not in failures:
                    failures[key] = "".join(traceback.format_exception(failure))[-6000:]
                    print(f"FAILURE {key}, seed {number}\n{failures[key]}", flush=True)
            number += 1
    return {
        "target": name,
        "minutes": round((time.monotonic() - began) / 60, 1),
        "examples": sum(outcomes.values()),
        "outcomes": dict(outcomes.most_common()),
        "slowest": round(slowest, 1),
        "failures": sorted(failures),
        "next seed": number,
    }


def _place(failure: BaseException) -> str:
    """What it is and the last line of ours that it went through."""
    frames = traceback.extract_tb(failure.__traceback__)
    ours = [f for f in frames if f.filename.startswith(str(HOUSE)) and ".venv" not in f.filename] or frames
    return f"{type(failure).__name__} at {Path(ours[-1].filename).name}:{ours[-1].lineno}"


def main() -> None:
    """Fuzz and print."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("target", choices=sorted(TARGETS))
    arguments.add_argument("--minutes", type=float, default=30.0)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--json", type=Path)
    asked = arguments.parse_args()
    result = fuzzed(asked.target, asked.minutes, asked.seed)
    print(json.dumps(result, indent=1))
    if asked.json:
        asked.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
