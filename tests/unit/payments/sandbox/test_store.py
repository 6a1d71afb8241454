"""The sandbox's file: all of a piece of work or nothing, from any thread, and still there after a restart."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from eventsite.payments.sandbox.acts import checkout
from eventsite.payments.sandbox.errors import NotPossible
from eventsite.payments.sandbox.sandbox import Sandbox
from eventsite.payments.sandbox.settings import SandboxRefused, SandboxSettings

PRICE = {"currency": "usd", "unit_amount": 59900, "product_data": {"name": "Pass"}}
ASKED: dict[str, Any] = {
    "mode": "payment", "line_items": [{"quantity": 1, "price_data": PRICE}], "success_url": "http://localhost/",
}  # fmt: skip


@pytest.fixture
def settings(tmp_path: Path) -> SandboxSettings:
    return SandboxSettings(tmp_path / "sandbox.sqlite3", "http://127.0.0.1:1", "sk_test_x", "whsec_x")


def new_session(sandbox: Sandbox) -> str:
    with sandbox.work() as books:
        id: str = checkout.create(books, ASKED, url="http://127.0.0.1:1")["id"]
    return id


def test_half_a_piece_of_work_is_none(settings: SandboxSettings) -> None:
    sandbox = Sandbox(settings)

    def break_off() -> None:
        with sandbox.work() as books:
            checkout.create(books, ASKED, url="")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        break_off()
    assert sandbox.all("checkout.session") == []
    assert new_session(sandbox) == sandbox.all("checkout.session")[0]["id"]


def test_everything_is_there_after_a_restart(settings: SandboxSettings) -> None:
    first = Sandbox(settings)
    session = new_session(first)
    first.advance(timedelta(hours=1))
    first.break_next("slow", 3, "refunds.*")
    intent = first.pay(session)["id"]
    waiting = [event.id for event in first.undelivered()]
    first.close()
    again = Sandbox(settings)
    assert again.refund(intent)["status"] == "succeeded"
    assert [event.id for event in again.undelivered()][:1] == waiting
    assert again.all("checkout.session")[0]["created"] < again.all("refund")[0]["created"] - 3500


def test_a_file_of_another_version_is_refused(settings: SandboxSettings) -> None:
    Sandbox(settings).close()
    with closing(sqlite3.connect(settings.file)) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(SandboxRefused, match="Remove it"):
        Sandbox(settings)


def test_of_many_who_pay_at_once_one_does(settings: SandboxSettings) -> None:
    sandbox = Sandbox(settings)
    session = new_session(sandbox)

    def pay(_: int) -> int:
        try:
            sandbox.pay(session)
        except NotPossible:
            return 0
        return 1

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(pay, range(24))) == 1
    assert len(sandbox.all("charge")) == 1


def test_an_operation_that_is_none_is_not_broken(settings: SandboxSettings) -> None:
    with pytest.raises(NotPossible):
        Sandbox(settings).break_next("slow", operation="refund.create")
