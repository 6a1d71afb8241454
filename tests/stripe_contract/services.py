"""Finds the SDK's operations: each service method names its HTTP method and path, its parameters and its result."""

from __future__ import annotations

import ast
import importlib
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import stripe

from tests.stripe_contract.types import Names, module_names

ROOT = Path(stripe.__file__).parent
_CALL = re.compile(r'"(get|post|delete)",\s*"(/v1/[^"]+)"')
_HOLE = re.compile(r"\{\w+\}")


@dataclass(frozen=True, slots=True)
class Operation:
    """What the SDK calls it, the types of what is sent (None for nothing) and of what comes back."""

    name: str
    sends: Any
    returns: Any
    names: Names


@cache
def paths() -> dict[str, list[tuple[str, Path]]]:
    """Return method -> (path with {holes}, file of the service), the exact paths before those with holes."""
    found: dict[str, set[tuple[str, Path]]] = defaultdict(set)
    for file in ROOT.rglob("_*_service.py"):
        for method, path in _CALL.findall(file.read_text()):
            found[method].add((path, file))
    return {method: sorted(there, key=lambda one: (one[0].count("{"), one[0])) for method, there in found.items()}


def find_operation(method: str, path: str) -> Operation | None:
    """Return what the SDK would call this request, or None when it never makes it."""
    for template, file in paths().get(method.lower(), []):
        if re.fullmatch("[^/]+".join(re.escape(part) for part in _HOLE.split(template)), path):
            return _operation(method.lower(), template, file)
    return None


@cache
def _operation(method: str, template: str, file: Path) -> Operation:
    module = importlib.import_module("stripe." + ".".join(file.relative_to(ROOT).with_suffix("").parts))
    for function in ast.walk(ast.parse(file.read_text())):
        if isinstance(function, ast.FunctionDef) and _calls(function, method, template):
            assert function.returns is not None
            sends, returns = _type_of_params(function), ast.literal_eval(function.returns)
            return Operation(f"{module.__name__}.{function.name}", sends, returns, module_names(module))
    raise LookupError(f"{method} {template} is not in {file.name}")


def _calls(function: ast.FunctionDef, method: str, template: str) -> bool:
    return any(
        isinstance(node, ast.Call) and len(node.args) > 1
        and isinstance(node.args[0], ast.Constant) and node.args[0].value == method
        and any(isinstance(part, ast.Constant) and part.value == template for part in ast.walk(node.args[1]))
        for node in ast.walk(function)
    )


def _type_of_params(function: ast.FunctionDef) -> str | None:
    """Return "RefundCreateParams" of `params: Optional["RefundCreateParams"]`."""
    for argument in function.args.args:
        if argument.arg == "params" and argument.annotation is not None:
            quoted = [node.value for node in ast.walk(argument.annotation) if isinstance(node, ast.Constant)]
            return next((text for text in quoted if isinstance(text, str)), None)
    return None
