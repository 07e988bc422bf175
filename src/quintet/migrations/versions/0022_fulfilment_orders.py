"""Orders to send what invoices bill, and the devices in them.

Revision ID: 0022
Revises: 0021
"""

import sqlalchemy as sa
from alembic import op

from quintet.foundation.db import ddl, types

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "fulfilment_orders",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("invoice_id", types.Id(), nullable=False),
        sa.Column("company_id", types.Id(), nullable=True),
        sa.Column("contact_id", types.Id(), nullable=True),
        sa.Column("owner_id", types.Id(), nullable=True),
        sa.Column("ship_to", sa.Text(), nullable=True),
        sa.Column("shipping_type", sa.String(length=200), nullable=True),
        sa.Column("carrier", sa.String(length=200), nullable=True),
        sa.Column("tracking_number", sa.String(length=100), nullable=True),
        sa.Column("hold_reason", sa.String(length=500), nullable=True),
        sa.Column("cancel_reason", sa.String(length=500), nullable=True),
        sa.Column("shipped_at", types.UTCDateTime(), nullable=True),
        sa.Column("delivered_at", types.UTCDateTime(), nullable=True),
        sa.Column("cancelled_at", types.UTCDateTime(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", types.UTCDateTime(), nullable=True),
        sa.Column("created_by", types.Id(), nullable=True),
        sa.Column("custom", types.Json(), nullable=False),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.Column("updated_at", types.UTCDateTime(), nullable=False),
        sa.Column("workspace_id", types.Id(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fulfilment_orders")),
    )
    with op.batch_alter_table("fulfilment_orders", schema=None) as batch_op:
        batch_op.create_index(
            "ix_fulfilment_orders_live_company_id_created_at",
            ["workspace_id", "company_id", "created_at", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at is null"),
            postgresql_where=sa.text("deleted_at is null"),
        )
        batch_op.create_index(
            "ix_fulfilment_orders_live_contact_id_created_at",
            ["workspace_id", "contact_id", "created_at", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at is null"),
            postgresql_where=sa.text("deleted_at is null"),
        )
        batch_op.create_index(
            "ix_fulfilment_orders_live_created_at",
            ["workspace_id", "created_at", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at is null"),
            postgresql_where=sa.text("deleted_at is null"),
        )
        batch_op.create_index(
            "ix_fulfilment_orders_live_invoice_id_created_at",
            ["workspace_id", "invoice_id", "created_at", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at is null"),
            postgresql_where=sa.text("deleted_at is null"),
        )
        batch_op.create_index(
            "ix_fulfilment_orders_live_owner_id_created_at",
            ["workspace_id", "owner_id", "created_at", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at is null"),
            postgresql_where=sa.text("deleted_at is null"),
        )
        batch_op.create_index(
            "ix_fulfilment_orders_live_status_created_at",
            ["workspace_id", "status", "created_at", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at is null"),
            postgresql_where=sa.text("deleted_at is null"),
        )
        batch_op.create_index(
            "uq_fulfilment_orders_invoice",
            ["workspace_id", "invoice_id"],
            unique=True,
            sqlite_where=sa.text("status <> 'cancelled' and deleted_at is null"),
            postgresql_where=sa.text("status <> 'cancelled' and deleted_at is null"),
        )

    op.create_table(
        "fulfilment_items",
        sa.Column("order_id", types.Id(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("device_id", types.Id(), nullable=False),
        sa.Column("sim_id", types.Id(), nullable=True),
        sa.Column("sim_added", sa.Boolean(), nullable=False),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.Column("updated_at", types.UTCDateTime(), nullable=False),
        sa.Column("workspace_id", types.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"], ["fulfilment_orders.id"], name=op.f("fk_fulfilment_items_order_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fulfilment_items")),
    )
    with op.batch_alter_table("fulfilment_items", schema=None) as batch_op:
        batch_op.create_index("ix_fulfilment_items_order_id", ["order_id", "position"], unique=False)
        batch_op.create_index("uq_fulfilment_items_device", ["workspace_id", "order_id", "device_id"], unique=True)

    with op.batch_alter_table("devices", schema=None) as batch_op:
        batch_op.add_column(sa.Column("invoice_id", types.Id(), nullable=True))
        batch_op.add_column(sa.Column("order_id", types.Id(), nullable=True))
        batch_op.create_index(
            "ix_devices_live_invoice_id_created_at",
            ["workspace_id", "invoice_id", "created_at", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at is null"),
            postgresql_where=sa.text("deleted_at is null"),
        )
        batch_op.create_index(
            "ix_devices_live_order_id_created_at",
            ["workspace_id", "order_id", "created_at", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at is null"),
            postgresql_where=sa.text("deleted_at is null"),
        )

    for table in ["fulfilment_orders", "fulfilment_items"]:
        ddl.enable_row_security(op.get_bind(), table)
