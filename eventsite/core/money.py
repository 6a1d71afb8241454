"""Money: integer minor units and an ISO 4217 currency. How an amount is written, and read back from a form.

Only currencies whose minor unit Stripe counts as ISO does are here; a summit in another one is refused when it is made.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from eventsite.core.errors import DomainError

_WHOLE = ("CLP", "JPY", "KRW", "PYG", "RWF", "VND", "XAF", "XOF")
_HUNDREDTHS = (
    "AED", "AUD", "BRL", "CAD", "CHF", "CNY", "COP", "CZK", "DKK", "EGP", "EUR", "GBP", "GEL", "HKD", "IDR", "ILS",
    "INR", "KES", "MAD", "MXN", "MYR", "NGN", "NOK", "NZD", "PEN", "PHP", "PLN", "QAR", "RON", "RSD", "SAR", "SEK",
    "SGD", "THB", "TRY", "UAH", "USD", "UYU", "ZAR",
)  # fmt: skip
EXPONENTS = dict.fromkeys(_WHOLE, 0) | dict.fromkeys(_HUNDREDTHS, 2)
_SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "CAD": "CA$", "AUD": "A$", "NZD": "NZ$", "INR": "₹"}
#: The most one pass may cost, in minor units: far above any, and far below what a column or Stripe can hold.
MOST = 99_999_999
MINUS = "\N{MINUS SIGN}"
_GROUPED = re.compile(r"\d{1,3}(,\d{3})+(\.\d*)?")
_PLAIN = re.compile(r"\d{0,15}\.?\d{0,6}", re.ASCII)  # and not 1e999999, which no arithmetic survives


class BadAmount(DomainError):
    """A text is no amount of money, or one that nobody could pay."""


def exponent(currency: str) -> int:
    """Return how many digits of `currency` stand behind the point. An unknown one raises KeyError."""
    return EXPONENTS[currency]


def money(amount: int, currency: str) -> str:
    """Return $1,299.00; −$5.00, with a minus as wide as a digit; CHF 20.00; ¥1,200."""
    places = exponent(currency)
    digits = f"{Decimal(abs(amount)).scaleb(-places):,.{places}f}"
    symbol = _SYMBOLS.get(currency, f"{currency}\N{NO-BREAK SPACE}")
    return f"{MINUS if amount < 0 else ''}{symbol}{digits}"


def plain(amount: int, currency: str) -> str:
    """Return 1299.00, as a number field of a form takes it."""
    places = exponent(currency)
    return f"{Decimal(amount).scaleb(-places):.{places}f}"


def parse(text: str, currency: str) -> int:
    """Return minor units of what a person typed: 599, 599.00, $1,299.00.

    Raises:
        BadAmount: for anything else, negative, finer than the currency or above `MOST`.
    """
    bare = text.strip().removeprefix(currency).removeprefix(_SYMBOLS.get(currency, "")).strip()
    bare = bare.replace(",", "") if _GROUPED.fullmatch(bare) else bare
    example = plain(59900 if exponent(currency) else 599, currency)
    try:
        value = Decimal(bare) if _PLAIN.fullmatch(bare) else None
    except InvalidOperation:
        value = None
    if value is None:
        raise BadAmount(f"{text[:40]!r} is no price. Write it as in {example}; 0 is free.")
    minor = value.scaleb(exponent(currency))
    if len(bare.partition(".")[2]) > exponent(currency):  # also 1.050: somebody may mean a thousand and fifty
        raise BadAmount(f"{text[:40]!r} is finer than {currency} can be paid. Write it as in {example}.")
    if minor > MOST:
        raise BadAmount(f"{text[:40]!r} is more than {money(MOST, currency)}, the most one pass may cost.")
    return int(minor)
