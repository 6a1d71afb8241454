"""Capability links: a token is HMAC(link key, what, id and version); only the version is stored.

So a link can be shown again, and is revoked by raising the version. The link key is not the session key.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

_DIGEST_BYTES = 20
#: Crockford's base 32: capitals and digits, of which QR codes make little, without those that are mistaken aloud.
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
#: How many of them sign a code: 55 bits, which nobody guesses at a desk.
SIGNATURE = 11


class LinkKey:
    """Makes and reads capability tokens with one secret."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) < 16:
            raise ValueError("A link key has at least 16 bytes.")
        self._secret = secret

    def token(self, purpose: str, id: int, version: int = 1) -> str:
        """Return the token that opens thing `id` for `purpose`, about 40 URL-safe characters."""
        digest = hmac.digest(self._secret, f"{purpose}:{id}:{version}".encode(), hashlib.sha256)[:_DIGEST_BYTES]
        return f"{id}-{base64.urlsafe_b64encode(digest).decode().rstrip('=')}"

    def id_in(self, token: str) -> int | None:
        """Return the id a token claims to open, none that no database could hold; `opens` has to prove it."""
        head, dash, _tail = token.partition("-")
        return int(head) if dash and head.isascii() and head.isdigit() and len(head) < 10 else None

    def opens(self, token: str, purpose: str, id: int, version: int = 1) -> bool:
        """Tell in constant time whether `token` opens thing `id` at `version`."""
        return hmac.compare_digest(token.encode("utf-8", "replace"), self.token(purpose, id, version).encode())

    def derived(self, purpose: str, text: str) -> bytes:
        """Return 20 bytes that only who has the link key can make of `text`: a secret that is kept nowhere."""
        return hmac.digest(self._secret, f"derived:{purpose}:{text}".encode(), hashlib.sha256)[:_DIGEST_BYTES]

    def signature(self, purpose: str, id: int, version: int = 1) -> str:
        """Return `SIGNATURE` letters that vouch for thing `id`, for where a token is too long to be read aloud."""
        digest = hmac.digest(self._secret, f"code:{purpose}:{id}:{version}".encode(), hashlib.sha256)
        number = int.from_bytes(digest[:8])
        return "".join(LETTERS[number >> 5 * place & 31] for place in range(SIGNATURE))
