"""Where the sandbox listens and what it signs with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from eventsite.config import Config
from eventsite.core.errors import DomainError

WEBHOOK_PATH = "/stripe/webhook"


class SandboxRefused(DomainError):
    """The sandbox must not run here."""


@dataclass(frozen=True, slots=True)
class SandboxSettings:
    """`url` has no trailing slash. Without an `endpoint` webhooks wait until somebody fetches them."""

    file: Path
    url: str
    secret_key: str
    webhook_secret: str
    endpoint: str = ""
    merchant: str = "The summit"


def settings_of(config: Config) -> SandboxSettings:
    """Return the sandbox that this configuration pays with.

    Raises:
        SandboxRefused: in production, and where real keys are configured.
    """
    if config.is_production:
        raise SandboxRefused("The sandbox moves no money, so it does not run in production.")
    if not config.stripe.is_sandbox:
        raise SandboxRefused("STRIPE_SECRET_KEY is set, so the site pays with Stripe. Unset it to use the sandbox.")
    return SandboxSettings(
        file=config.data / "sandbox.sqlite3",
        url=config.stripe.api_base.rstrip("/"),
        secret_key=config.stripe.secret_key,
        webhook_secret=config.stripe.webhook_secret,
        endpoint=config.url + WEBHOOK_PATH,
    )
