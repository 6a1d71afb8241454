"""Which compression a browser takes."""

from __future__ import annotations

from functools import lru_cache

from werkzeug.http import parse_accept_header


@lru_cache(maxsize=64)
def encoding_for(accepted: str) -> str:
    """Return what to answer in to an Accept-Encoding: 'br', 'gzip' or '' for as it is."""
    wanted = parse_accept_header(accepted)
    return next((encoding for encoding in ("br", "gzip") if wanted.quality(encoding) > 0), "")
