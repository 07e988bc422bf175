"""What all commands share: where the installation is."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from quintet.foundation.settings import Settings

DataDir = Annotated[
    Path | None, typer.Option("--data", help="Where the database and files are (default: data, or QUINTET_DATA_DIR).")
]


def load_settings(data: Path | None, **more: Any) -> "Settings":
    """The settings of the environment, with what the command line says on top."""
    from quintet.foundation.settings import Settings

    given = {name: value for name, value in more.items() if value is not None}
    if data is not None:
        given["data_dir"] = data
    return Settings(**given)
