"""All settings, from ``RECTO_*`` variables. The only file that reads the environment."""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import lru_cache
from ipaddress import ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

if TYPE_CHECKING:
    from pipeline.intake import Limits

DateOrder = Literal["auto", "DMY", "MDY", "YMD"]
WIDER = 4  # times the pages and seconds, when a person asks for wider limits
LOOPBACK = ("127.0.0.1", "localhost", "::1")

LOG_LEVELS = ("debug", "info", "warning", "error")
LOG_FORMATS = ("logfmt", "json")

OFFLINE = {
    "GRADIO_ANALYTICS_ENABLED": "False",  # else Gradio looks up api.gradio.app at import
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_DATASETS_OFFLINE": "1",
    "DO_NOT_TRACK": "1",
}
# How torch's threads wait for each other. Spinning, a page cost 2.0 CPU seconds instead of 0.2 on busy cores.
ASLEEP = {"OMP_WAIT_POLICY": "PASSIVE"}


class SettingError(ValueError):
    """A setting that cannot be used; one plain sentence that names the variable."""


def _number(default: Any, least: float, most: float) -> Any:
    return field(default=default, metadata={"least": least, "most": most})


@dataclass(frozen=True)
class Settings:
    """Everything that can be set, with its default. ``port`` is ``RECTO_PORT`` and so on; docs/running.md lists them.

    ``RECTO_MODEL_X=y`` arrives as ``model_settings["x"] == "y"`` and is handed to the chosen backend.
    """

    data: Path = Path("recto-data")  # everything of this installation lies in this folder
    database: str = ""  # SQLAlchemy URL; empty: SQLite in the data folder
    model: str = "auto"  # a name from `recto models`; auto: the best that fits
    models: tuple[str, ...] = ()  # further models that a person may have a document read with again
    host: str = "127.0.0.1"
    port: int = _number(7860, 1, 65535)
    login: bool = False  # ask who it is on this machine, too; where others can reach it, it always does
    session_days: int = _number(14, 1, 365)  # after which a browser has to sign in again
    hosts: tuple[str, ...] = ()  # names under which browsers reach us, beside localhost and `host`
    proxies: tuple[str, ...] = ()  # addresses or networks whose forwarded headers are believed
    user_header: str = ""  # the header in which those proxies say who it is
    workers: int = _number(1, 0, 64)  # reading processes that the server starts; 0: `recto worker` runs elsewhere
    threads: int = _number(0, 0, 1024)  # of computing per reading process; 0: the cores shared among the processes
    max_mb: float = _number(50.0, 0.01, 10_000)  # megabytes per file
    max_files: int = _number(100, 1, 10_000)  # files per upload
    max_pages: int = _number(200, 1, 100_000)  # pages of a document; those beyond are skipped and reported
    max_megapixels: float = _number(40.0, 0.1, 1_000)  # per page
    page_side: int = _number(2000, 200, 10_000)  # pixels, longest side of a page as it is read
    cpu_seconds: int = _number(12, 1, 3600)  # per document, of the process that opens it
    wall_seconds: int = _number(60, 1, 3600)  # per document, of the process that opens it
    memory_gb: float = _number(1.0, 0.5, 1024)  # of the process that opens it
    date_order: DateOrder = "auto"  # of dates such as 03/04/2026; auto: as the document's other dates are written
    lease_seconds: float = _number(30.0, 1, 3600)  # after this long without a sign a reading is taken over
    log_level: str = "info"  # debug, info, warning or error
    log_format: str = "logfmt"  # or json
    attempts: int = _number(3, 1, 100)  # breakdowns of a reading process at one page before the document fails
    page_seconds: float = _number(120.0, 1, 86_400)  # for a page to be read, and per page for the model's answer
    stop_seconds: float = _number(2.0, 0.1, 3600)  # then a reading process that does not stop is replaced
    max_queue: int = _number(5000, 0, 10_000_000)  # documents under way beyond which uploads are refused; 0: any number
    reserve_mb: float = _number(200.0, 0, 1_000_000)  # uploads are refused when less is free on the data folder's disk
    recycle_mb: float = _number(2000.0, 10, 1_000_000)  # megabytes a reading process may grow before it is replaced
    recycle: int = _number(200, 1, 1_000_000)  # documents after which a reading process is replaced by a fresh one
    model_settings: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Settings from ``environment`` (default: this process's). Raises ``SettingError``."""
        environment = os.environ if environment is None else environment
        known = {f"RECTO_{f.name.upper()}": f for f in fields(cls) if f.name != "model_settings"}
        values: dict[str, Any] = {"model_settings": {}}
        for variable, text in environment.items():
            if variable in known:
                if text.strip():
                    values[known[variable].name] = _parsed(variable, text.strip(), known[variable])
            elif variable.startswith("RECTO_MODEL_"):
                values["model_settings"][variable.removeprefix("RECTO_MODEL_").lower()] = text
            elif variable.startswith("RECTO_"):
                near = difflib.get_close_matches(variable, known, 1)
                raise SettingError(
                    f"{variable} is not a setting of Recto"
                    + (f"; did you mean {near[0]}?" if near else ", take it out of the environment.")
                )
        return cls(**values)

    def __post_init__(self) -> None:
        object.__setattr__(self, "data", self.data.expanduser().resolve())
        for name, known in (("log_level", LOG_LEVELS), ("log_format", LOG_FORMATS)):
            if getattr(self, name) not in known:
                given = f"RECTO_{name.upper()}={getattr(self, name)}"
                raise SettingError(f"{given} cannot be used; set it to one of {', '.join(known)}.")
        for proxy in self.proxies:
            try:
                ip_network(proxy, strict=False)
            except ValueError:
                raise SettingError(
                    f"RECTO_PROXIES={proxy} is not an address; write addresses or networks, as 10.0.0.7,10.1.0.0/16."
                ) from None
        if self.user_header and not self.proxies:
            raise SettingError(
                f"RECTO_USER_HEADER={self.user_header} would let everybody say who they are; "
                "set RECTO_PROXIES to the addresses of the proxies that may."
            )

    def environment(self) -> dict[str, str]:
        """This process's environment with these settings in it: what a child process is started with."""
        kept = {name: text for name, text in os.environ.items() if not name.startswith("RECTO_")}
        house = str(Path(__file__).resolve().parent.parent)
        kept["PYTHONPATH"] = os.pathsep.join(filter(None, (house, kept.get("PYTHONPATH"))))
        ours = {f"RECTO_{f.name.upper()}": _text(getattr(self, f.name)) for f in fields(self)[:-1]}
        ours["OMP_NUM_THREADS"] = str(self.cores)  # what torch and onnxruntime go by where nobody tells them
        ours |= {f"RECTO_MODEL_{name.upper()}": text for name, text in self.model_settings.items()}
        return {**ASLEEP, **kept, **OFFLINE, **ours}

    @property
    def backend(self) -> str:
        """The name of the model backend, ``auto`` resolved."""
        return self._resolved[0]

    @property
    def _resolved(self) -> tuple[str, dict[str, str]]:
        """The usual model and what it is made with."""
        if self.model != "auto" or not self.model_settings:
            return "embedded" if self.model == "auto" else self.model, dict(self.model_settings)
        name, given = _best(tuple(sorted(self.model_settings.items())))
        return name, dict(given)

    @property
    def choices(self) -> tuple[str, ...]:
        """The models that a document may be read with, the usual one first."""
        return tuple(dict.fromkeys((self.backend, *self.models)))

    def given(self, model: str) -> dict[str, str]:
        """What the backend ``model`` is made with: all model settings if it is the usual one, else those that begin
        with its name (``RECTO_MODEL_OPENAI_URL`` is the ``url`` of ``openai``)."""
        if model == self.backend:
            return self._resolved[1]
        begins = f"{model}_"
        return {k.removeprefix(begins): v for k, v in self.model_settings.items() if k.startswith(begins)}

    @property
    def asks(self) -> bool:
        """Whether everybody has to say who they are: always, where others than this machine's person can come."""
        return self.login or self.host not in LOOPBACK or bool(self.hosts or self.proxies)

    @property
    def cores(self) -> int:
        """Threads that one reading process computes with."""
        return self.threads or max(1, (os.cpu_count() or 1) // max(1, self.workers))

    @property
    def max_bytes(self) -> int:
        """The largest file that is taken in."""
        return int(self.max_mb * 1_000_000)

    def limits(self, wide: bool = False) -> Limits:
        """The limits under which a document is opened; ``wide`` when a person asks for it: ``WIDER`` times as many
        pages and seconds, pages 1.5 times as large, twice the memory."""
        from pipeline.intake import Limits

        times = WIDER if wide else 1
        return Limits(
            max_bytes=self.max_bytes,
            max_pages=self.max_pages * times,
            max_pixels=int(self.max_megapixels * 1_000_000) * (2 if wide else 1),
            side=self.page_side * 3 // 2 if wide else self.page_side,
            cpu_seconds=self.cpu_seconds * times,
            wall_seconds=self.wall_seconds * times,
            memory_bytes=int(self.memory_gb * 2**30) * (2 if wide else 1),
        )


@lru_cache
def _best(given: tuple[tuple[str, str], ...]) -> tuple[str, dict[str, str]]:
    from model import backends

    return backends.best(dict(given))


def calm_libraries() -> None:
    """Switch off what our libraries would fetch or report, and the spinning of threads that wait, where nobody has
    asked for it. Call before gradio, torch or transformers are imported."""
    os.environ.update({**ASLEEP, **os.environ, **OFFLINE})


def _parsed(variable: str, text: str, setting: Any) -> Any:
    default = setting.default
    if setting.name == "date_order":
        order = text.lower() if text.lower() == "auto" else text.upper()
        if order not in get_args(DateOrder):
            raise SettingError(f"{variable}={text} is not an order of dates; set it to auto, DMY, MDY or YMD.")
        return order
    if isinstance(default, bool):
        if text.lower() not in ("1", "0", "true", "false", "yes", "no", "on", "off"):
            raise SettingError(f"{variable}={text} is neither yes nor no; set it to 1 or 0.")
        return text.lower() in ("1", "true", "yes", "on")
    if isinstance(default, int | float):
        least, most = setting.metadata["least"], setting.metadata["most"]
        try:
            number = type(default)(text)
        except ValueError:
            number = least - 1
        if not least <= number <= most:
            kind = "a whole number" if isinstance(default, int) else "a number"
            raise SettingError(f"{variable}={text} cannot be used; set it to {kind} from {least} to {most}.")
        return number
    if isinstance(default, tuple):
        return tuple(part.strip().lower() for part in text.split(",") if part.strip())
    return type(default)(text) if isinstance(default, str) else Path(text)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    return ",".join(value) if isinstance(value, tuple) else str(value)
