"""the trail of a summit: entries know what they belong to, also those that were written before

Revision ID: 0006
Revises: 0005
Create Date: 2026-11-23 01:00:00

"""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

OF_THE_SUMMIT = (
    "event", "zone", "room", "team_member", "session", "profile", "news_article", "page", "release", "pass_type",
    "capacity", "terms", "order", "receipt",
)  # fmt: skip
#: Table -> the key that leads towards its summit, and the table that this leads to.
WAYS = {
    **dict.fromkeys(OF_THE_SUMMIT, ("summit_id", "summit")),
    "track": ("event_id", "event"),
    **dict.fromkeys(("slot", "co_presenter", "appearance", "resource"), ("session_id", "session")),
    "slot_room": ("slot_id", "slot"),
    "price_phase": ("pass_type_id", "pass_type"),
    "entitlement": ("pass_type_id", "pass_type"),
    **dict.fromkeys(("line", "payer", "share", "payment"), ("order_id", "order")),
    "attendee": ("line_id", "line"),
    "refund": ("payment_id", "payment"),
    "dispute": ("payment_id", "payment"),
}
RUN = 1000
entries = sa.table(
    "audit_entry",
    sa.column("id"), sa.column("object_type"), sa.column("object_id"), sa.column("scope_id"), sa.column("action"),
    sa.column("changes", sa.JSON()),
)  # fmt: skip


def upgrade() -> None:
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.add_column(sa.Column("scope_id", sa.Integer(), nullable=True))
        batch_op.create_index("ix_audit_entry_scope", ["scope_id", "id"], unique=False)
    fill(op.get_bind())


def fill(connection: sa.Connection) -> None:
    """Say of every entry what its object belongs to."""
    parents = {table: dict(_parents(connection, table)) for table in WAYS}
    for table in WAYS:
        for scope, ids in _by_scope(table, parents).items():
            _fill(connection, table, scope, ids)
    connection.execute(sa.update(entries).where(entries.c.object_type == "summit").values(scope_id=entries.c.object_id))


def downgrade() -> None:
    with op.batch_alter_table("audit_entry", schema=None, table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_index("ix_audit_entry_scope")
        batch_op.drop_column("scope_id")


def _parents(connection: sa.Connection, table: str) -> Iterator[tuple[int, int]]:
    """Yield (id, id of the parent) of every row there is or was; a deleted one says it with its last words."""
    key, _ = WAYS[table]
    gone = sa.select(entries.c.object_id, entries.c.changes)
    for id, changes in connection.execute(gone.where(entries.c.object_type == table, entries.c.action == "deleted")):
        if key in changes and changes[key][0] is not None:
            yield id, changes[key][0]
    for id, parent in connection.execute(sa.select(sa.column("id"), sa.column(key)).select_from(sa.table(table))):
        yield id, parent


def _by_scope(table: str, parents: dict[str, dict[int, int]]) -> dict[int, list[int]]:
    """Return summit -> ids of the table's rows that belong to it."""
    found: dict[int, list[int]] = {}
    for id in parents[table]:
        scope = _climb(table, id, parents)
        if scope is not None:
            found.setdefault(scope, []).append(id)
    return found


def _climb(table: str, id: int | None, parents: dict[str, dict[int, int]]) -> int | None:
    while table != "summit" and id is not None:
        id, table = parents[table].get(id), WAYS[table][1]
    return id


def _fill(connection: sa.Connection, table: str, scope: int, ids: list[int]) -> None:
    for start in range(0, len(ids), RUN):
        about = (entries.c.object_type == table, entries.c.object_id.in_(ids[start : start + RUN]))
        connection.execute(sa.update(entries).where(*about).values(scope_id=scope))
