"""Currencies and amounts as Stripe takes them: lower-case codes, the smallest unit."""

from __future__ import annotations

from eventsite.core.money import EXPONENTS, MOST, money

__all__ = ["CURRENCIES", "MOST", "least", "words"]

CURRENCIES = frozenset(code.lower() for code in EXPONENTS)
_LEAST = {"gbp": 30, "aed": 200, "dkk": 250, "nok": 300, "sek": 300, "hkd": 400, "mxn": 1000, "thb": 1000, "czk": 1500}


def least(currency: str) -> int:
    """Return the smallest amount that can be charged."""
    return _LEAST.get(currency, 50)


def words(amount: int, currency: str) -> str:
    """$1,198.00"""
    return money(amount, currency.upper())
