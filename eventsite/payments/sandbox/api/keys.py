"""Idempotency keys: a call that is made again is answered again, not done again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import Any

from eventsite.payments.sandbox.api.form import Form
from eventsite.payments.sandbox.books import Books
from eventsite.payments.sandbox.errors import ApiError

REMEMBERED = 24 * 3600
_LONGEST = 255


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: JSON text, and the id of the request that did the work."""

    status: int
    body: str
    request: str


class Keys:
    """Knows which keys are in flight; a process that ends has none."""

    def __init__(self) -> None:
        self._lock, self._flying = Lock(), set[str]()

    @contextmanager
    def in_flight(self, key: str) -> Iterator[None]:
        """Hold a key while its work is done.

        Raises:
            ApiError: when the key is held by another call, or is none.
        """
        if len(key) > _LONGEST:
            raise ApiError(f"Idempotency keys can be up to {_LONGEST} characters long.", kind="idempotency_error")
        with self._lock:
            if key in self._flying:
                raise ApiError(
                    f"There is currently another in-progress request using this Idempotent Key: {key}",
                    code="idempotency_key_in_use", status=409, kind="idempotency_error",
                )  # fmt: skip
            self._flying.add(key)
        try:
            yield
        finally:
            with self._lock:
                self._flying.discard(key)


def asked(method: str, path: str, form: Form) -> str:
    """Return the fingerprint of what a call asks for."""
    text = json.dumps([method, path, form], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def remembered(books: Books, key: str, fingerprint: str) -> Answer | None:
    """Return what this key was answered before.

    Raises:
        ApiError: when it was used for something else.
    """
    where = "WHERE key = ? AND created > ?"
    query = f"SELECT asked, status, body, request FROM answer {where}"  # noqa: S608
    row = books.connection.execute(query, (key, books.now - REMEMBERED)).fetchone()
    if row is None:
        return None
    if row[0] != fingerprint:
        raise ApiError(
            "Keys for idempotent requests can only be used with the same parameters they were first used with. "
            f"Try using a key other than '{key}' if you meant to execute a different request.",
            kind="idempotency_error",
        )
    return Answer(*row[1:])


def remember(books: Books, key: str, fingerprint: str, answer: Answer) -> None:
    row: tuple[Any, ...] = (key, fingerprint, answer.status, answer.body, answer.request, books.now)
    books.connection.execute("INSERT OR REPLACE INTO answer VALUES (?, ?, ?, ?, ?, ?)", row)
