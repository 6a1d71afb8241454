"""The sandbox refuses production and real keys, and pays with nothing else otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest

from eventsite.config import Config
from eventsite.payments.sandbox.settings import SandboxRefused, settings_of

PRODUCTION = {
    "EVENTSITE_ENV": "production", "EVENTSITE_URL": "https://summit.example", "SECRET_KEY": "s" * 32,
    "LINK_KEY": "l" * 32,
}  # fmt: skip


def config(folder: Path, **environ: str) -> Config:
    return Config.from_environment({"EVENTSITE_DATA": str(folder), **environ})


def test_a_trial_pays_in_the_sandbox(tmp_path: Path) -> None:
    settings = settings_of(config(tmp_path, PORT="5100"))
    assert (settings.url, settings.secret_key) == ("http://127.0.0.1:5101", "sk_test_sandbox")
    assert settings.endpoint == "http://127.0.0.1:5100/stripe/webhook"
    assert settings.file == tmp_path / "sandbox.sqlite3"
    assert settings.webhook_secret == settings_of(config(tmp_path)).webhook_secret


def test_production_has_none(tmp_path: Path) -> None:
    with pytest.raises(SandboxRefused, match="does not run in production"):
        settings_of(config(tmp_path, **PRODUCTION))


def test_real_keys_have_none(tmp_path: Path) -> None:
    with pytest.raises(SandboxRefused, match="STRIPE_SECRET_KEY is set"):
        settings_of(config(tmp_path, STRIPE_SECRET_KEY="sk_test_51abc"))
