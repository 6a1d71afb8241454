"""Addresses of this site: where somebody may be sent on to, and which numbers they may hold."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from werkzeug.routing import IntegerConverter, Map

#: The largest number that a column of either database holds.
MOST = 2**31 - 1


class NumberConverter(IntegerConverter):
    """`<int:...>` of a rule. What no row can be numbered leads nowhere, so that no database is ever asked for it."""

    def __init__(self, map: Map, *args: Any, **given: Any) -> None:
        super().__init__(map, *args, **{"max": MOST, **given})


def own_path(target: str | None) -> str:
    r"""Return `target` if it is a path on this site, else ''. A browser reads //x and /\x as another host."""
    if not target or not target.startswith("/") or target[1:2] in ("/", "\\") or not target.isprintable():
        return ""
    return "" if urlsplit(target).netloc or "\\" in target else target


def own_referrer(referrer: str | None, host: str) -> str:
    """Return path and query of the page a link was followed from, if that was on `host`, else ''."""
    try:
        parts = urlsplit(referrer or "")
    except ValueError:
        return ""
    if parts.netloc != host or parts.scheme not in ("http", "https"):
        return ""
    return own_path(f"{parts.path}?{parts.query}" if parts.query else parts.path)
