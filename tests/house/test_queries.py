"""A list that a page shows has an order, whatever the database felt like."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.source import PACKAGE, calls, functions, is_excused, place, tree

ORDERS = ("order_by", "sorted", "sort")


def query_files() -> list[Path]:
    return sorted({*PACKAGE.rglob("queries.py"), *PACKAGE.glob("*/queries/*.py")})


def unordered(module: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield every function that lists something and neither orders it nor asks a list that does."""
    for function in functions(module):
        names = {name.rpartition(".")[2] for _, name in calls(function)}
        asks_another = any(name.startswith("list_") for name in names)
        if function.name.startswith("list_") and not asks_another and not names & set(ORDERS):
            yield function.lineno, function.name


def test_lists_are_ordered() -> None:
    assert [
        f"{place(path, line)} {name}"
        for path in query_files()
        for line, name in unordered(tree(path))
        if not is_excused(path, line)
    ] == []


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("list(db.session.scalars(db.select(Room)))", ["list_rooms"]),
        ("list(db.session.scalars(db.select(Room).order_by(Room.name)))", []),
        ("sorted(rooms)", []),
        ("[r for r in list_places()]", []),
    ],
)
def test_an_unordered_list_is_found(body: str, found: list[str]) -> None:
    assert [name for _, name in unordered(ast.parse(f"def list_rooms():\n    return {body}"))] == found
