"""Thousands of orders made of one that was really bought: every row that buying wrote, again and again, in SQL."""

from __future__ import annotations

import sqlalchemy as sa

from eventsite.core.db import Model, db

#: Every table that buying writes a row to, but the series that numbers receipts.
WRITTEN = (
    "order", "line", "attendee", "payer", "share", "share_part", "payment", "stripe_event", "journal_entry", "posting",
    "receipt", "outbox_row", "audit_entry",
)  # fmt: skip
#: "paid:1" of the first order is "paid:8" of the eighth.
ITS_NUMBER = "regexp_replace(t.{}, '1$', (n + 1)::text)"
#: What no two orders have in common; `t` is the row that is copied, `n` the number of the copy.
OWN = {
    "order.code": "left(t.code, 6) || lpad(n::text, 6, '0')",
    "order.once": "md5(t.once || n)",
    "order.buyer_email": "'ada' || n || '@example.org'",
    "attendee.email": "'ada' || n || '@example.org'",
    "payer.email": "'ada' || n || '@example.org'",
    "payment.idempotency_key": "t.idempotency_key || '-' || n",
    "payment.session_id": "t.session_id || '-' || n",
    "payment.intent_id": "t.intent_id || '-' || n",
    "stripe_event.event_id": "t.event_id || '-' || n",
    "journal_entry.key": ITS_NUMBER.format("key"),
    "posting.account": ITS_NUMBER.format("account"),
    "receipt.number": "left(t.number, 5) || n + 1",
    "receipt.key": ITS_NUMBER.format("key"),
    "outbox_row.key": ITS_NUMBER.format("key"),
    "outbox_row.payload": "json_build_object('order', n + 1)",
    "audit_entry.object_id": "t.object_id + n",
}
#: Tables that hold more than an order's rows.
ABOUT = {"audit_entry": f"WHERE t.object_type IN {WRITTEN}"}


def multiply(orders: int) -> None:
    """Make one order into so many, the older the higher its number; on PostgreSQL."""
    tables = [table for table in Model.metadata.sorted_tables if table.name in WRITTEN]
    steps = {table.name: db.session.scalar(sa.select(sa.func.max(table.c.id))) for table in tables}
    for table in tables:
        names = ", ".join(f'"{column.name}"' for column in table.c)
        values = ", ".join(_copied(column, steps) for column in table.c)
        rows = f'"{table.name}" t, generate_series(1, {orders - 1}) n {ABOUT.get(table.name, "")}'
        db.session.execute(sa.text(f'INSERT INTO "{table.name}" ({names}) SELECT {values} FROM {rows} ORDER BY n'))
        series = f"""pg_get_serial_sequence('"{table.name}"', 'id')"""
        db.session.execute(sa.text(f'SELECT setval({series}, (SELECT max(id) FROM "{table.name}"))'))
    db.session.execute(sa.text(f"UPDATE number_series SET last = {orders} WHERE name LIKE 'receipt:%'"))


def _copied(column: sa.Column[object], steps: dict[str, int]) -> str:
    """Return what a copy has in a column: ids and what points at them move on, moments lie a minute back each."""
    if own := OWN.get(f"{column.table.name}.{column.name}"):
        return own
    target = column.table.name if column.primary_key else next((k.column.table.name for k in column.foreign_keys), "")
    if target in steps:
        return f't."{column.name}" + n * {steps[target]}'
    is_moment = column.name.endswith("_at") or column.name == "at"
    return f"""t."{column.name}" - n * interval '1 minute'""" if is_moment else f't."{column.name}"'
