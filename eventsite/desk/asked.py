"""What the list of orders is asked for, as its address says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from eventsite.programme.drafting.paging import page_number
from eventsite.registration.states import OrderState

MOST_LETTERS = 100
E = TypeVar("E", bound=StrEnum)


class Sort(StrEnum):
    """A leading minus turns it round."""

    WHEN = "when"
    TOTAL = "total"
    BUYER = "buyer"


class Flag(StrEnum):
    """What an order wants to be looked at for."""

    TO_SORT = "to-sort"
    DISPUTED = "disputed"
    REFUNDING = "refunding"
    DEBIT = "debit"


#: Asks for every order that has a flag at all.
ANY_FLAG = "any"


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """What the list is narrowed to; '' and None ask for everything. The newest order stands first, unless told."""

    q: str = ""
    state: OrderState | None = None
    pass_code: str = ""
    flag: Flag | None = None
    is_flagged: bool = False
    sort: Sort = Sort.WHEN
    is_reversed: bool = True
    page: int = 1

    @classmethod
    def from_args(cls, args: Mapping[str, str]) -> OrderFilter:
        """Read a query string; what it does not know it leaves out."""
        sort, flag = args.get("sort", "-when"), args.get("flag", "")
        known = _member(Sort, sort.removeprefix("-"))
        return cls(
            q=" ".join(args.get("q", "")[:1000].split())[:MOST_LETTERS],
            state=_member(OrderState, args.get("state", "")),
            pass_code=args.get("pass", "")[:60],
            flag=_member(Flag, flag),
            is_flagged=flag == ANY_FLAG,
            sort=known or Sort.WHEN,
            is_reversed=sort.startswith("-") if known else True,
            page=page_number(args.get("page", "")),
        )

    @property
    def query(self) -> dict[str, str]:
        """Return it as the parameters of an address, defaults left out."""
        sort = f"{'-' * self.is_reversed}{self.sort}"
        flag = ANY_FLAG if self.is_flagged else self.flag or ""
        pairs = {"q": self.q, "state": self.state or "", "pass": self.pass_code, "flag": flag}
        pairs |= {"sort": "" if sort == "-when" else sort, "page": "" if self.page <= 1 else str(self.page)}
        return {name: str(value) for name, value in pairs.items() if value}

    @property
    def narrowing(self) -> dict[str, str]:
        """Return the part of `query` that leaves orders out."""
        return {name: value for name, value in self.query.items() if name not in ("sort", "page")}

    @property
    def unpaged(self) -> dict[str, str]:
        """Return `query` for all pages at once: what an export takes along."""
        return {name: value for name, value in self.query.items() if name != "page"}

    @property
    def is_narrow(self) -> bool:
        return bool(self.narrowing)

    def turned(self, sort: Sort) -> OrderFilter:
        """Return it sorted by `sort`, the other way round if it is so already; times and sums begin with the most."""
        is_reversed = not self.is_reversed if self.sort == sort else sort != Sort.BUYER
        return replace(self, sort=sort, is_reversed=is_reversed, page=1)

    def at_page(self, page: int) -> OrderFilter:
        return replace(self, page=page)


def _member(kind: type[E], value: str) -> E | None:
    return kind(value) if value in {member.value for member in kind} else None
