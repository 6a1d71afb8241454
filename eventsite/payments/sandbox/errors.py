"""What Stripe's API says when it refuses, and what we say to people."""

from __future__ import annotations

from typing import Any

from eventsite.core.errors import DomainError


class NotPossible(DomainError):
    """A buyer, a bank or the clock came too late, or too early."""


class ApiError(Exception):
    """An answer that is not 200. `is_kept` says that its idempotency key remembers it: the work had begun."""

    def __init__(
        self, message: str, *, code: str | None = None, param: str | None = None, status: int = 400,
        kind: str = "invalid_request_error", is_kept: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(message)
        self.message, self.code, self.param = message, code, param
        self.status, self.kind, self.is_kept = status, kind, is_kept

    def envelope(self) -> dict[str, Any]:
        error: dict[str, Any] = {"message": self.message, "type": self.kind}
        if self.code:
            page = self.code.replace("_", "-")
            error |= {"code": self.code, "doc_url": f"https://stripe.com/docs/error-codes/{page}"}
        if self.param:
            error["param"] = self.param
        return {"error": error}


def no_such(kind: str, id: str, param: str, status: int = 404) -> ApiError:
    return ApiError(f"No such {kind}: '{id}'", code="resource_missing", param=param, status=status)


def too_late(message: str, *, code: str | None = None, param: str | None = None) -> ApiError:
    """Return a refusal that depends on how things stand, so that its key remembers it."""
    return ApiError(message, code=code, param=param, is_kept=True)
