"""Turns the SDK's types into JSON Schema: TypedDicts are what may be sent, StripeObjects what may come back."""

from __future__ import annotations

import ast
import importlib
import inspect
import sys
import types
import typing
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from typing import Any

import typing_extensions
from stripe._list_object import ListObject
from stripe._request_options import RequestOptions
from stripe._stripe_object import StripeObject, UntypedStripeObject

Schema = dict[str, Any]
Names = dict[str, Any]

_SIMPLE = {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null", dict: "object"}
_UNIONS = (typing.Union, types.UnionType)
_WRAPPERS = (typing_extensions.NotRequired, typing_extensions.Required)


def address(kind: type) -> str:
    """Return the name of a class as a schema: "sdk:stripe._refund:Refund"."""
    return f"sdk:{kind.__module__}:{kind.__qualname__}"


def class_at(name: str) -> type:
    """Return the class that an address names."""
    _, module, path = name.split(":")
    found: Any = importlib.import_module(module)
    for part in path.split("."):
        found = getattr(found, part)
    assert isinstance(found, type)
    return found


def class_schema(kind: type, *, is_open: bool) -> Schema:
    """Return the schema of one class. Classes inside it are references; `is_open` takes new words in enums."""
    fields = _sent(kind) if typing_extensions.is_typeddict(kind) else _received(kind)
    names = names_of(kind)
    optional = kind.__optional_keys__ if typing_extensions.is_typeddict(kind) else _may_be_null(fields, names)
    return {
        "type": "object",
        "properties": {name: schema_of(hint, names, is_open=is_open) for name, hint in fields.items()},
        "required": sorted(fields.keys() - set(optional)),
        "additionalProperties": False,
    }


def schema_of(hint: Any, names: Names, *, is_open: bool) -> Schema:
    """Return the schema of one type; names in it are looked up in `names`."""
    hint = resolved(hint, names)
    origin, arguments = typing_extensions.get_origin(hint), typing_extensions.get_args(hint)
    if origin in _UNIONS:
        return {"anyOf": [schema_of(part, names, is_open=is_open) for part in _alternatives(arguments, names, is_open)]}
    if origin is typing.Literal:
        return {"enum": list(arguments)}
    if origin is list:
        return {"type": "array", "items": schema_of(arguments[0], names, is_open=is_open)}
    if origin is ListObject:
        return _list(schema_of(arguments[0], names, is_open=is_open))
    if origin in (dict, UntypedStripeObject):
        return {"type": "object", "additionalProperties": schema_of(arguments[-1], names, is_open=is_open)}
    return _plain(hint)


def resolved(hint: Any, names: Names) -> Any:
    """Return a type whose name is looked up and whose "need not be there" is taken off."""
    while True:
        if isinstance(hint, typing.ForwardRef):
            hint = hint.__forward_arg__
        if isinstance(hint, str):
            hint = eval(hint, names)  # the SDK's own source, and nothing else
        elif typing_extensions.get_origin(hint) in _WRAPPERS:
            (hint,) = typing_extensions.get_args(hint)
        else:
            return hint


def _plain(hint: Any) -> Schema:
    if hint in _SIMPLE:
        return {"type": _SIMPLE[hint]}
    if hint is Decimal:
        return {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$"}
    if hint in (typing.Any, object):
        return {}
    if hint is UntypedStripeObject:
        return {"type": "object"}
    if isinstance(hint, type) and (issubclass(hint, StripeObject) or typing_extensions.is_typeddict(hint)):
        return {"$ref": address(hint)}
    raise TypeError(f"No schema for {hint!r}")


def _alternatives(arguments: Iterable[Any], names: Names, is_open: bool) -> list[Any]:
    """Return the parts of a union, simple ones first, which are cheap to try.

    The SDK types an enum as `Literal["a", "b"] | str`, as Stripe may add to it. What we send and what our sandbox says
    must be one of those there are, unless it `is_open`. `Literal[""] | str` is no enum: "" unsets a text.
    """
    parts = [resolved(part, names) for part in arguments]
    words = [typing_extensions.get_args(part) for part in parts if typing_extensions.get_origin(part) is typing.Literal]
    if any(set(options) != {""} for options in words) and not is_open:
        parts = [part for part in parts if part is not str]
    return sorted(parts, key=lambda part: part not in _SIMPLE)


def _list(items: Schema) -> Schema:
    fields = {"object": {"enum": ["list"]}, "data": {"type": "array", "items": items}, "has_more": {"type": "boolean"}}
    return {
        "type": "object", "properties": {**fields, "url": {"type": "string"}}, "required": [*fields, "url"],
        "additionalProperties": False,
    }


def _sent(kind: type) -> Names:
    options = RequestOptions.__annotations__
    return {name: hint for name, hint in kind.__annotations__.items() if name not in options}


def _received(kind: type) -> Names:
    hints = vars(kind).get("__annotations__", {})
    return {
        name.rstrip("_"): hint for name, hint in hints.items()
        if not name.startswith("_") and typing_extensions.get_origin(hint) is not typing.ClassVar
    }


def _may_be_null(fields: Names, names: Names) -> set[str]:
    return {
        name for name, hint in fields.items()
        if type(None) in typing_extensions.get_args(resolved(hint, names))
    }


def names_of(kind: type) -> Names:
    """Return what a type inside this class may name: what its module imports, and the classes round it."""
    names = dict(module_names(sys.modules[kind.__module__]))
    outer: Any = sys.modules[kind.__module__]
    for part in kind.__qualname__.split("."):
        outer = getattr(outer, part)
        names.update({name: inner for name, inner in vars(outer).items() if isinstance(inner, type)})
    return names


@cache
def module_names(module: types.ModuleType) -> Names:
    """Return the names of a module, with those it imports for type checkers alone."""
    names = {**vars(typing), **vars(module)}
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("stripe"):
            source = importlib.import_module(node.module or "")
            for alias in node.names:
                if hasattr(source, alias.name):
                    names[alias.asname or alias.name] = getattr(source, alias.name)
    return names
