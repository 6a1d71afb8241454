"""Filters of templates: how times and counts are shown; `core.wording` words them."""

from __future__ import annotations

from flask import Flask

from eventsite.core import wording
from eventsite.core.money import money

_WORDINGS = (
    wording.clock, wording.day, wording.day_short, wording.day_long, wording.dates, wording.zone, wording.anchor,
    wording.is_twice, wording.iso, wording.counted, wording.listed, wording.moment, money,
)


def init_app(app: Flask) -> None:
    """Register them."""
    for function in _WORDINGS:
        app.jinja_env.filters[function.__name__] = function
