"""Fixtures of commands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from eventsite.config import Config
from tests.fixtures.apps import SECRET, close
from tests.integration.cli.doctoring import Doctor


@pytest.fixture
def doctor(tmp_path: Path, database_url: str) -> Iterator[Doctor]:
    """Give `doctor(SETTING=...)`: exit code and lines, of a site in which all is well but for the settings."""
    opened: list[Flask] = []

    def run(**settings: str) -> tuple[int, list[str]]:
        from eventsite.factory import create_app

        environ = {"EVENTSITE_DATA": str(tmp_path), "DATABASE_URL": database_url}
        keys = {"SECRET_KEY": SECRET, "LINK_KEY": SECRET[::-1]}
        opened.append(create_app(Config.from_environment({**environ, **keys, **settings}), TESTING=True))
        result = opened[-1].test_cli_runner().invoke(args=["doctor"])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, result.output.splitlines()

    (tmp_path / "worker-seen").touch()
    yield run
    for app in opened:
        close(app)
