"""How much memory and time `recto convert` takes: on random weights in the real tensor shapes, few layers of them.

    python -m benchmarks.convert FOLDER [--layers 1] [--device cpu] [--json FILE]

Writes a checkpoint of the published layout into FOLDER (7 GB for a layer, and 5 GB packed), converts it in a process of
its own, measures that process, removes both. The 119B has 36 layers of the same shapes.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import torch

from model.mistral import counts
from model.mistral.checkpoint import skeleton
from model.mistral.convert import convert, packs

TOKENIZER = Path(__file__).parents[1] / "model" / "embedded" / "tekken.json"
BLOCK = 1 << 24  # numbers written at a time


def write(folder: Path, layers: int) -> int:
    """The synthetic checkpoint; returns its bytes. Weights are streamed, so that this needs no memory either."""
    config = counts.published()
    config.text_config.num_hidden_layers = layers
    shards: dict[str, dict[str, tuple[str, tuple[int, ...]]]] = {}
    for name, weight in skeleton(config).state_dict().items():
        key = name.replace("model.language_model.", "language_model.model.").replace(
            "lm_head", "language_model.lm_head"
        )
        key = key.replace("model.vision", "vision").replace("model.multi", "multi")
        eight = packs(name) or (".layers." in name and "language" in name and "proj" in name)
        part = shards.setdefault("experts" if packs(name) else "others", {})
        part[key] = ("F8_E4M3" if eight else "BF16", tuple(weight.shape))
        if eight:
            part[f"{key}_scale_inv"] = ("F32", (weight.shape[0], 1, 1) if weight.ndim == 3 else ())
    folder.mkdir(parents=True)
    for i, part in enumerate(shards.values(), 1):
        _shard(folder / f"model-{i:05}-of-{len(shards):05}.safetensors", part)
    files = sorted(folder.glob("*.safetensors"))
    index = {key: file.name for file, part in zip(files, shards.values(), strict=True) for key in part}
    (folder / "model.safetensors.index.json").write_text(json.dumps({"metadata": {}, "weight_map": index}))
    (folder / "config.json").write_text(json.dumps(config.to_dict(), default=str))
    shutil.copy(TOKENIZER, folder)
    return sum(file.stat().st_size for file in files)


def _shard(path: Path, part: dict[str, tuple[str, tuple[int, ...]]]) -> None:
    generator = torch.Generator().manual_seed(1)
    noise = torch.randn(BLOCK, generator=generator)
    blocks = {
        "F8_E4M3": (100 * noise).clamp(-448, 448).to(torch.float8_e4m3fn).view(torch.uint8),
        "BF16": (0.02 * noise).bfloat16().view(torch.uint8),
        "F32": torch.full((BLOCK,), 1e-4).view(torch.uint8),
    }
    header, begin = {}, 0
    sizes = {key: torch.Size(shape).numel() * len(blocks[kind]) // BLOCK for key, (kind, shape) in part.items()}
    for key, (kind, shape) in part.items():
        header[key] = {"dtype": kind, "shape": shape, "data_offsets": [begin, begin + sizes[key]]}
        begin += sizes[key]
    head = json.dumps(header).encode()
    with path.open("wb") as file:
        file.write(len(head).to_bytes(8, "little") + head)
        for key, (kind, _) in part.items():
            block, left = blocks[kind].numpy(), sizes[key]
            while left:
                file.write(block[:left].data)
                left -= min(left, len(block))


def measured(source: Path, target: Path, device: str) -> dict[str, float]:
    """Convert and watch this process: seconds, parameters, and the peak of its memory in bytes."""
    peaks = {"RssAnon": 0, "RssFile": 0, "VmHWM": 0}
    before = _memory()["RssAnon"]
    stop = threading.Event()

    def watch() -> None:
        while not stop.wait(0.05):
            for key, value in _memory().items():
                peaks[key] = max(peaks[key], value)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    begin, cpu = time.perf_counter(), time.process_time()
    done = convert(source, target, device)
    seconds, worked = time.perf_counter() - begin, time.process_time() - cpu
    stop.set()
    watcher.join()
    return {
        "parameters": done.parameters,
        "seconds": seconds,
        "cpu_seconds": worked,
        "bytes_out": done.bytes,
        "peak": peaks["VmHWM"],
        "peak_own": peaks["RssAnon"],
        "peak_mapped_files": peaks["RssFile"],
        "own_at_start": before,
    }


def _memory() -> dict[str, int]:
    lines = (line.split() for line in Path("/proc/self/status").read_text().splitlines())
    return {line[0][:-1]: int(line[1]) * 1024 for line in lines if line[0] in ("RssAnon:", "RssFile:", "VmHWM:")}


def main() -> None:
    """Make, measure, say, remove."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="new folder on a disk with room")
    parser.add_argument("--layers", type=int, default=1)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    source, target = given.folder / "source", given.folder / "packed"
    if given.child:
        print(json.dumps(measured(source, target, given.device)))
        return
    need = int(4e9 + given.layers * 3.5e9 + 3e9 + given.layers * 1.9e9)
    given.folder.mkdir(parents=True)
    if (free := shutil.disk_usage(given.folder).free) < 1.2 * need:
        raise SystemExit(f"{need / 1e9:.0f} GB are needed on that disk and {free / 1e9:.0f} are free.")
    try:
        size = write(source, given.layers)
        command = [sys.executable, "-m", "benchmarks.convert", str(given.folder), "--child", "--device", given.device]
        found = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
    finally:
        shutil.rmtree(given.folder)
    experts = counts.count(counts.published()).parts["experts"]
    found |= {"layers": given.layers, "bytes_in": size, "device": given.device, "threads": torch.get_num_threads()}
    # all the work is charged to the experts, which are 97 % of the 119B and less of this: so at most
    found["cpu_hours_for_119b_at_most"] = found["cpu_seconds"] * (36 / given.layers) / 3600
    found["packed_parameters_a_cpu_second"] = experts * given.layers / 36 / found["cpu_seconds"]
    if given.json:
        given.json.write_text(json.dumps(found, indent=1))
    for key, value in found.items():
        print(f"{key:22} {value if isinstance(value, str) else format(value, ',.0f' if value > 100 else ',.2f')}")


if __name__ == "__main__":
    main()
