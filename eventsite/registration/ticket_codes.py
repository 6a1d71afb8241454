"""The code on a ticket: K7Q2-9XMW-4TPA-0005, short enough to be read aloud, signed, and dead once its seat is.

Its last letters are the seat's number, those before them vouch for it and for the version of the ticket: a code of an
earlier guest, or one that somebody made up, opens nothing.
"""

from __future__ import annotations

import hmac

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from eventsite.core.db import db
from eventsite.core.tokens import LETTERS, SIGNATURE, LinkKey
from eventsite.registration.models import Line, Order
from eventsite.registration.states import SeatState

PURPOSE = "ticket-code"
#: Letters between hyphens.
GROUP = 4
_LEAST, _MOST = 5, 7  # letters of a number: up to 33 million, and what an id column can hold
_MISREAD = str.maketrans("OIL", "011", " -\t\r\n.")


def ticket_code(line: Line, key: LinkKey) -> str:
    """Return the code of a seat as it is printed, in groups of four."""
    letters = code_letters(line.id, line.ticket_version, key)
    return "-".join(letters[start : start + GROUP] for start in range(0, len(letters), GROUP))


def scanned(code: str) -> str:
    """Return what the QR code of a ticket holds: its letters alone."""
    return code.replace("-", "")


def code_letters(id: int, version: int, key: LinkKey) -> str:
    """Return the letters of the code of the seat `id` at a version of its ticket, without hyphens."""
    return key.signature(PURPOSE, id, version) + _digits(id)


def part_of_code(text: str) -> str:
    """Return the letters of a text that may be part of a code, as `code_letters` has them; '' where it cannot."""
    letters = text[:80].upper().translate(_MISREAD)
    return letters if len(letters) >= GROUP and set(letters) <= set(LETTERS) else ""


def has_part(code: str, part: str) -> bool:
    """Tell whether a code has these letters: a group or more from where one begins, or so many that it is no chance."""
    return any(code.startswith(part, at) for at in range(0, len(code), GROUP)) or (len(part) > GROUP and part in code)


def read_code(text: str, key: LinkKey) -> Line | None:
    """Return the confirmed seat whose code this is, with its guest, pass and order; None for any other text.

    Case, spaces and hyphens do not matter, nor do an O for a 0 and an I or L for a 1. One query.
    """
    letters = text[:80].upper().translate(_MISREAD)
    id = _number(letters[SIGNATURE:])
    line = db.session.scalar(_seat(id)) if id is not None else None
    if line is None:
        return None
    its_own = code_letters(line.id, line.ticket_version, key)
    if not hmac.compare_digest(letters.encode("utf-8", "replace"), its_own.encode()):
        return None
    return line if line.state == SeatState.CONFIRMED else None


def _digits(number: int) -> str:
    digits = ""
    while number or len(digits) < _LEAST:
        number, digit = divmod(number, 32)
        digits = LETTERS[digit] + digits
    return digits


def _number(digits: str) -> int | None:
    """Return the number that letters spell, None where they spell none that a seat could have."""
    if not _LEAST <= len(digits) <= _MOST or not set(digits) <= set(LETTERS):
        return None
    number = 0
    for digit in digits:
        number = number * 32 + LETTERS.index(digit)
    return number if number < 2**31 else None


def _seat(id: int) -> Select[Line]:
    parts = (joinedload(Line.attendee), joinedload(Line.pass_type), joinedload(Line.event))
    return select(Line).where(Line.id == id).options(*parts, joinedload(Line.order).joinedload(Order.summit))
