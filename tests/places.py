"""Where tests keep their files."""

import os
import shutil

_MEMORY = "/dev/shm"
_ENOUGH = 6 * 2**30


def memory() -> str | None:
    """A folder in memory where there is enough of it, else None: the usual place will do.

    Each test has a database of its own, which nobody needs after it: a disk takes ten times as long to make them.
    """
    try:
        free = shutil.disk_usage(_MEMORY).free
    except OSError:
        return None
    return _MEMORY if free >= _ENOUGH and os.access(_MEMORY, os.W_OK) else None
