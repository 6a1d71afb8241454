"""A JSON value with the path it stands at, so that whatever is wrong with it can be found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from eventsite.programme.interchange.errors import MalformedField, MissingField

#: Of texts in several languages the first of these is taken, else the first there is.
LANGUAGES = ("en", "de")


@dataclass(frozen=True, slots=True)
class Node:
    value: Any
    path: str

    def get(self, key: str) -> Node:
        """Return the member `key` of an object; its value is None where there is none."""
        return Node(self._object().get(key), f"{self.path}.{key[:60]}" if self.path else key[:60])

    def need(self, key: str) -> Node:
        """Return a member that must be there.

        Raises:
            MissingField: when it is not, or is null.
        """
        node = self.get(key)
        if node.value is None:
            raise MissingField(self.path or "the top", f"{key} is missing.")
        return node

    def members(self) -> Iterator[tuple[str, Node]]:
        """Yield the members of an object; none when the value is null."""
        for key in self._object() if self.value is not None else ():
            yield key, self.get(key)

    def items(self) -> Iterator[Node]:
        """Yield the items of a list; none when the value is null.

        Raises:
            MalformedField: when it is no list.
        """
        if self.value is None:
            return
        if not isinstance(self.value, list):
            raise MalformedField(self.path, f"a list is wanted, not {kind_of(self.value)}.")
        for place, value in enumerate(self.value):
            yield Node(value, f"{self.path}[{place}]")

    def text(self, *keys: str) -> str:
        """Return the text of the first member that says something, '' for none; numbers count as text.

        Raises:
            MalformedField: when a member is a list, or an object that is no text in several languages.
        """
        return next((text for key in keys if (text := self.get(key).as_text())), "")

    def as_text(self) -> str:
        value = self.value
        if isinstance(value, dict) and all(text is None or isinstance(text, str) for text in value.values()):
            value = next((value[language] for language in (*LANGUAGES, *value) if value.get(language)), "")
        if value is None or isinstance(value, str):
            return (value or "").strip()
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
        raise MalformedField(self.path, f"a text is wanted, not {kind_of(value)}.")

    def _object(self) -> dict[str, Any]:
        if isinstance(self.value, dict):
            return self.value
        raise MalformedField(self.path or "the top", f"an object is wanted, not {kind_of(self.value)}.")


def kind_of(value: object) -> str:
    """Name a JSON value's kind as a sentence wants it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    names: dict[type, str] = {dict: "an object", list: "a list", str: "a text"}
    return names.get(type(value), "a number")
