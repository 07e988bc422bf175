"""The demo workspace: `quintet demo`, and `quintet serve --demo`."""

import secrets
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from quintet.cli.accounts import found
from quintet.cli.options import DataDir, load_settings

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from quintet.wiring import House

EMAIL = "demo@quintet.example"
A_YEAR = 53
_PAUSE = 0.1
"""Seconds after each week."""
Weeks = Annotated[int, typer.Option(min=0, max=520, envvar="QUINTET_DEMO_WEEKS", help="How far back the demo goes.")]


def make_demo(house: "House") -> tuple[str, str] | None:
    """Make the demo workspace with its owner in an empty database; returns e-mail and password, None if not empty.

    The password is kept in the data directory (0600), so that later starts can print it too.
    """
    from sqlalchemy import select

    from quintet.identity.users.models import User
    from quintet.identity.users.passwords import hash_password_sync

    note = house.settings.data_dir / "demo-password"

    def make(session: "Session") -> bool:
        if session.scalar(select(User.id).limit(1)) is not None:
            return False
        found(session, EMAIL, "Robin Vega", hashed, "Northlight Supply")
        return True

    if house.db.read_sync(lambda session: session.scalar(select(User.id).limit(1))) is not None:
        return (EMAIL, note.read_text()) if note.exists() else None
    password = secrets.token_urlsafe(9)
    hashed = hash_password_sync(password)
    if house.db.write_sync(make):
        note.touch(mode=0o600)
        note.write_text(password)
        return EMAIL, password
    return (EMAIL, note.read_text()) if note.exists() else None


def fill_beside(house: "House", weeks: int, serving: Callable[[], bool]) -> Callable[[], None]:
    """Fill the demo workspace once the server is answering, with pauses for others; what comes back ends it."""
    from quintet.demo.filling import Filler

    stopping = threading.Event()

    def fill() -> None:
        while not serving():
            if stopping.wait(0.1):
                return
        Filler(house.db, house.keyring, EMAIL, weeks=weeks).fill(stopping, pause=_PAUSE)

    filling = threading.Thread(target=fill, name="demo", daemon=True)
    filling.start()

    def stop() -> None:
        stopping.set()
        filling.join()

    return stop


def demo(data: DataDir = None, weeks: Weeks = A_YEAR) -> None:
    """Make a demo workspace in an empty database, with a year of invented history, and print its login."""
    from quintet.cli.maintenance import prepare_schema
    from quintet.demo.filling import Filler
    from quintet.wiring import build

    settings = load_settings(data)
    prepare_schema(settings)
    house = build(settings)
    try:
        login = make_demo(house)
        if login is not None:
            house.jobs.prepare()
            Filler(house.db, house.keyring, EMAIL, weeks=weeks).fill()
    finally:
        house.stop()
    if login is None:
        typer.echo("This database has users of its own; a demo goes into an empty one.", err=True)
        raise typer.Exit(1)
    typer.echo(f"Sign in with {login[0]} / {login[1]}")
