"""What is tracked works anywhere: no registry's address, no path of somebody's machine, nothing generated."""

from __future__ import annotations

import re

import pytest

from tests.house.source import ROOT, tracked_files

# Written in halves, so that this file is not its own offence.
HALVES = (("registry.npm", "js."), ("files.python", "hosted."), ("py", "pi.org"), ("deb.deb", "ian."))
HOSTS = tuple(map("".join, HALVES))
HOME = "/".join(("", "home", "ada"))
REGISTRY = re.compile("|".join(re.escape(host) for host in HOSTS))
MACHINE = re.compile(r"(?<![\w.:/-])/(?:home/[a-z]|root/|Users/[A-Za-z]|work/|tmp/[a-z])")
GENERATED = re.compile(r"^(node_modules|static/vendor|var|\.venv)/|\.(sqlite3|pyc|eml)$")


def offences(pattern: re.Pattern[str], text: str) -> list[str]:
    return [match.group() for match in pattern.finditer(text)]


def texts() -> dict[str, str]:
    """Return every tracked text by its name; what is not UTF-8 is a picture or a font."""
    found = {}
    for path in tracked_files():
        try:
            found[path.relative_to(ROOT).as_posix()] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
    return found


@pytest.mark.parametrize("pattern", [REGISTRY, MACHINE], ids=["registry", "machine"])
def test_tracked_files_name_no_place_of_their_making(pattern: re.Pattern[str]) -> None:
    assert {name: hits for name, text in texts().items() if (hits := offences(pattern, text))} == {}


def test_nothing_generated_is_tracked() -> None:
    assert [name for path in tracked_files() if GENERATED.search(name := path.relative_to(ROOT).as_posix())] == []


def test_an_offence_is_found() -> None:
    assert offences(MACHINE, f"open('{HOME}/x')") == [HOME[:7]]
    assert offences(REGISTRY, f"https://{HOSTS[0]}org/axe") == [HOSTS[0]]
    assert offences(MACHINE, " and ".join(before + HOME for before in ("https://example.org", "..", "a"))) == []
