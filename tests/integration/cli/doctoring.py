"""Runs the doctor on a site in which all is well but for the settings, and reads what it says."""

from __future__ import annotations

from collections.abc import Callable

#: doctor(SETTING=...) gives the exit code and the lines.
Doctor = Callable[..., tuple[int, list[str]]]


def problems(lines: list[str]) -> list[str]:
    return said(lines, "problem")


def said(lines: list[str], verdict: str) -> list[str]:
    """Return the sentences of one verdict."""
    head = f"{verdict:<8} "
    return [line.removeprefix(head) for line in lines if line.startswith(head)]
