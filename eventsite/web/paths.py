"""Where somebody may be sent on to: addresses of this site, and no other."""

from __future__ import annotations

from urllib.parse import urlsplit


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
