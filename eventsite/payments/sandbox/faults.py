"""How the API is down, when it was told to be: for the next few calls, of all kinds or of one."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from enum import StrEnum

from eventsite.payments.sandbox.books import Books

FAULTS = "faults"
ANY = "*"


class Fault(StrEnum):
    """What goes wrong. Only the last two have done what was asked."""

    NO_CONNECTION = "no_connection"  # closes the connection; nothing was done
    SERVER_ERROR = "server_error"  # answers 500; nothing was done, and the idempotency key is still good
    RATE_LIMITED = "rate_limited"  # answers 429; nothing was done
    STUCK = "stuck"  # answers 500 and remembers that for the idempotency key, as Stripe does when it fails midway
    SLOW = "slow"  # does it, and answers after some seconds
    LOST_ANSWER = "lost_answer"  # does it, and closes the connection without a word


@dataclass(frozen=True, slots=True)
class Trouble:
    """A fault for the next `left` calls of an operation; "*" is any, and "checkout.*" all of checkout's."""

    fault: Fault
    left: int = 1
    operation: str = ANY
    seconds: float = 2.0

    def hits(self, operation: str) -> bool:
        return operation == self.operation or (
            self.operation.endswith(ANY) and operation.startswith(self.operation.removesuffix(ANY))
        )


def troubles(books: Books) -> list[Trouble]:
    return [Trouble(**{**kept, "fault": Fault(kept["fault"])}) for kept in books.setting(FAULTS, [])]


def set_troubles(books: Books, ahead: list[Trouble]) -> None:
    books.set(FAULTS, [asdict(trouble) for trouble in ahead if trouble.left > 0])


def next_trouble(books: Books, operation: str) -> Trouble | None:
    """Return what goes wrong with this call, and count it."""
    ahead = troubles(books)
    for place, trouble in enumerate(ahead):
        if trouble.hits(operation):
            ahead[place] = replace(trouble, left=trouble.left - 1)
            set_troubles(books, ahead)
            return trouble
    return None
