"""Does every hostile or odd file end as it should, at both doors?

    python -m benchmarks.edge DIR --out edge.jsonl [--doors cli rest] [--only NAME ...]

DIR holds ``manifest.jsonl`` (a file a line: id, file, expect, perhaps password, fields) and the files. Each file goes
through ``recto read`` in a process and a store of its own, and through REST to one real server. A line is written as
each ends: how, with seconds, computing seconds and peak memory, counted in three ways: resident memory of what reads
(the reading process, its fork server and the parser; shared pages counted for each of them), which is held to the
limit; the same of the whole process tree with the web server; and what the machine misses of the whole tree (the
kernel's proportional set size). Started again, files that have a line are passed over. The limits are 30 seconds and
1 GB each; on a loaded machine go by the computing seconds.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx

from app.memory import held, taken
from app.service import LOCAL, DocumentView, Service
from app.settings import Settings
from pipeline.doctypes import from_json

HOUSE = Path(__file__).parent.parent
SECONDS, MEMORY = 30.0, 1_000_000_000
COUNTED = ("reads", "resident", "missed")  # three ways to count memory, see above
PATIENCE = 240.0  # seconds after which a file counts as hanging
DOUBTFUL = 0.5  # confidence: a value above it is not "low"
TICKS = os.sysconf("SC_CLK_TCK")

Ending = dict[str, Any]
"""``refusal`` (empty when it was read), ``values`` and ``confidence`` by path, ``notes`` of pages and issues."""


def main() -> None:
    """Run what is asked for, print a table; exit code 1 when a file ended otherwise than it should."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--out", type=Path, required=True)
    arguments.add_argument("--doors", nargs="+", choices=tuple(DOORS), default=list(DOORS))
    arguments.add_argument("--only", nargs="*", default=[], help="parts of ids")
    given = arguments.parse_args()
    listed = (given.folder / "manifest.jsonl").read_text("utf-8").splitlines()
    cases = [case for case in map(json.loads, listed) if not given.only or any(o in case["id"] for o in given.only)]
    lines = given.out.read_text("utf-8").splitlines() if given.out.exists() else []
    done = {(line["door"], line["id"]) for line in map(json.loads, lines)}
    for door in given.doors:
        waiting = [case for case in cases if (door, case["id"]) not in done]
        for line in DOORS[door](given.folder, waiting) if waiting else ():
            with given.out.open("a", encoding="utf-8") as out:
                out.write(json.dumps({"door": door, **line}, ensure_ascii=False) + "\n")
    wanted = {case["id"] for case in cases}
    found = [line for line in map(json.loads, given.out.read_text("utf-8").splitlines()) if line["id"] in wanted]
    print(table(found))
    sys.exit(any(line["wrong"] for line in found))


def table(lines: list[dict[str, Any]]) -> str:
    """A line a file and door, what fell short first."""
    rows = ["door  seconds  computing  MB: reads   all  missed  as it should  file"]
    for line in sorted(lines, key=lambda line: (not line["wrong"], line["door"], line["id"])):
        says = "; ".join(line["wrong"]) or "yes"
        over = line["seconds"] > SECONDS or line["reads"] > MEMORY
        megabytes = "".join(f"{line[how] / 1e6:8.0f}" for how in COUNTED)
        rows.append(
            f"{line['door']:5} {line['seconds']:7.1f} {line['cpu']:10.1f}  {megabytes}"
            f"{' !' if over else '  '} {says}  {line['id']} ({line['expect']}): {line['ended'][:110]}"
        )
    for door in sorted({line["door"] for line in lines}):
        of = [line for line in lines if line["door"] == door]
        rows.append(
            f"{door}: {sum(not line['wrong'] for line in of)} of {len(of)} as they should; "
            f"over {SECONDS:.0f} s: {sum(line['seconds'] > SECONDS for line in of)} "
            f"(computing: {sum(line['cpu'] > SECONDS for line in of)}); "
            f"over {MEMORY / 1e9:.0f} GB: "
            f"{', '.join(f'{sum(line[how] > MEMORY for line in of)} ({how})' for how in COUNTED)}; "
            f"most {max(line['seconds'] for line in of):.1f} s, {max(line['cpu'] for line in of):.1f} s of computing, "
            f"{', '.join(f'{max(line[how] for line in of) / 1e6:.0f} MB ({how})' for how in COUNTED)}"
        )
    return "\n".join(rows)


# The doors


def by_cli(folder: Path, cases: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """``recto read``, a process and a store for each file."""
    for case in cases:
        with tempfile.TemporaryDirectory() as data:
            settings = Settings(data=Path(data) / "data")
            _types(Service(settings), case)
            command = [sys.executable, "-m", "app", "read", "--json", *_as(case), str(folder / case["file"])]
            ended, cost = _ran(settings, command)
            if case["expect"] == "ask-password" and case.get("password"):
                again, _ = _ran(settings, [*command, "--password", case["password"]])
                ended["opened"] = not again["refusal"]
        yield _judged(case, ended, cost)


def _ran(settings: Settings, command: list[str]) -> tuple[Ending, Ending]:
    began = time.monotonic()
    before = _children_cpu()
    process = subprocess.Popen(
        command, env=settings.environment(), cwd=HOUSE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    watch = _Peak(process.pid)
    try:
        out, error = process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        out, error = process.communicate()
        error = "hangs"
    seconds = time.monotonic() - began
    cost = {"seconds": seconds, "cpu": _children_cpu() - before, **watch.stop()}
    told = [json.loads(line) for line in out.splitlines() if line.startswith("{")]
    if not told or error == "hangs" or "Traceback" in error:
        return _crashed(error), cost
    if told[0].get("refusal"):
        return {"refusal": told[0]["refusal"], "crash": ""}, cost
    view = Service(settings).document(LOCAL, told[0]["document_id"])
    return _ending(view), cost


def by_rest(folder: Path, cases: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """A real server with one reading process; files go in by ``POST /api/documents``."""
    with tempfile.TemporaryDirectory() as data, _Server(Settings(data=Path(data) / "data")) as server:
        server.send(b"%PDF-1.4\nnothing", "warm.pdf", {})  # so that the process that opens files is there
        for case in cases:
            watch, before, began = _Peak(server.pid), _cpu(server.pid), time.monotonic()
            ended = _by_rest(server, folder, case, {})
            cost = {"seconds": time.monotonic() - began, "cpu": _cpu(server.pid) - before, **watch.stop()}
            if case["expect"] == "ask-password" and case.get("password"):
                ended["opened"] = not _by_rest(server, folder, case, {"password": case["password"]})["refusal"]
            yield _judged(case, ended, cost)


def _by_rest(server: _Server, folder: Path, case: Mapping[str, Any], form: dict[str, str]) -> Ending:
    _types(server.service, case)
    data = (folder / case["file"]).read_bytes()
    try:
        answer = server.send(
            data, Path(case["file"]).name, {**form, **({"doctype": _as(case)[1]} if _as(case) else {})}
        )
        if answer.status_code >= 500:
            return _crashed(f"status {answer.status_code}: {answer.text[:300]}")
        (taken,) = answer.json()["files"]
        if taken["error"]:
            return {"refusal": taken["error"], "crash": ""}
        document = taken["document_id"]
        if taken["duplicate"] and form:
            httpx.post(f"{server.url}/api/documents/{document}/read", json=form, timeout=30)
        began = time.monotonic()
        while (view := server.get(f"documents/{document}"))["status"] in ("queued", "reading"):
            if time.monotonic() - began > PATIENCE:
                server.cancel(view["job_id"])
                return _crashed("hangs")
            time.sleep(0.25)
        return _ending(server.service.document(LOCAL, document))
    except (httpx.HTTPError, KeyError, ValueError) as error:
        return _crashed(f"{type(error).__name__}: {error}")


class _Server:
    """``recto serve`` on a free port, as a context."""

    def __init__(self, settings: Settings) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self.service = Service(settings)
        environment = {**settings.environment(), "RECTO_PORT": str(port)}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "app", "serve"],
            env=environment, cwd=HOUSE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        self.pid = self._process.pid

    def __enter__(self) -> _Server:
        for _ in range(600):
            try:
                if httpx.get(f"{self.url}/readyz", timeout=5).status_code == 200:
                    return self
            except httpx.TransportError:
                pass
            time.sleep(0.2)
        raise SystemExit("The server did not start.")

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(self.pid, signal.SIGKILL)

    def send(self, data: bytes, name: str, form: Mapping[str, str]) -> httpx.Response:
        """One upload."""
        fields = [(key, (None, value)) for key, value in form.items()]  # before the file, as the API asks
        return httpx.post(f"{self.url}/api/documents", files=[*fields, ("files", (name, data))], timeout=120)

    def get(self, path: str) -> Any:
        """The JSON at ``path``."""
        return httpx.get(f"{self.url}/api/{path}", timeout=60).raise_for_status().json()

    def cancel(self, job: str) -> None:
        """Stop a reading."""
        httpx.post(f"{self.url}/api/jobs/{job}/cancel", timeout=60)


DOORS: dict[str, Callable[[Path, list[dict[str, Any]]], Iterator[dict[str, Any]]]] = {"cli": by_cli, "rest": by_rest}


# What was found


def _as(case: Mapping[str, Any]) -> list[str]:
    """What a user who knows the names of the fields would ask; nothing where the case names none."""
    names = list(case.get("fields") or ())
    if not names or case.get("doc_type") == "receipt":
        return []
    return ["--as", "edge_" + "_".join(sorted(name[:3] for name in names))]


def _types(service: Service, case: Mapping[str, Any]) -> None:
    if asked := _as(case):
        types = case.get("types") or {}
        fields = [{"name": name, "type": types.get(name, "text")} for name in case["fields"]]
        made = from_json({"name": asked[1], "fields": fields}, "The case")
        service.save_doctype(LOCAL, {"name": made.name, "fields": fields})


def _crashed(reason: str) -> Ending:
    return {"refusal": "", "crash": reason.strip()[-400:] or "said nothing"}


def _ending(view: DocumentView) -> Ending:
    if view.status not in ("read", "reviewed"):
        return {"refusal": view.error or f"status {view.status} without a reason", "crash": ""}
    cells = [cell for one in view.tables.values() for row in one.rows for cell in row]
    found = [one for one in (*view.fields, *cells) if one.value is not None]
    return {
        "refusal": "",
        "crash": "",
        "values": {one.path: one.value for one in found},
        "confidence": {one.path: one.confidence or 0.0 for one in found},
        "notes": [one.note for one in view.coverage if one.note] + [issue.message for issue in view.issues],
        "states": [one.state for one in view.coverage],
    }


def _judged(case: Mapping[str, Any], ended: Ending, cost: Ending) -> dict[str, Any]:
    wrong = [f"crashed: {ended['crash']}"] if ended["crash"] else list(_wrong(case["expect"], ended))
    if max(cost["cpu"], 0) > SECONDS:
        wrong.append(f"{cost['cpu']:.0f} s of computing")
    if cost["reads"] > MEMORY:
        wrong.append(f"{cost['reads'] / 1e6:.0f} MB")
    values = ended.get("values", {})
    asked = case.get("fields") or {}
    right = sum(_plain(values.get(name, "")) == _plain(value) for name, value in asked.items())
    how = ended["refusal"] or f"{len(values)} values" + (f", {right} of {len(asked)} right" if asked else "")
    notes = " | ".join(ended.get("notes", ())[:3])
    told = ended["crash"] or f"{how} {notes}".strip()
    return {"id": case["id"], "expect": case["expect"], "ended": told, "wrong": wrong, "values": values, **cost}


def _wrong(expect: str, ended: Ending) -> Iterator[str]:
    """What is not as ``expect`` says."""
    refusal, values = ended["refusal"], ended.get("values", {})
    notes = " ".join(ended.get("notes", ()))
    if refusal and (not refusal.rstrip().endswith(".") or "\n" in refusal):
        yield "the refusal is not a sentence"
    if expect == "reject" and not refusal:
        yield "should be refused"
    elif expect == "ask-password":
        if "password" not in refusal:
            yield "should ask for a password"
        elif not ended.get("opened", True):
            yield "should open with its password"
    elif expect.startswith("ok") and expect != "ok-or-clear-reject" and refusal:
        yield "should be read"
    elif expect == "ok-empty" and values:
        yield f"should be empty, has {len(values)} values"
    elif expect == "ok-low-confidence" and max(ended["confidence"].values(), default=0.0) > DOUBTFUL:
        yield "is too sure"
    elif expect == "ok-with-page-limit" and "limit" not in notes:
        yield "should name the limit of pages"
    elif expect == "ok-downscaled" and "dots per inch" not in notes and "caled" not in notes:
        yield "should say that it was scaled down"


def _plain(value: str) -> str:
    """For counting only: letters and digits, without case; trailing zeros of an amount."""
    text = "".join(c for c in str(value).casefold() if c.isalnum() or c == ".")
    return (
        text.rstrip("0").rstrip(".") if text.replace(".", "", 1).isdecimal() and "." in text else text.replace(".", "")
    )


# What it cost


class _Peak:
    """The most memory of a process tree since this was made, looked at five times a second or less."""

    def __init__(self, pid: int) -> None:
        self._most, self._over = dict.fromkeys(COUNTED, 0), threading.Event()
        self._thread = threading.Thread(target=self._look, args=(pid,), daemon=True)
        self._thread.start()

    def stop(self) -> Ending:
        """The peaks in bytes."""
        self._over.set()
        self._thread.join()
        return dict(self._most)

    def _look(self, pid: int) -> None:
        while True:
            began = time.monotonic()
            seen = {"reads": sum(map(held, _readers(pid))), "resident": held(pid), "missed": taken(pid)}
            self._most = {how: max(self._most[how], now) for how, now in seen.items()}
            if self._over.wait(max(0.2, 9 * (time.monotonic() - began))):  # looking is not free
                return


def _readers(root: int) -> list[int]:
    """The reading processes that ``root`` started, or itself where it reads."""
    processes = [entry for entry in Path("/proc").iterdir() if entry.name.isdecimal()]
    parents = {entry: _read(entry / "stat").rpartition(b")")[2].split()[1:2] for entry in processes}
    children = [entry for entry, parent in parents.items() if parent == [b"%d" % root]]
    return [int(child.name) for child in children if b"app.worker" in _read(child / "cmdline")] or [root]


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # it has just ended
        return b""


def _children_cpu() -> float:
    """Computing seconds of all that we started and that ended."""
    times = os.times()
    return times.children_user + times.children_system


def _cpu(root: int) -> float:
    """Computing seconds of the processes under ``root``, with those of their children that ended."""
    children: dict[int, list[int]] = {}
    spent: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                after_name = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:  # it has just ended
                continue
            children.setdefault(int(after_name[1]), []).append(int(entry.name))
            spent[int(entry.name)] = sum(map(int, after_name[11:15]))
    total, family = 0, [root]
    while family:
        process = family.pop()
        total += spent.get(process, 0)
        family += children.get(process, [])
    return total / TICKS


if __name__ == "__main__":
    main()
