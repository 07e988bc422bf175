"""The demo workspace of `quintet serve --demo`."""

import secrets

from sqlalchemy import select
from sqlalchemy.orm import Session

from quintet.cli.accounts import found
from quintet.identity.users.models import User
from quintet.identity.users.passwords import hash_password_sync
from quintet.wiring import House

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
