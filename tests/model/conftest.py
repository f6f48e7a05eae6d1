"""A tiny Mistral Small 4 as it is published, and as it is packed, made once for all tests that only read it."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from model.mistral.convert import convert
from tests.model.published import publish


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> None:
    """Matrices this small are slower on two threads, and much slower on two that others need."""
    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a tiny random FP8 checkpoint."""
    folder = tmp_path_factory.mktemp("published") / "model"
    publish(folder)
    return folder


@pytest.fixture(scope="session")
def packed(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packed directory made from it."""
    folder = tmp_path_factory.mktemp("packed") / "model"
    convert(published, folder)
    return folder
