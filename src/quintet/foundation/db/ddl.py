"""What the models cannot say: PostgreSQL's row security. Used by migrations and by `create_all` alike."""

from sqlalchemy import Connection, Table, event, text

from quintet.foundation.db.models import Model, Scoped

_POLICY = """
create policy workspace on {table}
using (workspace_id = nullif(current_setting('quintet.workspace_id', true), '')::uuid
       or current_setting('quintet.all_workspaces', true) = 'on')
"""


def enable_row_security(connection: Connection, table: str) -> None:
    """Let PostgreSQL itself hide and refuse rows of other workspaces (the third belt). No-op on SQLite."""
    if connection.dialect.name != "postgresql":
        return
    connection.execute(text(f"alter table {table} enable row level security"))
    connection.execute(text(f"alter table {table} force row level security"))
    connection.execute(text(_POLICY.format(table=table)))


def secured_tables() -> list[str]:
    """All tables that hold rows of workspaces under row security."""
    return sorted(mapper.class_.__tablename__ for mapper in Model.registry.mappers if issubclass(mapper.class_, Scoped))


@event.listens_for(Model.metadata, "after_create")
def _secure(_: object, connection: Connection, tables: list[Table] | None = None, **__: object) -> None:
    secured = set(secured_tables())
    for table in tables or ():
        if table.name in secured:
            enable_row_security(connection, table.name)
