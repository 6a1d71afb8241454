"""Gives out codes and slugs that nobody has; thousands of people of one name cost no more than others."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from eventsite.core.codes import slugify

_KEPT = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,50}[a-z0-9])?")
#: What a number after a hyphen may take of a column of 60.
LONGEST_STEM = 52


class Slugs:
    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)
        self._last: dict[str, int] = defaultdict(lambda: 1)

    def free(self, text: str, *, fallback: str) -> str:
        """Return a slug of `text`, numbered when somebody has it; a slug already is kept as it is."""
        return self.free_code(text if _KEPT.fullmatch(text) else slugify(text, fallback=fallback, length=LONGEST_STEM))

    def free_code(self, stem: str) -> str:
        """Return `stem`, or `stem` with the first free number."""
        code = stem
        while code in self._taken:
            self._last[stem] += 1
            code = f"{stem}-{self._last[stem]}"
        self._taken.add(code)
        return code
