"""Settings come in by one door, and what cannot be used is refused in one sentence that names the variable."""

import os
from dataclasses import fields
from pathlib import Path

import pytest

from app.settings import SettingError, Settings, calm_libraries

RUNNING = (Path(__file__).parents[2] / "docs" / "running.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("variable", "text", "says"),
    [
        ("RECTO_PORT", "http", "RECTO_PORT=http cannot be used; set it to a whole number from 1 to 65535."),
        ("RECTO_PORT", "70000", "whole number from 1 to 65535"),
        ("RECTO_MAX_MB", "nan", "set it to a number from 0.01 to 10000"),
        ("RECTO_LOGIN", "perhaps", "neither yes nor no"),
        ("RECTO_DATE_ORDER", "YDM", "auto, DMY, MDY or YMD"),
        ("RECTO_PROT", "7861", "did you mean RECTO_PORT?"),
        ("RECTO_XYZZY", "1", "RECTO_XYZZY is not a setting of Recto"),
        ("RECTO_ALLOW_OPEN", "1", "RECTO_ALLOW_OPEN is not a setting of Recto"),
        ("RECTO_PROXIES", "10.0.0.0/8,nginx", "RECTO_PROXIES=nginx is not an address"),
        ("RECTO_USER_HEADER", "X-User", "set RECTO_PROXIES"),
    ],
)
def test_a_bad_setting_is_one_sentence(variable: str, text: str, says: str) -> None:
    with pytest.raises(SettingError) as refused:
        Settings.from_environment({variable: text})
    assert says in str(refused.value)
    assert variable in str(refused.value)
    assert "\n" not in str(refused.value)


def test_settings_survive_the_way_into_a_child_process(tmp_path: Path) -> None:
    settings = Settings(
        data=tmp_path / "a b",
        port=1234,
        login=True,
        proxies=("10.0.0.0/8",),
        hosts=("recto.example", "b"),
        model_settings={"script": "x"},
    )
    again = Settings.from_environment({k: v for k, v in settings.environment().items() if k.startswith("RECTO_")})
    assert again == settings


def test_threads_that_wait_do_not_spin_unless_somebody_asks_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OMP_WAIT_POLICY", raising=False)
    assert Settings().environment()["OMP_WAIT_POLICY"] == "PASSIVE"
    calm_libraries()
    assert os.environ["OMP_WAIT_POLICY"] == "PASSIVE"
    monkeypatch.setenv("OMP_WAIT_POLICY", "ACTIVE")
    assert Settings().environment()["OMP_WAIT_POLICY"] == "ACTIVE"
    calm_libraries()
    assert os.environ["OMP_WAIT_POLICY"] == "ACTIVE"


def test_what_is_empty_is_the_default() -> None:
    assert Settings.from_environment({"RECTO_PORT": "", "RECTO_HOSTS": " "}) == Settings()


def test_every_setting_stands_in_the_documentation_with_its_default() -> None:
    for one in fields(Settings)[:-1]:
        row = next((line for line in RUNNING.splitlines() if line.startswith(f"| `RECTO_{one.name.upper()}` ")), "")
        shown = {False: "`0`", "": "(empty)", (): "(empty)"}.get(one.default, f"`{one.default}`")
        assert f"| {shown} |" in row, f"{one.name}: {row!r} does not say {shown}"


def test_limits_are_those_of_the_settings() -> None:
    limits = Settings(max_mb=2, max_pages=3, max_megapixels=4, page_side=500, memory_gb=1).limits()
    assert (limits.max_bytes, limits.max_pages, limits.max_pixels, limits.side) == (2_000_000, 3, 4_000_000, 500)
    assert limits.memory_bytes == 2**30


@pytest.mark.parametrize(
    ("given", "asks"),
    [
        ({}, False),
        ({"RECTO_HOST": "localhost"}, False),
        ({"RECTO_LOGIN": "1"}, True),
        ({"RECTO_HOST": "0.0.0.0"}, True),
        ({"RECTO_HOST": "0.0.0.0", "RECTO_LOGIN": "0"}, True),
        ({"RECTO_HOSTS": "recto.example"}, True),
        ({"RECTO_PROXIES": "127.0.0.1"}, True),
    ],
)
def test_who_can_be_reached_from_elsewhere_asks_who_it_is(given: dict[str, str], asks: bool) -> None:
    assert Settings.from_environment(given).asks is asks
