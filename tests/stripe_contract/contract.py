"""Checks requests and answers against the types of the installed SDK."""

from __future__ import annotations

import re
import typing
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012
from stripe._error_object import ErrorObject
from stripe._object_classes import OBJECT_CLASSES

from eventsite.payments.sandbox.api.form import decode
from tests.stripe_contract.services import find_operation
from tests.stripe_contract.types import Schema, class_at, class_schema, schema_of

Registries = dict[bool, Any]


def request_problems(method: str, path: str, sent: str) -> list[str]:
    """Return what is wrong with a request; `sent` is its query or body, urlencoded."""
    operation = find_operation(method, path)
    if operation is None:
        return ["the SDK makes no such request"]
    schema = schema_of(operation.sends, operation.names, is_open=False) if operation.sends else {"maxProperties": 0}
    return problems(typed(decode(sent), schema), schema)


def answer_problems(method: str, path: str, status: int, answer: Any) -> list[str]:
    """Return what is wrong with an answer, as the operation or as an error."""
    if status >= 400:
        return error_problems(answer)
    operation = find_operation(method, path)
    if operation is None:
        return []
    return problems(answer, schema_of(operation.returns, operation.names, is_open=False))


def error_problems(answer: Any) -> list[str]:
    error = answer.get("error") if isinstance(answer, dict) else None
    if not isinstance(error, dict) or not error.get("message"):
        return ["an error is {'error': {'type': ..., 'message': ...}}"]
    known = schema_of(ErrorObject, {}, is_open=True)
    return problems({"user_message": None, **error}, known)


def object_problems(thing: Any, *, is_open: bool = False) -> list[str]:
    """Return what is wrong with an object, by the class that its "object" names; an event's picture is looked into."""
    if thing.get("object") not in OBJECT_CLASSES:
        return [f"there is no object {thing.get('object')!r}"]
    module, name = OBJECT_CLASSES[thing["object"]]
    found = problems(thing, {"$ref": f"sdk:{module}:{name}"}, is_open=is_open)
    if thing["object"] == "event":
        found += [f"data.object.{problem}" for problem in object_problems(thing["data"]["object"], is_open=is_open)]
    return found


def problems(value: Any, schema: Schema, *, is_open: bool = False) -> list[str]:
    """Return "line_items.0.quantity: 'two' is not of type 'integer'" for all that is wrong."""
    validator = Draft202012Validator(schema, registry=_registry(is_open))
    return [_words(error) for error in validator.iter_errors(value)]


def typed(value: Any, schema: Schema) -> Any:
    """Return what was sent as text in the types that the schema wants, where the text can be read so."""
    schema = _resolved(schema)
    if "anyOf" in schema:
        return _typed_as_one_of(value, schema["anyOf"])
    if isinstance(value, str):
        return _typed_text(value, schema.get("type"))
    if schema.get("type") == "array":
        return [typed(value[name], schema["items"]) for name in value]
    fields, others = schema.get("properties", {}), schema.get("additionalProperties") or {}
    return {name: typed(inner, fields.get(name, others)) for name, inner in value.items()}


def _typed_as_one_of(value: Any, options: list[Schema]) -> Any:
    tried = [(typed(value, option), option) for option in options if _may_be(value, option)]
    return next((read for read, option in tried if not problems(read, option)), tried[-1][0] if tried else value)


def _may_be(value: Any, schema: Schema) -> bool:
    kind = _resolved(schema).get("type")
    return isinstance(value, str) or kind in ("object", "array", None)


def _typed_text(text: str, kind: Any) -> Any:
    if kind == "integer" and re.fullmatch(r"-?\d+", text):
        return int(text)
    if kind == "number" and re.fullmatch(r"-?\d+(\.\d+)?", text):
        return float(text)
    return text == "true" if kind == "boolean" and text in ("true", "false") else text


def _resolved(schema: Schema) -> Schema:
    return _class_schema(schema["$ref"], False) if "$ref" in schema else schema


@cache
def _class_schema(name: str, is_open: bool) -> Schema:
    return class_schema(class_at(name), is_open=is_open)


@cache
def _registry(is_open: bool) -> Any:
    """Classes become schemas when somebody refers to them: a thousand others never do."""

    def retrieve(uri: str) -> Resource[Any]:
        return DRAFT202012.create_resource(_class_schema(uri, is_open))

    return Registry(retrieve=typing.cast("Any", cache(retrieve)))


def _words(error: ValidationError) -> str:
    """Say where and what, and of a union what is wrong with the likeliest part."""
    inner = best_match(part for part in error.context or () if part.validator_value != "null")
    cause = inner or error
    place = ".".join(str(step) for step in cause.absolute_path) or "."
    return f"{place}: {cause.message[:200]}"
