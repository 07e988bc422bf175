"""A process of its own that runs jobs, to be killed: `python -m tests.stewardship.program <database url> <folder>`.

Batches are small and slow, so that it is killed in the middle.
"""

import sys
import threading
from pathlib import Path
from time import sleep
from typing import Any

from quintet.api import routers
from quintet.foundation.jobs import JobSettings
from quintet.foundation.settings import Settings
from quintet.stewardship.imports import batches, running
from quintet.wiring import build

SECRET = "only for tests, thirty-two characters or more"


def main(url: str, folder: str) -> None:
    assert routers.ROUTERS  # the routers know all jobs
    running.BATCH = 10

    def slowly(*arguments: Any) -> Any:
        outcomes = batches.import_batch(*arguments)
        # Killed here, the batch is half done: its records are added, its rows not yet kept.
        sleep(0.05)
        return outcomes

    vars(running)["import_batch"] = slowly
    settings = Settings(data_dir=Path(folder), database_url=url, secret=SECRET)
    house = build(settings, JobSettings(poll_seconds=0.05, heartbeat_seconds=0.2, dead_after_seconds=3))
    house.jobs.prepare()
    house.jobs.start()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    threading.Event().wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
