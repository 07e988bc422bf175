"""Addresses of companies are rows, with one default each for billing and shipping.

Revision ID: 0003
Revises: 0002
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from quintet.foundation.db import ddl, types
from quintet.kit import time
from quintet.kit.ids import new_id

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_BATCH = 1_000
_TEXTS = ("line1", "line2", "city", "region", "postal_code", "country")


def upgrade() -> None:
    addresses = op.create_table(
        "company_addresses",
        sa.Column("company_id", types.Id(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=100), nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("line1", sa.String(length=200), nullable=False),
        sa.Column("line2", sa.String(length=200), nullable=False),
        sa.Column("city", sa.String(length=200), nullable=False),
        sa.Column("region", sa.String(length=200), nullable=False),
        sa.Column("postal_code", sa.String(length=20), nullable=False),
        sa.Column("country", sa.String(length=100), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("notes", sa.String(length=2000), nullable=True),
        sa.Column("default_billing", sa.Boolean(), nullable=False),
        sa.Column("default_shipping", sa.Boolean(), nullable=False),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.Column("updated_at", types.UTCDateTime(), nullable=False),
        sa.Column("workspace_id", types.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["companies.id"],
            name=op.f("fk_company_addresses_company_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company_addresses")),
    )
    op.create_index("ix_company_addresses_company_id", "company_addresses", ["workspace_id", "company_id", "position"])
    for use in ("billing", "shipping"):
        op.create_index(
            f"uq_company_addresses_{use}",
            "company_addresses",
            ["workspace_id", "company_id"],
            unique=True,
            sqlite_where=sa.text(f"default_{use}"),
            postgresql_where=sa.text(f"default_{use}"),
        )
    ddl.enable_row_security(op.get_bind(), "company_addresses")
    op.add_column("companies", sa.Column("places", sa.Text(), nullable=False, server_default=""))
    _move(addresses)
    op.drop_column("companies", "addresses")


def _move(addresses: sa.Table) -> None:
    connection = op.get_bind()
    companies = sa.table(
        "companies",
        sa.column("id", types.Id()),
        sa.column("workspace_id", types.Id()),
        sa.column("addresses", types.Json()),
        sa.column("places", sa.Text()),
    )
    now = time.now()
    last = "00000000-0000-0000-0000-000000000000"
    page = sa.select(companies.c.id, companies.c.workspace_id, companies.c.addresses).order_by(companies.c.id)
    while found := connection.execute(page.where(companies.c.id > last).limit(_BATCH)).all():
        last = found[-1].id
        rows: list[dict[str, Any]] = []
        places: list[dict[str, Any]] = []
        for company in found:
            if not company.addresses:
                continue
            rows += _rows(company.id, company.workspace_id, company.addresses, now)
            words = [a.get(part) for a in company.addresses for part in ("city", "region", "country")]
            places.append({"company": company.id, "words": " ".join(word for word in words if word)})
        if rows:
            connection.execute(addresses.insert(), rows)
            ours = companies.update().where(companies.c.id == sa.bindparam("company"))
            connection.execute(ours.values(places=sa.bindparam("words")), places)


def _rows(company_id: str, workspace_id: str, given: list[dict[str, Any]], now: datetime) -> list[dict[str, Any]]:
    rows = [
        {
            **{name: address.get(name) or "" for name in _TEXTS},
            "id": new_id(),
            "company_id": company_id,
            "workspace_id": workspace_id,
            "position": place,
            "kind": address.get("kind") or "both",
            "label": None,
            "latitude": address.get("latitude"),
            "longitude": address.get("longitude"),
            "notes": None,
            "default_billing": False,
            "default_shipping": False,
            "created_at": now,
            "updated_at": now,
        }
        for place, address in enumerate(given)
    ]
    for use in ("billing", "shipping"):
        serving = [place for place, row in enumerate(rows) if row["kind"] in (use, "both")]
        if serving:
            # The one that was the default; where nobody had said, the first.
            chosen = next((place for place in serving if given[place].get("is_default")), serving[0])
            rows[chosen][f"default_{use}"] = True
    return rows
