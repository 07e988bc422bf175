"""The limit: what the raw driver gives behind the same web server, with the JSON built by the database.

No authentication, no permissions, no tenancy, no events, no search: nothing that makes it a product. Run as
`python -m benchmarks.limit URL PORT WORKSPACE`; answers `/list`, `/one/<id>`, `/invoices`, POST `/create`
and POST `/bill`.
"""

import json
import sqlite3
import sys
from typing import Any

import uvicorn

from quintet.kit.ids import new_id

Send = Any


class SqliteLimit:
    """One connection, used inline; a commit per create, as durable as ours."""

    def __init__(self, url: str, workspace: str) -> None:
        self._db = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None, cached_statements=64)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "cache_size=-32000", "mmap_size=268435456"):
            self._db.execute(f"pragma {pragma}")
        pairs, bill, line = (self._pairs(table) for table in ("contacts", "invoices", "invoice_lines"))
        self._list = (
            f"select json_group_array(json_object({pairs})) from (select * from contacts where workspace_id = ? "
            "and deleted_at is null order by created_at desc, id desc limit 50)"
        )
        self._one = f"select json_object({pairs}) from contacts where id = ?"
        lines = f"(select json_group_array(json_object({line})) from invoice_lines where invoice_id = i.id)"
        self._invoices = (
            f"select json_group_array(json_object({bill}, 'lines', json({lines}))) from (select * from invoices "
            "where workspace_id = ? and deleted_at is null order by created_at desc, id desc limit 50) i"
        )
        self._db.execute("create table if not exists limit_rows (id text primary key, name text, email text, at text)")
        self._workspace = workspace

    def _pairs(self, table: str) -> str:
        names = [row[1] for row in self._db.execute(f"pragma table_info({table})") if row[1] != "workspace_id"]
        return ", ".join(f"'{n}', json({n})" if n in _JSON else f"'{n}', {n}" for n in names)

    def invoices(self) -> bytes:
        return str(self._db.execute(self._invoices, (self._workspace,)).fetchone()[0]).encode()

    def bill(self, body: dict[str, Any]) -> bytes:
        rows = [(new_id(), line["description"], "", "") for line in [{"description": "invoice"}, *body["lines"]]]
        self._db.execute("begin immediate")
        self._db.executemany("insert into limit_rows values (?, ?, ?, ?)", rows)
        self._db.execute("commit")
        return json.dumps({"id": rows[0][0], **body}).encode()

    def list(self) -> bytes:
        return str(self._db.execute(self._list, (self._workspace,)).fetchone()[0]).encode()

    def one(self, id_: str) -> bytes:
        return str(self._db.execute(self._one, (id_,)).fetchone()[0]).encode()

    def create(self, body: dict[str, Any]) -> bytes:
        id_ = new_id()
        self._db.execute("insert into limit_rows values (?, ?, ?, ?)", (id_, body["first_name"], body["email"], ""))
        return json.dumps({"id": id_, **body}).encode()


class PostgresqlLimit:
    """One connection, used inline."""

    def __init__(self, url: str, workspace: str) -> None:
        import psycopg

        self._db = psycopg.connect(url, autocommit=True, prepare_threshold=1)
        self._db.execute("select set_config('quintet.all_workspaces', 'on', false)")
        self._db.execute("create table if not exists limit_rows (id uuid primary key, name text, email text, at text)")
        self._workspace = workspace

    def invoices(self) -> bytes:
        row = self._db.execute(
            "select coalesce(json_agg(i), '[]')::text from (select *, (select json_agg(l) from invoice_lines l "
            "where l.invoice_id = b.id) as lines from invoices b where workspace_id = %s and deleted_at is null "
            "order by created_at desc, id desc limit 50) i",
            (self._workspace,),
        ).fetchone()
        return str(row[0] if row else "[]").encode()

    def bill(self, body: dict[str, Any]) -> bytes:
        rows = [(new_id(), line["description"], "", "") for line in [{"description": "invoice"}, *body["lines"]]]
        with self._db.transaction(), self._db.cursor() as cursor:
            cursor.executemany("insert into limit_rows values (%s, %s, %s, %s)", rows)
        return json.dumps({"id": rows[0][0], **body}).encode()

    def list(self) -> bytes:
        row = self._db.execute(
            "select coalesce(json_agg(c), '[]')::text from (select * from contacts where workspace_id = %s "
            "and deleted_at is null order by created_at desc, id desc limit 50) c",
            (self._workspace,),
        ).fetchone()
        return str(row[0] if row else "[]").encode()

    def one(self, id_: str) -> bytes:
        row = self._db.execute("select row_to_json(c)::text from contacts c where id = %s", (id_,)).fetchone()
        return str(row[0] if row else "null").encode()

    def create(self, body: dict[str, Any]) -> bytes:
        id_ = new_id()
        self._db.execute("insert into limit_rows values (%s, %s, %s, %s)", (id_, body["first_name"], body["email"], ""))
        return json.dumps({"id": id_, **body}).encode()


_JSON = {"emails", "phones", "custom", "do_not_contact"}


def application(limit: SqliteLimit | PostgresqlLimit) -> Any:
    async def app(scope: Any, receive: Any, send: Send) -> None:
        if scope["type"] != "http":
            return
        path: str = scope["path"]
        if path == "/list":
            body = limit.list()
        elif path == "/invoices":
            body = limit.invoices()
        elif path.startswith("/one/"):
            body = limit.one(path[5:])
        else:
            message = await receive()
            given = json.loads(message["body"])
            body = limit.bill(given) if path == "/bill" else limit.create(given)
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return app


def main() -> None:
    url, port, workspace = sys.argv[1:]
    limit = SqliteLimit(url, workspace) if url.startswith("sqlite") else PostgresqlLimit(url, workspace)
    uvicorn.run(
        application(limit), host="127.0.0.1", port=int(port), log_level="critical", access_log=False, lifespan="off"
    )


if __name__ == "__main__":
    main()
