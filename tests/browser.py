"""Finds the browser of the end-to-end tests, or installs one: `python -m tests.browser`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ADVICE = "Install Chromium, or name one in EVENTSITE_CHROMIUM."


class BrowserMissingError(RuntimeError):
    """There is no Chromium on this machine and none could be installed."""


@cache
def chromium_path() -> str:
    """Return the path of a Chromium; never installs.

    Raises:
        BrowserMissingError: when there is none, with advice.
    """
    if path := find_chromium():
        return path
    raise BrowserMissingError(f"No Chromium on this machine. {ADVICE}")


def find_chromium() -> str | None:
    if named := os.environ.get("EVENTSITE_CHROMIUM"):
        if not os.access(named, os.X_OK):
            raise BrowserMissingError(f"EVENTSITE_CHROMIUM is {named!r}, which is not a program.")
        return named
    return next(filter(None, map(shutil.which, NAMES)), None) or playwright_chromium()


def playwright_chromium() -> str | None:
    """Return the Chromium that Playwright downloaded for itself, if it did."""
    from playwright.sync_api import sync_playwright  # slow to import, and needed only where nothing is on the PATH

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def install_from_debian() -> None:
    if shutil.which("apt-get") and os.geteuid() == 0:
        quietly = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        _run("apt-get", "update", "-qq", env=quietly)
        _run("apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", env=quietly)


def install_from_playwright() -> None:
    _run(sys.executable, "-m", "playwright", "install", "chromium")


def _run(*command: str, env: dict[str, str] | None = None) -> None:
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"{' '.join(command)} failed:\n{done.stderr[-2000:]}", file=sys.stderr)


def main(installers: tuple[Callable[[], None], ...] = (install_from_debian, install_from_playwright)) -> int:
    """Leave a browser on this machine, or say why there is none."""
    try:
        for install in installers:
            if find_chromium():
                break
            print("No Chromium here yet: installing one for the browser tests.")
            install()
        chromium_path()
    except BrowserMissingError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
