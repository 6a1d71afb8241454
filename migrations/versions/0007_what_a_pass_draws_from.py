"""what a pass draws from: each is a row of its own, which the audit trail can name

Revision ID: 0007
Revises: 0006
Create Date: 2026-11-23 04:00:00

"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

pairs = sa.table("pass_capacity", sa.column("pass_type_id", sa.Integer()), sa.column("capacity_id", sa.Integer()))


def upgrade() -> None:
    rows = take_away()
    op.create_table(
        "pass_capacity",
        sa.Column("id", sa.Integer(), nullable=False),
        *columns(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pass_capacity")),
        sa.UniqueConstraint("pass_type_id", "capacity_id", name=op.f("uq_pass_capacity_pass_type_id_capacity_id")),
        sqlite_autoincrement=True,
    )
    put_back(rows)


def downgrade() -> None:
    rows = take_away()
    op.create_table(
        "pass_capacity",
        *columns(),
        sa.PrimaryKeyConstraint("pass_type_id", "capacity_id", name=op.f("pk_pass_capacity")),
    )
    put_back(rows)


def take_away() -> list[dict[str, int]]:
    """Drop the table and return what was in it: a primary key cannot be changed in place, and there are few rows."""
    found = op.get_bind().execute(sa.select(pairs).order_by(pairs.c.pass_type_id, pairs.c.capacity_id))
    rows = [dict(row) for row in found.mappings()]
    op.drop_table("pass_capacity")
    return rows


def put_back(rows: list[dict[str, int]]) -> None:
    op.bulk_insert(pairs, rows)
    op.create_index(op.f("ix_pass_capacity_capacity_id"), "pass_capacity", ["capacity_id"], unique=False)


def columns() -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("pass_type_id", sa.Integer(), nullable=False),
        sa.Column("capacity_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["capacity_id"], ["capacity.id"], name=op.f("fk_pass_capacity_capacity_id_capacity")),
        sa.ForeignKeyConstraint(
            ["pass_type_id"], ["pass_type.id"], name=op.f("fk_pass_capacity_pass_type_id_pass_type")
        ),
    ]
