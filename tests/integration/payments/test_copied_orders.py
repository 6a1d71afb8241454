"""The thousands of orders that the benchmark sells among are as whole as the one that was bought."""

from __future__ import annotations

from pathlib import Path

from eventsite.core.db import transaction
from tests.bench.copies import WRITTEN, multiply
from tests.bench.shops import open_with_one_order
from tests.fixtures.apps import close, make_app
from tests.fixtures.databases import Databases
from tests.integration.payments import invariants


def test_copies_of_an_order_are_orders(databases: Databases, tmp_path: Path) -> None:
    url = databases["postgresql"].fresh()
    open_with_one_order(tmp_path, url)
    app = make_app(tmp_path, url)
    with app.app_context():
        one = invariants.read()
        with transaction():
            multiply(12)
        all_rows = invariants.read()
    close(app)
    tables = [name for name in WRITTEN if name != "audit_entry"]
    assert {name: len(all_rows[name]) for name in tables} == {name: 12 * len(one[name]) for name in tables}
    assert [wrong for check in invariants.ALWAYS for wrong in check(all_rows)] == []
