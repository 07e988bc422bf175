"""`quintet user` and `quintet workspace`: making owners from the command line."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from quintet.cli.options import DataDir, load_settings

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

users = typer.Typer(help="Users.", no_args_is_help=True)
workspaces = typer.Typer(help="Workspaces.", no_args_is_help=True)

T = TypeVar("T")
Email = Annotated[str, typer.Argument(help="The e-mail address to sign in with.")]
Name = Annotated[str, typer.Option(help="The person's name.")]
WorkspaceName = Annotated[str, typer.Option("--workspace", help="The new workspace's name.")]
Password = Annotated[
    str, typer.Option(prompt=True, confirmation_prompt=True, hide_input=True, envvar="QUINTET_NEW_PASSWORD")
]


@users.command("create")
def add_user(
    email: Email,
    name: Name = "",
    workspace: WorkspaceName = "My workspace",
    password: Password = "",
    data: DataDir = None,
) -> None:
    """Make a user with a workspace of their own, as its owner."""
    from quintet.identity.users.passwords import check_strength, hash_password_sync
    from quintet.kit.values import fold_email

    def make() -> "Callable[[Session], str]":
        check_strength(password)
        hashed = hash_password_sync(password)
        return lambda session: found(session, fold_email(email), name or email.split("@")[0], hashed, workspace)

    workspace_id = _in_database(data, make)
    typer.echo(f"{email} owns workspace {workspace} ({workspace_id}).")


def found(session: "Session", email: str, name: str, password_hash: str, workspace: str) -> str:
    """A new user with a workspace of their own; returns the workspace's id."""
    from quintet.identity.users.service import create_user
    from quintet.identity.workspaces.service import create_workspace

    user = create_user(session, email=email, name=name, password_hash=password_hash)
    return create_workspace(session, user, {"name": workspace}).workspace.id


@workspaces.command("create")
def add_workspace(email: Email, workspace: WorkspaceName, data: DataDir = None) -> None:
    """Make another workspace, owned by an existing user."""
    from quintet.identity.users.service import find_user
    from quintet.identity.workspaces.service import create_workspace as create
    from quintet.kit.errors import NotFound
    from quintet.kit.values import fold_email

    def work(session: "Session") -> str:
        user = find_user(session, fold_email(email))
        if user is None:
            raise NotFound("user")
        return create(session, user, {"name": workspace}).workspace.id

    workspace_id = _in_database(data, lambda: work)
    typer.echo(f"{email} owns workspace {workspace} ({workspace_id}).")


def _in_database(data: Path | None, make: "Callable[[], Callable[[Session], T]]") -> T:
    from quintet.cli.maintenance import prepare_schema
    from quintet.foundation.db import Database
    from quintet.kit.errors import QuintetError

    settings = load_settings(data)
    prepare_schema(settings)
    db = Database(settings)
    try:
        return db.write_sync(make())
    except (QuintetError, ValueError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    finally:
        db.close()
