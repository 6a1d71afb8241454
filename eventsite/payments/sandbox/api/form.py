"""Reads what the SDK encodes: `line_items[0][price_data][currency]=usd`, `expand[]=customer`."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl

from eventsite.payments.sandbox.errors import ApiError

#: Every value is text or another such dict; lists have "0", "1", ... as names.
Form = dict[str, Any]

_NAME = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
_DEEPEST = 8


def decode(text: str) -> Form:
    """Return the nested form of an urlencoded text.

    Raises:
        ApiError: when a name is none, or the same name is a text and a form.
    """
    form: Form = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        *path, last = _path(name)
        place = form
        for step in path:
            place = place.setdefault(_step(place, step), {})
            if not isinstance(place, dict):
                raise ApiError(f"Invalid parameter name: {name}", param=name)
        place[_step(place, last)] = value
    return form


def _path(name: str) -> list[str]:
    match = _NAME.fullmatch(name)
    steps = re.findall(r"\[([^\[\]]*)\]", match[2]) if match else []
    if match is None or len(steps) > _DEEPEST:
        raise ApiError(f"Invalid parameter name: {name[:100]}", param=name[:100])
    return [match[1], *steps]


def _step(place: Form, step: str) -> str:
    return step or str(len(place))
