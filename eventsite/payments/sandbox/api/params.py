"""What a parameter may be. Each kind reads text or a nested form and says what is wrong as Stripe does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit

from eventsite.payments.sandbox.errors import ApiError
from eventsite.payments.sandbox.money import CURRENCIES


class Param(Protocol):
    def read(self, raw: Any, at: str) -> Any:
        """Return the value of what was sent as `at`, or raise ApiError."""


@dataclass(frozen=True, slots=True)
class Text:
    most: int = 5000
    least: int = 1

    def read(self, raw: Any, at: str) -> str:
        if not isinstance(raw, str):
            raise ApiError(f"Invalid string: {at} is an object.", param=at)
        if len(raw) < self.least:
            raise ApiError(f"You passed an empty string for '{at}'.", code="parameter_invalid_empty", param=at)
        if len(raw) > self.most:
            raise ApiError(f"Invalid string: {raw[:20]}...; must be at most {self.most} characters", param=at)
        return raw


@dataclass(frozen=True, slots=True)
class Whole:
    least: int = 0
    most: int = 99_999_999

    def read(self, raw: Any, at: str) -> int:
        if not isinstance(raw, str) or not re.fullmatch(r"-?[0-9]{1,18}", raw):
            raise ApiError(f"Invalid integer: {raw}", code="parameter_invalid_integer", param=at)
        if int(raw) < self.least:
            said = f"Invalid {_last(at)}: this value must be greater than or equal to {self.least}."
            raise ApiError(said, code="parameter_invalid_integer", param=at)
        if int(raw) > self.most:
            said = f"Invalid {_last(at)}: this value must be less than or equal to {self.most}."
            raise ApiError(said, code="parameter_invalid_integer", param=at)
        return int(raw)


@dataclass(frozen=True, slots=True)
class Flag:
    def read(self, raw: Any, at: str) -> bool:
        if raw not in ("true", "false"):
            raise ApiError(f"Invalid boolean: {raw}", param=at)
        return bool(raw == "true")


@dataclass(frozen=True, slots=True)
class Choice:
    options: tuple[str, ...]

    def read(self, raw: Any, at: str) -> str:
        if raw not in self.options:
            raise ApiError(f"Invalid {_last(at)}: must be one of {', '.join(self.options)}", param=at)
        return str(raw)


@dataclass(frozen=True, slots=True)
class Currency:
    def read(self, raw: Any, at: str) -> str:
        if str(raw).lower() not in CURRENCIES:
            raise ApiError(f"Invalid currency: {raw}. Stripe supports these: usd, eur, ...", param=at)
        return str(raw).lower()


@dataclass(frozen=True, slots=True)
class Email:
    def read(self, raw: Any, at: str) -> str:
        text = Text(512).read(raw, at)
        if not re.fullmatch(r"[^@\s<>,]+@[^@\s<>,]+\.[^@\s<>,.]+", text):
            raise ApiError(f"Invalid email address: {text}", code="email_invalid", param=at)
        return text


@dataclass(frozen=True, slots=True)
class Address:
    """An address on the web, to lead a browser to."""

    def read(self, raw: Any, at: str) -> str:
        text = Text().read(raw, at)
        parts = urlsplit(text)
        if parts.scheme not in ("http", "https") or not parts.hostname or any(c.isspace() for c in text):
            raise ApiError("Not a valid URL", code="url_invalid", param=at)
        return text


@dataclass(frozen=True, slots=True)
class Metadata:
    """Fifty texts at most; an empty one is left out, as it unsets."""

    def read(self, raw: Any, at: str) -> dict[str, str]:
        if raw == "":
            return {}
        if not isinstance(raw, dict):
            raise ApiError("Invalid object", param=at)
        if len(raw) > 50:
            raise ApiError("Metadata can have up to 50 keys.", param=at)
        return {key: _metadata(key, value, at) for key, value in raw.items() if value != ""}


def _metadata(key: str, value: Any, at: str) -> str:
    if not isinstance(value, str):
        raise ApiError("Metadata values must be strings.", param=f"{at}[{key}]")
    if len(key) > 40:
        raise ApiError(f"Metadata keys can have up to 40 characters, but this one has {len(key)}.", param=at)
    if len(value) > 500:
        said = f"Metadata values can have up to 500 characters, but you passed in a value that is {len(value)}."
        raise ApiError(said, param=f"{at}[{key}]")
    return value


@dataclass(frozen=True, slots=True)
class Each:
    """A list of one kind."""

    of: Param
    most: int = 100
    least: int = 0

    def read(self, raw: Any, at: str) -> list[Any]:
        if not isinstance(raw, dict) or any(not name.isdigit() for name in raw):
            raise ApiError("Invalid array", param=at)
        if not self.least <= len(raw) <= self.most:
            raise ApiError(f"Invalid array: {at} must have {self.least} to {self.most} elements.", param=at)
        return [self.of.read(raw[name], f"{at}[{name}]") for name in sorted(raw, key=int)]


@dataclass(frozen=True, slots=True)
class Shape:
    """Named parameters, of which some must be there and others may not."""

    fields: Mapping[str, Param]
    needed: tuple[str, ...] = ()

    def read(self, raw: Any, at: str = "") -> dict[str, Any]:
        if not isinstance(raw, dict):
            raise ApiError("Invalid object", param=at)
        unknown = [_under(at, name) for name in raw if name not in self.fields]
        if unknown:
            said = f"Received unknown parameter{'s' if len(unknown) > 1 else ''}: {', '.join(unknown)}"
            raise ApiError(said, code="parameter_unknown", param=unknown[0])
        for name in self.needed:
            if name not in raw:
                there = _under(at, name)
                raise ApiError(f"Missing required param: {there}.", code="parameter_missing", param=there)
        return {name: self.fields[name].read(value, _under(at, name)) for name, value in raw.items()}


@dataclass(frozen=True, slots=True)
class Either:
    """A form of one kind, or a text of another."""

    shape: Shape
    text: Param

    def read(self, raw: Any, at: str) -> Any:
        return self.shape.read(raw, at) if isinstance(raw, dict) else self.text.read(raw, at)


def _under(at: str, name: str) -> str:
    return f"{at}[{name}]" if at else name


def _last(at: str) -> str:
    return at.rpartition("[")[2].rstrip("]")
