"""The demo workspace: `quintet demo`, and `quintet serve --demo`."""

import secrets

import typer
from sqlalchemy import select
from sqlalchemy.orm import Session

from quintet.cli.accounts import found
from quintet.cli.options import DataDir, load_settings
from quintet.identity.users.models import User
from quintet.identity.users.passwords import hash_password_sync
from quintet.wiring import House, build

EMAIL = "demo@quintet.example"


def make_demo(house: House) -> tuple[str, str] | None:
    """Make the demo workspace with its owner in an empty database; returns e-mail and password, None if not empty.

    The password is kept in the data directory (0600), so that later starts can print it too.
    """
    note = house.settings.data_dir / "demo-password"

    def make(session: Session) -> bool:
        if session.scalar(select(User.id).limit(1)) is not None:
            return False
        found(session, EMAIL, "Demo Owner", hashed, "Demo")
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


def demo(data: DataDir = None) -> None:
    """Make a demo workspace in an empty database and print its login."""
    from quintet.cli.maintenance import prepare_schema

    settings = load_settings(data)
    prepare_schema(settings)
    house = build(settings)
    try:
        login = make_demo(house)
    finally:
        house.stop()
    if login is None:
        typer.echo("This database has users of its own; a demo goes into an empty one.", err=True)
        raise typer.Exit(1)
    typer.echo(f"Sign in with {login[0]} / {login[1]}")
