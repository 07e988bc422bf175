"""Processes that are killed right after somebody outside did what they were asked, and before that is written down.

`python -m tests.commerce.dying <database url> <folder> <cases>`: for each case a child, which ends by SIGKILL.
"""

import os
import signal
import sys
from pathlib import Path
from typing import Any

import orjson
from starlette.testclient import TestClient

from quintet.api.app import create_app
from quintet.commerce.accounting.ports import Accounting
from quintet.commerce.payments.ports import CardPayments
from quintet.identity.mail.ports import MailSender
from quintet.wiring import House, build
from tests.conftest import settings_in
from tests.identity.mailbox import Mailbox
from tests.world import sign_in

PORTS: dict[str, type[Any]] = {"cards": CardPayments, "mail": MailSender, "books": Accounting}


class Deadly:
    """Whoever is asked, and kills who asked once the deed is done."""

    def __init__(self, asked: Any, deed: str) -> None:
        self._asked, self._deed = asked, deed

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._asked, name)
        if name != self._deed:
            return found

        def deadly(*arguments: Any, **more: Any) -> None:
            found(*arguments, **more)
            os.kill(os.getpid(), signal.SIGKILL)

        return deadly


def act(house: House, port: str, deed: str, path: str | None, body: dict[str, Any]) -> None:
    house.services.add(PORTS[port], Deadly(house.services.get(PORTS[port]), deed))
    if path is not None:
        http = TestClient(create_app(house=house), raise_server_exceptions=False)
        sign_in(house.db, "admin", http).post(path, body)
        return
    if port == "books":
        house.deliverer.drain_all()
    Mailbox(house).run_jobs()


def main(url: str, folder: str, cases: str) -> None:
    for case in orjson.loads(cases):
        # Nothing is open yet that could not be shared with a child.
        child = os.fork()
        if child == 0:
            act(build(settings_in(Path(folder), url)), *case)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status) or os.WTERMSIG(status) != signal.SIGKILL:
            sys.exit(f"{case} lived on")


if __name__ == "__main__":
    main(*sys.argv[1:])
