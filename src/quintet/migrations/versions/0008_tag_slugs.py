"""Tags have a slug, a category, a place, and may be no longer offered.

Revision ID: 0008
Revises: 0007
"""

import re
import unicodedata
from collections import defaultdict
from itertools import count

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_LIVE = {"sqlite_where": sa.text("deleted_at is null"), "postgresql_where": sa.text("deleted_at is null")}


def upgrade() -> None:
    with op.batch_alter_table("tags", schema=None) as batch_op:
        batch_op.add_column(sa.Column("slug", sa.String(length=100), nullable=True))
        batch_op.add_column(sa.Column("category", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("position", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("active", sa.Boolean(), nullable=True))
    _fill(op.get_bind())
    with op.batch_alter_table("tags", schema=None) as batch_op:
        for name, type_ in (
            ("slug", sa.String(length=100)),
            ("category", sa.String(length=20)),
            ("position", sa.Integer()),
            ("active", sa.Boolean()),
        ):
            batch_op.alter_column(name, existing_type=type_, nullable=False)
        batch_op.create_index("uq_tags_slug", ["workspace_id", "slug"], unique=True, **_LIVE)


def _fill(bind: sa.Connection) -> None:
    """Slugs from names, each once in its workspace."""
    tags = sa.table(
        "tags",
        sa.column("id"),
        sa.column("workspace_id"),
        sa.column("name"),
        sa.column("slug"),
        sa.column("category"),
        sa.column("position"),
        sa.column("active", sa.Boolean()),
    )
    taken: defaultdict[object, set[str]] = defaultdict(set)
    for row in bind.execute(sa.select(tags.c.id, tags.c.workspace_id, tags.c.name).order_by(tags.c.id)).all():
        plain = unicodedata.normalize("NFKD", row.name.casefold()).encode("ascii", "ignore").decode()
        plain = re.sub(r"[^a-z0-9]+", "-", plain)[:90].strip("-") or "tag"
        mine = taken[row.workspace_id]
        slug = next(each for n in count(1) if (each := plain if n == 1 else f"{plain}-{n}") not in mine)
        mine.add(slug)
        values = {"slug": slug, "category": "custom", "position": 0, "active": True}
        bind.execute(sa.update(tags).where(tags.c.id == row.id).values(**values))
