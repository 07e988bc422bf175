"""A process that dies in the middle of an import: the next goes on, and no row is brought in twice."""

import os
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep

import pytest

from quintet.foundation.settings import Settings
from tests.stewardship.porter import Porter, csv_of
from tests.world import Person

REPOSITORY = Path(__file__).resolve().parents[2]
ROWS = 300


def start(settings: Settings) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.stewardship.program", settings.url, str(settings.data_dir)],
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(["src", "."])},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait()
    if process.stdout is not None:
        process.stdout.close()


@pytest.mark.slow
class TestKilled:
    def test_no_row_is_lost_and_none_comes_twice(self, settings: Settings, admin: Person) -> None:
        porter = Porter(admin)
        rows = [[f"Person {n}", f"p{n}@example.com", f"Company {n % 7}"] for n in range(ROWS)]
        import_ = porter.draft(csv_of(["First name", "E-mail", "Company"], *rows), object="contact")
        porter.adjust(import_, options={"create_missing": True})
        assert admin.post(f"/imports/{import_['id']}/run").status_code == 202
        deaths = 0
        for enough in (40, 130, 220):
            process = start(settings)
            try:
                limit = monotonic() + 30
                while porter.get(import_)["processed"] < enough:
                    assert monotonic() < limit, porter.get(import_)
                    sleep(0.01)
            finally:
                end(process)
            found = porter.get(import_)
            assert found["state"] == "running"
            assert enough <= found["processed"] < ROWS
            assert admin.get("/contacts", count="true").json()["total"] == found["processed"]
            deaths += 1
        process = start(settings)
        try:
            done = porter.wait(import_, seconds=40)
        finally:
            end(process)
        assert (done["state"], done["counts"], deaths) == ("done", {"created": ROWS}, 3)
        assert admin.get("/contacts", count="true").json()["total"] == ROWS
        assert admin.get("/companies", count="true").json()["total"] == 7
        numbers: list[int] = []
        cursor: str | None = "0"
        while cursor is not None:
            page = admin.get(f"/imports/{import_['id']}/rows", limit=200, cursor=cursor).json()
            numbers += [row["number"] for row in page["data"]]
            cursor = page["next_cursor"]
        assert numbers == list(range(2, ROWS + 2))
        finished = admin.listed("/events", type="import.finished")
        assert [event["data"]["counts"] for event in finished] == [{"created": ROWS}]
