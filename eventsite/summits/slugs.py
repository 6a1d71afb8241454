"""Which words may stand first in an address for a summit."""

from __future__ import annotations

import re

from eventsite.core.errors import DomainError

#: First path segments that are not summits. A house test compares this with the URL map.
TAKEN = frozenset(
    {
        "account",
        "feeds",
        "healthz",
        "manage",
        "orders",
        "readyz",
        "robots.txt",
        "sitemap.xml",
        "static",
        "stripe",
        "tickets",
    }
)
#: First path segments that the design gives to features to come.
KEPT_FREE = frozenset(
    {
        "api",
        "speak",
        "assets",
        "admin",
        "favicon.ico",
        "health",
        "login",
        "signin",
        "www",
    }
)

_SHAPE = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")


class BadSlug(DomainError):
    """The word cannot stand in an address, or has another meaning there."""


def check_slug(slug: str) -> str:
    """Return `slug` if a summit may be called so in addresses.

    Raises:
        BadSlug: saying why not.
    """
    if not _SHAPE.fullmatch(slug):
        raise BadSlug(
            f"{slug[:60]!r} cannot stand in an address: use 1 to 60 small letters, digits and hyphens, "
            "as in smart-cities-2027."
        )
    if slug in TAKEN | KEPT_FREE:
        raise BadSlug(f"/{slug} has another meaning on this site: choose another word, as in {slug}-summit.")
    return slug
