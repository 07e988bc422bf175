"""One application and one database for each module of dialect tests: contracts are replayed by the hundred."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from quintet.api.app import create_app
from quintet.foundation.jobs import JobSettings
from quintet.wiring import build
from tests.conftest import FreshUrl, settings_in
from tests.dialects.conformance import Town
from tests.identity.mailbox import Mailbox
from tests.world import PEOPLE, sign_in


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, fresh_url: FreshUrl) -> Iterator[Town]:
    folder: Path = tmp_path_factory.mktemp("town")
    with fresh_url(folder) as url:
        house = build(settings_in(folder, url), JobSettings(poll_seconds=0.05))
        app = create_app(house=house)

        def client() -> TestClient:
            return TestClient(app, raise_server_exceptions=False)

        people = {name: sign_in(house.db, name, client()) for name in PEOPLE}
        yield Town(people, client(), Mailbox(house), client, house.db)
        house.stop()
