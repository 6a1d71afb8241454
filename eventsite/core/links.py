"""Absolute addresses: always from EVENTSITE_URL, never from a Host header."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Site:
    """Where the world finds us: `base` is scheme and host without a trailing slash."""

    base: str

    def url(self, path: str) -> str:
        """Return the absolute address of `path`, which starts with a slash."""
        if not path.startswith("/"):
            raise ValueError(f"A path starts with a slash: {path!r}")
        return self.base + path

    @property
    def host(self) -> str:
        return urlsplit(self.base).hostname or "localhost"

    @property
    def is_secure(self) -> bool:
        return self.base.startswith("https://")
