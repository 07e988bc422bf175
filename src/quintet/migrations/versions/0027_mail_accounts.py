"""Mailboxes that people let us into, and the telephones their text messages go by.

Revision ID: 0027
Revises: 0026
"""

import sqlalchemy as sa
from alembic import op

from quintet.foundation.db import ddl, types

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mail_accounts",
        sa.Column("provider", sa.String(length=30), nullable=False),
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("user_id", types.Id(), nullable=True),
        sa.Column("tokens", sa.Text(), nullable=False),
        sa.Column("expires_at", types.UTCDateTime(), nullable=False),
        sa.Column("error", sa.String(length=500), nullable=True),
        sa.Column("checked_at", types.UTCDateTime(), nullable=False),
        sa.Column("connected_by", types.Id(), nullable=True),
        *_usual("mail_accounts"),
    )
    owned = sa.text("user_id is not null")
    with op.batch_alter_table("mail_accounts", schema=None) as batch_op:
        batch_op.create_index("uq_mail_accounts_address", ["workspace_id", "provider", "address"], unique=True)
        batch_op.create_index(
            "uq_mail_accounts_user_id",
            ["workspace_id", "user_id"],
            unique=True,
            sqlite_where=owned,
            postgresql_where=owned,
        )
    op.create_table(
        "sms_gateways",
        sa.Column("user_id", types.Id(), nullable=False),
        sa.Column("label", sa.String(length=100), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("username", sa.String(length=200), nullable=False),
        sa.Column("password", sa.Text(), nullable=False),
        sa.Column("from_number", sa.String(length=20), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        *_usual("sms_gateways"),
    )
    with op.batch_alter_table("sms_gateways", schema=None) as batch_op:
        batch_op.create_index("uq_sms_gateways_user_id", ["workspace_id", "user_id"], unique=True)
    for table in ("mail_accounts", "sms_gateways"):
        ddl.enable_row_security(op.get_bind(), table)


def _usual(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.Column("updated_at", types.UTCDateTime(), nullable=False),
        sa.Column("workspace_id", types.Id(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]
