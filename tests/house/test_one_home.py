"""The clock and the commit have one home each."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.house.source import PACKAGE, calls, is_excused, place, python_files, tree

CLOCK = PACKAGE / "core" / "clock.py"
DATABASE = PACKAGE / "core" / "db.py"

DATE_TYPES = {"datetime", "date", "datetime.datetime", "datetime.date", "dt.datetime", "dt.date"}
OTHER_CLOCKS = {"time.time", "time.time_ns", "time.localtime", "time.gmtime", "func.now", "sa.func.now"}

Finder = Callable[[ast.Module], Iterator[tuple[int, str]]]


def clock_reads(module: ast.Module) -> Iterator[tuple[int, str]]:
    for line, name in calls(module):
        owner, _, verb = name.rpartition(".")
        if name in OTHER_CLOCKS or (owner in DATE_TYPES and verb in {"now", "utcnow", "today"}):
            yield line, name


def commits(module: ast.Module) -> Iterator[tuple[int, str]]:
    return ((line, name) for line, name in calls(module) if name.endswith((".commit", ".begin")))


def offences(find: Finder, home: Path) -> list[str]:
    return [
        f"{place(path, line)} {name}"
        for path in python_files()
        if path != home
        for line, name in find(tree(path))
        if not is_excused(path, line)
    ]


def test_only_the_page_a_payment_returns_to_writes_on_get() -> None:
    """The marked exception of "GET and HEAD never write"; everything else that must be written is a POST."""
    callers = [
        path.relative_to(PACKAGE).as_posix()
        for path in python_files()
        if path != DATABASE and "writing_after_all" in path.read_text()
    ]
    assert callers == ["front/views/orders.py"]
    (use,) = [line for line, name in calls(tree(PACKAGE / callers[0])) if name == "writing_after_all"]
    assert "def _ask" in "\n".join((PACKAGE / callers[0]).read_text().splitlines()[use - 10 : use])


def test_only_the_clock_reads_the_clock() -> None:
    assert offences(clock_reads, CLOCK) == []


def test_only_the_database_module_commits() -> None:
    assert offences(commits, DATABASE) == []


@pytest.mark.parametrize("call", ["datetime.now(UTC)", "date.today()", "datetime.datetime.utcnow()", "time.time()"])
def test_a_second_clock_is_found(call: str) -> None:
    assert [name for _, name in clock_reads(ast.parse(call))] == [call.partition("(")[0]]


@pytest.mark.parametrize("call", ["db.session.commit()", "session.begin()", "db.session().commit()"])
def test_a_second_commit_is_found(call: str) -> None:
    assert len(list(commits(ast.parse(call)))) == 1


def test_the_homes_stand_where_they_should() -> None:
    assert list(clock_reads(tree(CLOCK))) != []
    assert list(commits(tree(DATABASE))) != []
