"""A file that outgrows its room is two files; a function that does is two functions."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator
from pathlib import Path

from tests.house.source import ROOT, Function, functions, place, python_files, tree

SMELLS, FAILS = 300, 400
LONGEST_FUNCTION = 40


def lines_of(function: Function, source: list[str]) -> int:
    """Count the lines of a body: no docstring, no blank line, no comment."""
    body = function.body[1:] if ast.get_docstring(function) and len(function.body) > 1 else function.body
    span = source[body[0].lineno - 1 : body[-1].end_lineno]
    return sum(1 for line in span if line.strip() and not line.strip().startswith("#"))


def long_functions(path: Path, module: ast.Module) -> Iterator[str]:
    source = path.read_text().splitlines()
    for function in functions(module):
        if (count := lines_of(function, source)) > LONGEST_FUNCTION:
            yield f"{place(path, function.lineno)} {function.name} has {count} lines"


def house_files() -> list[Path]:
    static = ROOT / "static"
    return [*python_files(), *sorted(static.glob("js/**/*.js")), *sorted(static.glob("css/**/*.css"))]


def test_files_are_short() -> None:
    lengths = {path.relative_to(ROOT).as_posix(): len(path.read_text().splitlines()) for path in house_files()}
    smells = {name: count for name, count in lengths.items() if SMELLS < count <= FAILS}
    if smells:
        warnings.warn(f"These files want to be two: {smells}", stacklevel=1)
    assert {name: count for name, count in lengths.items() if count > FAILS} == {}


def test_functions_are_short() -> None:
    assert [line for path in python_files() for line in long_functions(path, tree(path))] == []


def test_a_long_function_is_found(tmp_path: Path) -> None:
    path = tmp_path / "long.py"
    path.write_text('def long():\n    """Doc."""\n' + "    # why\n\n    x = 1\n" * 41)
    assert [line.split()[1:] for line in long_functions(path, ast.parse(path.read_text()))] == [
        ["long", "has", "41", "lines"]
    ]
