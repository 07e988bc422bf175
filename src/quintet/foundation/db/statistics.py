"""What the planners know of the tables.

SQLite: estimates. Without any it takes "this workspace" for a narrow choice and walks all its records where a few ids
are asked for. Real statistics (`ANALYZE`) would differ from day to day, and plans with them; these stay as they are,
so a plan that was tested is the plan that runs.

PostgreSQL gathers its own, but only from time to time: right after many rows came, it takes them for few.
"""

from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

_ROWS = 1_000_000
_IN_WORKSPACE = 100_000
_SAME_VALUE = 60_000
_SAME_PARENT = 500


def seed_statistics(connection: Connection) -> None:
    """Write the estimates for every index there is. Connections opened afterwards use them. No-op on PostgreSQL."""
    if connection.dialect.name != "sqlite":
        return
    connection.execute(text("analyze sqlite_schema"))
    connection.execute(text("delete from sqlite_stat1"))
    indexes = connection.execute(
        text(
            "select i.tbl_name, i.name, l.[unique] from sqlite_schema i, pragma_index_list(i.tbl_name) l "
            "where i.type = 'index' and l.name = i.name and i.tbl_name not like '%fts%'"
        )
    ).all()
    for table, index, unique in indexes:
        columns = connection.execute(
            text("select name from pragma_index_xinfo(:index) where key = 1 order by seqno"), {"index": index}
        ).scalars()
        estimate = " ".join(str(number) for number in _estimates([name or "" for name in columns], bool(unique)))
        connection.execute(
            text("insert into sqlite_stat1 (tbl, idx, stat) values (:table, :index, :estimate)"),
            {"table": table, "index": index, "estimate": estimate},
        )


def refresh_statistics(session: Session) -> None:
    """Tell PostgreSQL's planner of many rows that just came; a second per million rows or so. No-op on SQLite."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("analyze"))


def _estimates(columns: list[str], unique: bool) -> list[int]:
    """Rows in all, then rows per value of the first column, of the first two, and so on."""
    numbers = [_ROWS]
    left = _ROWS
    for place, column in enumerate(columns):
        if column == "workspace_id" and place == 0:
            left = _IN_WORKSPACE
        elif column == "id" or (unique and place == len(columns) - 1):
            left = 1
        elif column.endswith(("_at", "_folded", "email", "domain", "position", "name")):
            left = min(left, 2)
        elif column.endswith("_id"):
            left = min(left, _SAME_PARENT)
        else:
            left = min(left, _SAME_VALUE)
        numbers.append(left)
    return numbers
