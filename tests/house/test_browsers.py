"""The browser is found or its absence is said; axe-core sees what is wrong, on a page with our policy too."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, Route

from eventsite.web.headers import HEADERS
from tests import browser
from tests.fixtures.browsers import Axe

GOOD = '<!doctype html><html lang="en"><title>Agenda</title><main><h1>Agenda</h1><img src="/x.png" alt="A map"></main>'


def show(page: Page, html: str) -> None:
    def answer(route: Route) -> None:
        route.fulfill(body=html, content_type="text/html", headers=HEADERS)

    page.route("**/*", answer)
    page.goto("http://localhost/")


def test_axe_finds_nothing_on_a_good_page(page: Page, axe: Axe) -> None:
    show(page, GOOD)
    assert axe(page) == []


def test_axe_finds_what_is_wrong(page: Page, axe: Axe) -> None:
    show(page, GOOD.replace(' alt="A map"', "").replace(' lang="en"', ""))
    assert [line.partition(" ")[0] for line in axe(page)] == ["html-has-lang", "image-alt"]


def test_a_machine_without_a_browser_is_told_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tried = []
    monkeypatch.delenv("EVENTSITE_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(browser, "playwright_chromium", lambda: None)
    browser.chromium_path.cache_clear()
    assert browser.main((lambda: tried.append("first"), lambda: tried.append("second"))) == 1
    assert tried == ["first", "second"]
    assert browser.ADVICE in capsys.readouterr().err
    browser.chromium_path.cache_clear()


def test_a_browser_that_is_named_and_missing_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("EVENTSITE_CHROMIUM", str(tmp_path / "chromium"))
    with pytest.raises(browser.BrowserMissingError):
        browser.find_chromium()


def test_a_named_browser_is_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "chromium"
    program.touch(mode=0o755)
    monkeypatch.setenv("EVENTSITE_CHROMIUM", str(program))
    assert browser.find_chromium() == str(program)
