"""The database: column types, declarative bases, tenancy, and the lanes that all work goes through."""

from quintet.foundation.db.database import Database, on_commit
from quintet.foundation.db.models import (
    Model,
    Record,
    Scoped,
    UnscopedQuery,
    bulk_insert,
    insert_new,
    only_where,
)
from quintet.foundation.db.tenancy import (
    all_workspaces,
    as_workspace,
    bind_told,
    bind_workspace,
    telling,
    workspace_of,
)
from quintet.foundation.db.types import Id, Json, UTCDateTime
from quintet.foundation.db.unique import unless_taken

__all__ = [
    "Database",
    "Id",
    "Json",
    "Model",
    "Record",
    "Scoped",
    "UTCDateTime",
    "UnscopedQuery",
    "all_workspaces",
    "as_workspace",
    "bind_told",
    "bind_workspace",
    "bulk_insert",
    "insert_new",
    "on_commit",
    "only_where",
    "telling",
    "unless_taken",
    "workspace_of",
]
