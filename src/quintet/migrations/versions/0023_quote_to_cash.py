"""What taxes were called on what was drawn up by them; companies that are several customers of a card provider; what
has to be shipped.

Revision ID: 0023
Revises: 0022
"""

import sqlalchemy as sa
from alembic import op

from quintet.foundation.db import types

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("invoices", "proposals"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("tax_name", sa.String(length=100), nullable=True))
        _name_taxes(table)
    with op.batch_alter_table("card_customers", schema=None) as batch_op:
        batch_op.drop_index("uq_card_customers_company_id")
        batch_op.create_index("ix_card_customers_company_id", ["workspace_id", "company_id", "provider"], unique=False)
        batch_op.create_index("uq_card_customers_customer_id", ["workspace_id", "provider", "customer_id"], unique=True)
    with op.batch_alter_table("products", schema=None) as batch_op:
        batch_op.add_column(sa.Column("shipped", sa.Boolean(), server_default=sa.true(), nullable=False))


def _name_taxes(table: str) -> None:
    """By what their rates are called now; those in the bin are still there."""
    rates = sa.table("tax_rates", sa.column("id", types.Id()), sa.column("name", sa.String()))
    bills = sa.table(table, sa.column("tax_rate_id", types.Id()), sa.column("tax_name", sa.String()))
    named = sa.select(rates.c.name).where(rates.c.id == bills.c.tax_rate_id).scalar_subquery()
    op.get_bind().execute(sa.update(bills).where(bills.c.tax_rate_id.is_not(None)).values(tax_name=named))
