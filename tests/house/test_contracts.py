"""The contracts between packages cover every package there is."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from tests.house.source import PACKAGE, ROOT

FLOORS_BELOW_FEATURES = {"cli", "core", "web"}


@pytest.fixture(scope="module")
def contracts() -> dict[str, dict[str, Any]]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return {contract["name"].partition(":")[0]: contract for contract in settings["tool"]["importlinter"]["contracts"]}


def test_every_feature_keeps_the_order_inside(contracts: dict[str, dict[str, Any]]) -> None:
    features = {f"eventsite.{path.parent.name}" for path in PACKAGE.glob("*/__init__.py")}
    features -= {f"eventsite.{name}" for name in FLOORS_BELOW_FEATURES}
    assert set(contracts["Inside a feature"]["containers"]) == features


def test_a_floor_in_parentheses_does_not_stand_yet(contracts: dict[str, dict[str, Any]]) -> None:
    words = [word.strip() for layer in contracts["Floors"]["layers"] for word in layer.split("|")]
    optional = [word.strip("()") for word in words if word.startswith("(")]
    assert [name for name in optional if (PACKAGE / name).exists()] == []


def test_every_package_says_what_it_is() -> None:
    silent = [path for path in PACKAGE.rglob("__init__.py") if not path.read_text().lstrip().startswith('"""')]
    assert [path.relative_to(ROOT).as_posix() for path in silent] == []
