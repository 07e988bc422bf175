"""`quintet import` and `quintet export`: files in and out, by the same rules as over the API."""

import asyncio
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from quintet.cli.options import DataDir, load_settings

if TYPE_CHECKING:
    import httpx

Object = Annotated[str, typer.Argument(help="The object's name or plural, such as contacts.")]
Who = Annotated[str, typer.Option("--as", help="The e-mail address of the member to act as.")]
Empty = Annotated[list[str] | None, typer.Option(help="A text that means empty (may be given more than once).")]
Duplicates = Annotated[str, typer.Option(help="What to do with known records: skip, update or create.")]
Match = Annotated[str | None, typer.Option(help="The field by which known records are told.")]
Dry = Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")]
Rejects = Annotated[Path | None, typer.Option(help="Where to write the rows that were refused, with the reasons.")]
Out = Annotated[Path | None, typer.Option(help="The file to write; default: standard output.")]
Filters = Annotated[str, typer.Option(help="Filters as in the API's query string, such as status=active.")]
_AT_REST = ("ready", "done", "failed", "cancelled", "draft")


def import_file(
    object: Object,
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
    who: Who,
    empty: Empty = None,
    duplicates: Duplicates = "skip",
    match: Match = None,
    dry_run: Dry = False,
    rejects: Rejects = None,
    data: DataDir = None,
) -> None:
    """Bring a CSV or Excel file in as records, with guessed columns."""

    async def work(client: "httpx.AsyncClient") -> None:
        with file.open("rb") as content:
            sent = {"file": (file.name, content)}
            stored = await _ask(client, "POST", "/files", files=sent, data={"purpose": "import"})
        made = await _ask(client, "POST", "/imports", json={"file_id": stored["id"], "object": object})
        options = {**made["options"], "duplicates": duplicates}
        if empty:
            options["empty_tokens"] = empty
        if match:
            options["match_key"] = match
        path = f"/imports/{made['id']}"
        await _ask(client, "PATCH", path, json={"options": options})
        await _ask(client, "POST", f"{path}/{'dry-run' if dry_run else 'run'}")
        state = await _follow(client, path)
        counts = ", ".join(f"{number} {status}" for status, number in state["counts"].items()) or "nothing"
        typer.echo(f"{state['state']}: {counts}")
        if rejects is not None:
            answer = await client.get(f"{path}/rejects.csv")
            rejects.write_bytes(answer.content)
            typer.echo(f"Rejected rows are in {rejects}")
        if state["state"] in ("failed", "cancelled", "draft"):
            typer.echo(state.get("error") or "The import did not end well.", err=True)
            raise typer.Exit(1)

    _as_member(data, who, work, jobs=True)


def export_file(
    object: Object,
    who: Who,
    out: Out = None,
    filters: Filters = "",
    data: DataDir = None,
) -> None:
    """Write records as CSV."""

    async def work(client: "httpx.AsyncClient") -> None:
        meta = await _ask(client, "GET", f"/meta/objects/{object}")
        address = f"/{meta['plural']}/export.csv" + (f"?{filters}" if filters else "")
        async with client.stream("GET", address) as answer:
            if answer.status_code != 200:
                _refuse(await answer.aread())
            target = out.open("wb") if out is not None else sys.stdout.buffer
            try:
                async for part in answer.aiter_bytes():
                    target.write(part)
            finally:
                if out is not None:
                    target.close()

    _as_member(data, who, work, jobs=False)


async def _follow(client: "httpx.AsyncClient", path: str) -> dict[str, Any]:
    told = 0.0
    while True:
        state: dict[str, Any] = await _ask(client, "GET", path)
        if state["state"] in _AT_REST:
            return state
        if time.monotonic() - told > 2:
            told = time.monotonic()
            typer.echo(f"  {state['processed']:,} of {state['total'] or '?'} rows", err=True)
        await asyncio.sleep(0.2)


async def _ask(client: "httpx.AsyncClient", method: str, path: str, **more: Any) -> dict[str, Any]:
    answer = await client.request(method, path, **more)
    if answer.status_code >= 400:
        _refuse(answer.content)
    found: dict[str, Any] = answer.json()
    return found


def _refuse(body: bytes) -> None:
    import orjson

    typer.echo(orjson.loads(body).get("detail", body.decode()), err=True)
    raise typer.Exit(1)


def _as_member(data: Path | None, email: str, work: Any, *, jobs: bool) -> None:
    """Do the work through the API of a house of our own, signed in as a member for its time."""
    import httpx
    from sqlalchemy.orm import Session

    from quintet.api.app import create_app
    from quintet.cli.maintenance import prepare_schema
    from quintet.identity.public import find_user, start_session
    from quintet.kit.values import fold_email
    from quintet.wiring import build

    settings = load_settings(data, log_level="WARNING")
    prepare_schema(settings)
    house = build(settings)

    def sign_in(session: Session) -> str:
        user = find_user(session, fold_email(email))
        if user is None:
            raise typer.BadParameter(f"There is no user {email}.")
        return start_session(session, user, days=1).token

    try:
        token = house.db.write_sync(sign_in)
        app = create_app(house=house)
        if jobs:
            house.start()

        async def through() -> None:
            transport = httpx.ASGITransport(app, client=("127.0.0.1", 0))
            headers = {"Authorization": f"Bearer {token}"}
            base = "http://quintet/api/v1"
            client = httpx.AsyncClient(transport=transport, base_url=base, headers=headers, timeout=600)
            async with client:
                try:
                    await work(client)
                finally:
                    await client.post("/auth/logout")

        asyncio.run(through())
    finally:
        house.stop()
