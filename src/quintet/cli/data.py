"""`quintet backup` and `restore`."""

import os
import shutil
import tarfile
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from quintet.cli.maintenance import copy_sqlite
from quintet.cli.options import DataDir, load_settings

Archive = Annotated[Path, typer.Argument(help="The archive, such as backup.tar.gz.")]
Replace = Annotated[bool, typer.Option("--replace", help="Put aside what is in the data directory now.")]


def backup(archive: Archive, data: DataDir = None) -> None:
    """Write database, files and secret key into one archive, while Quintet serves."""
    from quintet.foundation.db.engines import sqlite_path

    settings = load_settings(data)
    path = sqlite_path(settings.url)
    if path is None:
        raise typer.BadParameter("On PostgreSQL, use pg_dump for the database and copy the files beside it.")
    if not path.exists():
        raise typer.BadParameter(f"There is no database at {path}.")
    draft = archive.with_name(f".{archive.name}.{os.getpid()}")
    try:
        # The database first: a file whose row is in it is already stored, never the other way round.
        with tempfile.TemporaryDirectory(dir=archive.absolute().parent) as folder:
            copy = Path(folder) / "quintet.db"
            copy_sqlite(path, copy)
            with tarfile.open(draft, "w:gz", compresslevel=5) as tar:
                tar.add(copy, "quintet.db")
                for name in ("secret.key", "files"):
                    if (settings.data_dir / name).exists():
                        tar.add(settings.data_dir / name, name)
        draft.chmod(0o600)
        draft.replace(archive)
    finally:
        draft.unlink(missing_ok=True)
    typer.echo(f"Wrote {archive} ({archive.stat().st_size // 1000:,} kB). It holds the secret key: keep it safe.")


def restore(archive: Archive, data: DataDir = None, replace: Replace = False) -> None:
    """Bring an installation back from an archive that `backup` wrote. Quintet must not be running."""
    from quintet.migrations import run

    settings = load_settings(data)
    target = settings.data_dir.absolute()
    with tempfile.TemporaryDirectory(dir=_existing_parent(target)) as folder:
        unpacked = Path(folder) / "data"
        unpacked.mkdir()
        with tarfile.open(archive) as tar:
            tar.extractall(unpacked, filter="data")
        if not (unpacked / "quintet.db").is_file():
            raise typer.BadParameter(f"{archive} is no backup of Quintet.")
        if target.exists() and any(target.iterdir()):
            if not replace:
                raise typer.BadParameter(f"{target} is not empty. Say --replace to put its content aside.")
            aside = _free_name(target)
            target.rename(aside)
            typer.echo(f"What was there is now in {aside}")
        elif target.exists():
            target.rmdir()
        shutil.move(unpacked, target)
    run.upgrade(f"sqlite:///{target / 'quintet.db'}")
    typer.echo(f"Restored into {target}")


def _existing_parent(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.parent


def _free_name(path: Path) -> Path:
    number = 1
    while (candidate := path.with_name(f"{path.name}-before-restore-{number}")).exists():
        number += 1
    return candidate
