"""Reads the project's own source for the house tests."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "eventsite"
TEMPLATES = ROOT / "templates"

Function = ast.FunctionDef | ast.AsyncFunctionDef


def python_files() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def template_files() -> list[Path]:
    return sorted(path for path in TEMPLATES.rglob("*") if path.is_file())


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), filename=str(path))


def functions(module: ast.AST) -> Iterator[Function]:
    return (node for node in ast.walk(module) if isinstance(node, Function))


def calls(module: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield line and dotted name of every call: (12, "db.session.commit")."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and (name := dotted(node.func)):
            yield node.lineno, name


def dotted(node: ast.expr) -> str:
    """Return `a.b.c` as text; what is not a name (a call, an index) is left out at its place."""
    if isinstance(node, ast.Name):
        return node.id
    return f"{dotted(node.value)}.{node.attr}" if isinstance(node, ast.Attribute) else ""


def is_excused(path: Path, line: int) -> bool:
    """Tell whether the line carries its own reason: `# house: why this one may`."""
    text = path.read_text().splitlines()[line - 1]
    return len(text.partition("# house:")[2].split()) >= 3


def place(path: Path, line: int) -> str:
    return f"{path.relative_to(ROOT)}:{line}" if path.is_relative_to(ROOT) else f"{path.name}:{line}"


def tracked_files() -> list[Path]:
    """Return every file that is in the repository, or would be if it were added."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]
