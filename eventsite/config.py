"""Settings from the environment, typed. A bad or missing one stops the start with a sentence."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit


class ConfigError(SystemExit):
    """A setting is wrong; its text says which and what to do."""


_HERE = ("localhost", "127.0.0.1", "::1")
SANDBOX_KEY = "sk_test_sandbox"  # opens our own sandbox and nothing else


@dataclass(frozen=True, slots=True)
class StripeSettings:
    """How Stripe is reached. Without a key, outside production, that is our own sandbox on PORT+1."""

    secret_key: str
    webhook_secret: str
    api_base: str
    is_sandbox: bool


@dataclass(frozen=True, slots=True)
class Config:
    """Every setting there is; README's table says the same."""

    data: Path
    database_url: str
    url: str
    port: int
    secret_key: bytes
    link_key: bytes
    mail_from: str
    smtp_url: str
    proxies: int
    stripe: StripeSettings
    is_production: bool

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Config:
        """Read the environment.

        Raises:
            ConfigError: naming the setting that is wrong.
        """
        env = os.environ if environ is None else environ
        is_production = _one_of(env, "EVENTSITE_ENV", ("development", "production")) == "production"
        data = Path(env.get("EVENTSITE_DATA") or "var").resolve()
        _make_folder(data)
        port = _port(env.get("PORT") or "5000")
        return cls(
            data=data,
            database_url=_database(env.get("DATABASE_URL") or f"sqlite:///{data / 'eventsite.sqlite3'}"),
            url=_url(
                env.get("EVENTSITE_URL") or _required(is_production, "EVENTSITE_URL", f"http://127.0.0.1:{port}"),
                is_production,
            ),
            port=port,
            secret_key=_key(env, "SECRET_KEY", data, is_production),
            link_key=_key(env, "LINK_KEY", data, is_production),
            mail_from=env.get("EVENTSITE_MAIL_FROM") or "Summit desk <desk@localhost>",
            smtp_url=_smtp(env.get("EVENTSITE_SMTP_URL") or ""),
            proxies=_proxies(env.get("EVENTSITE_PROXIES") or "0"),
            stripe=_stripe(env, data, port, is_production),
            is_production=is_production,
        )


def _one_of(env: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str:
    value = env.get(name) or allowed[0]
    if value not in allowed:
        raise ConfigError(f"{name} is {value!r}; it must be one of: {', '.join(allowed)}.")
    return value


def _required(is_production: bool, name: str, otherwise: str) -> str:
    if is_production:
        raise ConfigError(f"{name} must be set in production.")
    return otherwise


def _make_folder(data: Path) -> None:
    try:
        data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"EVENTSITE_DATA: the folder {data} cannot be made ({error.strerror}).") from error


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise ConfigError(f"PORT is {text!r}; it must be a number from 1 to 65535.")
    return int(text)


def _database(url: str) -> str:
    scheme, _, rest = url.partition("://")
    if scheme in ("postgres", "postgresql"):
        return f"postgresql+psycopg://{rest}"
    if scheme not in ("sqlite", "postgresql+psycopg"):
        raise ConfigError(f"DATABASE_URL begins with {scheme!r}; sqlite:///FILE and postgresql://... are understood.")
    return url


def _url(url: str, is_production: bool) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query:
        raise ConfigError(f"EVENTSITE_URL is {url!r}; it must be scheme and host alone, as in https://summit.example.")
    if is_production and parts.scheme != "https":
        raise ConfigError("EVENTSITE_URL must begin with https:// in production.")
    return url.rstrip("/")


def _proxies(text: str) -> int:
    if text not in ("0", "1", "2", "3"):
        raise ConfigError(f"EVENTSITE_PROXIES is {text!r}; it must be the number of proxies in front, from 0 to 3.")
    return int(text)


def _smtp(url: str) -> str:
    if url and urlsplit(url).scheme not in ("smtp", "smtps"):
        raise ConfigError("EVENTSITE_SMTP_URL must begin with smtp:// or smtps://.")
    return url


def _stripe(env: Mapping[str, str], data: Path, port: int, is_production: bool) -> StripeSettings:
    """Real keys when there are any; without them production sells free passes only, and a trial pays in the sandbox."""
    key, secret = env.get("STRIPE_SECRET_KEY") or "", env.get("STRIPE_WEBHOOK_SECRET") or ""
    base = env.get("STRIPE_API_BASE") or ""
    if key and not key.startswith(("sk_test_", "sk_live_", "rk_test_", "rk_live_")):
        raise ConfigError("STRIPE_SECRET_KEY must begin with sk_test_, sk_live_, rk_test_ or rk_live_.")
    if secret and not secret.startswith("whsec_"):
        raise ConfigError("STRIPE_WEBHOOK_SECRET must begin with whsec_: Stripe shows it beside the webhook's address.")
    if base and (is_production or urlsplit(base).hostname not in _HERE):
        raise ConfigError("STRIPE_API_BASE names a sandbox on this machine, and never one in production.")
    if key and key != SANDBOX_KEY:
        return StripeSettings(key, secret, base, is_sandbox=False)
    if is_production:
        return StripeSettings("", "", "", is_sandbox=False)
    secret = secret or "whsec_" + _key({}, "SANDBOX_WEBHOOK_SECRET", data, is_production=False).decode()
    return StripeSettings(SANDBOX_KEY, secret, base or f"http://127.0.0.1:{port + 1}", is_sandbox=True)


def _key(env: Mapping[str, str], name: str, data: Path, is_production: bool) -> bytes:
    """A key from the environment; outside production one is made once and kept in the data folder."""
    if value := env.get(name):
        if len(value) < 32:
            raise ConfigError(f"{name} has {len(value)} characters; it must have at least 32.")
        return value.encode()
    _required(is_production, name, "")
    file = data / f"{name.lower()}.txt"
    if not file.exists():
        _keep_once(file, secrets.token_urlsafe(48))
    return file.read_text().encode()


def _keep_once(file: Path, text: str) -> None:
    """Write a whole file at once, readable by its owner alone; of two processes that try, the first one stays."""
    draft = file.with_suffix(f".{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(text)
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
