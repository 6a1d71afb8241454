"""What comes in addresses and forms: text without NULs, which no text of ours holds and PostgreSQL takes none of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Flask
from flask import Request as FlaskRequest
from werkzeug.datastructures import ImmutableMultiDict, iter_multi_items


class Texts(ImmutableMultiDict[str, Any]):
    """The fields of a query or a form, each as if nobody had put a NUL into it; files are left as they are."""

    def __init__(self, fields: Iterable[tuple[str, Any]] | None = None) -> None:
        super().__init__([(_without_nul(name), _without_nul(value)) for name, value in iter_multi_items(fields or ())])


class Request(FlaskRequest):
    """A request whose queries and forms can be asked of any database."""

    parameter_storage_class = Texts


def init_app(app: Flask) -> None:
    app.request_class = Request


def _without_nul(value: Any) -> Any:
    return value.replace("\0", "") if isinstance(value, str) else value
