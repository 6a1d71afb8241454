"""Keeps the question which release is current, asked once a second, out of a count of queries."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask


@contextmanager
def asked_just_now(app: Flask, slug: str) -> Iterator[None]:
    """Ask it, so that it is not asked again inside."""
    pointers = app.extensions["eventsite.pointers"]
    pointers.forget()
    pointers(slug)
    yield
