"""Fixtures for every test. Those of one subject stand in `tests/fixtures/`.

A test that takes `app` or `client` runs on SQLite and on PostgreSQL. Nothing starts before a test asks for it.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings

from tests.fixtures.apps import close, make_app

pytest_plugins = [
    f"tests.fixtures.{name}"
    for name in (
        "browsers", "cast", "clocks", "postgres", "databases", "queries", "reads", "real_data", "stripe", "servers",
    )
]

# Two cores shared with browsers and a database say nothing about how long an example may take.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.load_profile("house")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what takes minutes, unless asked."""
    if os.environ.get("EVENTSITE_SOAK") != "1":
        for item in items:
            if item.get_closest_marker("soak"):
                item.add_marker(pytest.mark.skip(reason="Takes minutes; EVENTSITE_SOAK=1 runs it."))


def pytest_collection_finish() -> None:
    """Take what was imported out of the collector's rounds: it stays to the end, and there is more of it every time."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """Give an application over a database without rows; open `app.app_context()` where the test itself needs one."""
    app = make_app(tmp_path, database_url)
    yield app
    close(app)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Give a browser in which nobody is signed in."""
    return app.test_client()


@pytest.fixture(scope="session")
def any_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Give an application to look at: its addresses, templates and settings. It has no tables."""
    app = make_app(tmp_path_factory.mktemp("any"), "sqlite://")
    yield app
    close(app)


@pytest.fixture(scope="session")
def base_url() -> None:
    """Say that there is none: each test has its own server. It stands here to win over Playwright's, which warns."""
