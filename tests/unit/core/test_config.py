"""Settings: a bad one stops the start and says which."""

from pathlib import Path

import pytest

from eventsite.config import Config, ConfigError

KEYS = {"SECRET_KEY": "s" * 40, "LINK_KEY": "l" * 40}


def read(tmp_path: Path, **environ: str) -> Config:
    return Config.from_environment({"EVENTSITE_DATA": str(tmp_path), **environ})


def test_defaults_need_nothing(tmp_path: Path) -> None:
    config = read(tmp_path)
    assert config.url == "http://127.0.0.1:5000"
    assert config.database_url == f"sqlite:///{tmp_path}/eventsite.sqlite3"


def test_keys_are_made_once_and_kept_to_oneself(tmp_path: Path) -> None:
    first = read(tmp_path)
    assert read(tmp_path).secret_key == first.secret_key != first.link_key
    assert (tmp_path / "secret_key.txt").stat().st_mode & 0o077 == 0


def test_postgres_addresses_get_our_driver(tmp_path: Path) -> None:
    assert read(tmp_path, DATABASE_URL="postgres://u@h/d").database_url == "postgresql+psycopg://u@h/d"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "70000"),
        ("PORT", "http"),
        ("DATABASE_URL", "mysql://x/y"),
        ("EVENTSITE_URL", "summit.example"),
        ("EVENTSITE_URL", "https://summit.example/path"),
        ("EVENTSITE_ENV", "prod"),
        ("SECRET_KEY", "short"),
        ("EVENTSITE_SMTP_URL", "http://mail"),
    ],
)
def test_bad_setting_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=name):
        read(tmp_path, **{name: value})


@pytest.mark.parametrize("missing", ["EVENTSITE_URL", "SECRET_KEY", "LINK_KEY"])
def test_production_takes_no_defaults(tmp_path: Path, missing: str) -> None:
    whole = {"EVENTSITE_ENV": "production", "EVENTSITE_URL": "https://summit.example", **KEYS}
    assert read(tmp_path, **whole).is_production
    with pytest.raises(ConfigError, match=missing):
        read(tmp_path, **{name: value for name, value in whole.items() if name != missing})


def test_production_is_https(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="https"):
        read(tmp_path, EVENTSITE_ENV="production", EVENTSITE_URL="http://summit.example", **KEYS)
