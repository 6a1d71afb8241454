"""State machines as tables: one function moves a thing, along its table or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from eventsite.core.errors import DomainError

S = TypeVar("S", bound=StrEnum)


def step(table: Mapping[S, frozenset[S]], now: S, then: S, what: str) -> S:
    """Return `then` if the table leads there from `now` (staying is no step).

    Raises:
        DomainError: when it does not.
    """
    if then == now:
        return now
    if then not in table[now]:
        raise DomainError(f"{what} is {now.value} and cannot become {then.value}.")
    return then
