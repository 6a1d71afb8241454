"""Short codes and slugs: what people read aloud and what stands in an address."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Container
from itertools import count

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no 0 O 1 I: they are read aloud


def new_code(taken: Container[str] = (), *, length: int = 6) -> str:
    """Return an unguessable code of `length` characters that is not in `taken`."""
    while (code := "".join(secrets.choice(ALPHABET) for _ in range(length))) in taken:
        pass
    return code


def slugify(text: str, *, fallback: str = "x", length: int = 60) -> str:
    """Return `text` as lower-case ASCII words joined by hyphens, cut at `length`."""
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss").replace("ø", "o").replace("Ø", "O").replace("ł", "l"))
    words = re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode().lower()).strip("-")
    return words[:length].rstrip("-") or fallback


def free_slug(text: str, taken: Container[str], *, fallback: str = "x") -> str:
    """Return a slug of `text` that is not in `taken`, numbered from 2 when it is."""
    slug = slugify(text, fallback=fallback)
    return next(c for n in count(1) if (c := slug if n == 1 else f"{slug}-{n}") not in taken)
