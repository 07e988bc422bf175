"""What the schema is compared with: all models, without the tables that other tools keep."""

from typing import Any, Literal

from alembic.autogenerate.api import AutogenContext
from sqlalchemy import MetaData

from quintet.foundation.db.models import Model
from quintet.foundation.db.types import Id, Json, UTCDateTime
from quintet.foundation.jobs import ENGINE_TABLES

_OWN_TYPES = (Id, Json, UTCDateTime)


def metadata() -> MetaData:
    """The metadata with every model of the product loaded."""
    import quintet.api.routers
    import quintet.wiring  # noqa: F401 - routers and wiring together know all models

    return Model.metadata


def include_object(thing: Any, name: str | None, kind: str, reflected: bool, compare_to: Any) -> bool:
    """Leave out the job engine's tables and the shadow tables of search indexes."""
    if kind == "table" and name is not None and reflected and compare_to is None:
        return name not in ENGINE_TABLES and "_fts" not in name and not name.startswith("sqlite_")
    if kind == "index" and name is not None and reflected and compare_to is None:
        return not name.startswith("sx_")  # made by hand-written DDL
    return True


def render_item(kind: str, thing: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Our column types by their own names."""
    if kind == "type" and isinstance(thing, _OWN_TYPES):
        return f"types.{type(thing).__name__}()"
    return False
