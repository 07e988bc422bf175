"""`/api/v1/jobs`."""

import asyncio
import threading
from collections.abc import Mapping
from time import sleep

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response
from sqlalchemy import update
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor, ActorKind, Role
from quintet.foundation.http import Credentials, Door, problems
from quintet.foundation.http.routing import add_routes
from quintet.foundation.jobs import GiveUp, Job, JobContext, JobStatus
from quintet.foundation.jobs.endpoints import routes
from quintet.kit.errors import Unauthenticated
from quintet.kit.ids import new_id
from tests.foundation.jobs.conftest import OTHER_WORKSPACE, WORKSPACE, House, until

USER = new_id()
API = "/api/v1/jobs"


def actor(workspace_id: str, role: Role, user_id: str | None = None) -> Actor:
    return Actor(ActorKind.member, workspace_id, role, label="Ada", user_id=user_id)


ACTORS = {
    "owner": actor(WORKSPACE, Role.owner),
    "admin": actor(WORKSPACE, Role.admin),
    "member": actor(WORKSPACE, Role.member, USER),
    "stranger": actor(OTHER_WORKSPACE, Role.owner),
}


def authenticate(session: Session, credentials: Credentials) -> Actor:
    try:
        return ACTORS[credentials.token]
    except KeyError:
        raise Unauthenticated from None


class Client:
    """Requests to the application, one at a time."""

    def __init__(self, app: FastAPI) -> None:
        self._transport = ASGITransport(app)

    def request(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, str | int] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        async def send() -> Response:
            async with AsyncClient(transport=self._transport, base_url="http://testserver") as client:
                return await client.request(method, url, params=params, headers=headers)

        return asyncio.run(send())

    def get(self, url: str, *, params: Mapping[str, str | int] | None = None, headers: Mapping[str, str]) -> Response:
        return self.request("GET", url, params=params, headers=headers)

    def post(self, url: str, *, headers: Mapping[str, str]) -> Response:
        return self.request("POST", url, headers=headers)


@pytest.fixture
def client(house: House) -> Client:
    app = FastAPI()
    app.state.door = Door(house.db, authenticate, public_url="http://testserver")
    problems.install(app)
    add_routes(app, [routes])
    return Client(app)


def by(who: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {who}"}


def note_job(house: House) -> str:
    @house.registry.job("tests.note")
    def note(ctx: JobContext) -> None: ...

    return house.enqueue(note())


class TestRights:
    @pytest.mark.parametrize(
        ("method", "path"),
        [
            ("GET", ""),
            ("GET", "/schedules"),
            ("POST", "/schedules/jobs.purge_finished/run"),
            ("GET", "/{id}"),
            ("POST", "/{id}/cancel"),
            ("POST", "/{id}/retry"),
        ],
    )
    def test_who_may_not(self, house: House, client: Client, method: str, path: str) -> None:
        url = API + path.format(id=note_job(house))
        assert client.request(method, url).status_code == 401
        assert client.request(method, url, headers=by("member")).status_code == 403
        if "{id}" in path:
            assert client.request(method, url, headers=by("stranger")).status_code == 404
            for missing in (new_id(), "nothing"):
                assert client.request(method, API + path.format(id=missing), headers=by("owner")).status_code == 404
        assert all(job.status == JobStatus.QUEUED for job in house.all_jobs())

    def test_everyone_sees_the_jobs_they_asked_for(self, house: House, client: Client) -> None:
        job_id = note_job(house)
        house.db.write_sync(lambda s: s.execute(update(Job).values(requested_by=USER)))
        assert client.get(f"{API}/{job_id}", headers=by("member")).status_code == 200


class TestReading:
    def test_a_list_in_pages_newest_first(self, house: House, client: Client) -> None:
        @house.registry.job("tests.note")
        def note(ctx: JobContext) -> None: ...

        ids = [house.enqueue(note()) for _ in range(5)]
        house.enqueue(note(), workspace_id=OTHER_WORKSPACE)
        house.enqueue(note(), workspace_id=None)
        read: list[str] = []
        cursor = None
        while True:
            page = client.get(API, params={"limit": 2, "cursor": cursor or new_id()}, headers=by("admin")).json()
            read += [job["id"] for job in page["data"]]
            cursor = page["next_cursor"]
            if cursor is None:
                break
        assert read == ids[::-1]
        assert client.get(API, params={"status": "done"}, headers=by("admin")).json()["data"] == []
        assert len(client.get(API, params={"name": "tests.note"}, headers=by("admin")).json()["data"]) == 5

    @pytest.mark.parametrize("query", [{"status": "odd"}, {"limit": 0}, {"limit": 201}, {"cursor": "x"}])
    def test_bad_queries_name_the_field(self, client: Client, query: dict[str, str | int]) -> None:
        answer = client.get(API, params=query, headers=by("admin"))
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == next(iter(query))

    def test_a_running_job_shows_its_progress(self, house: House, client: Client) -> None:
        go = threading.Event()

        @house.registry.job("tests.count")
        def count(ctx: JobContext) -> None:
            ctx.progress(3, 10, "rows")
            go.wait(5)

        house.start()
        job_id = house.enqueue(count())
        until(lambda: house.job(job_id).progress_done == 3)
        shown = client.get(f"{API}/{job_id}", headers=by("admin")).json()
        go.set()
        assert shown["status"] == "running"
        assert shown["progress"] == {"done": 3, "total": 10, "note": "rows"}
        assert shown["started_at"].endswith("Z")
        assert set(shown) == {
            "id", "name", "status", "attempt", "requested_by", "created_at", "due_at",
            "started_at", "finished_at", "error", "progress",
        }  # fmt: skip
        house.wait(job_id)


class TestCancelling:
    def test_a_waiting_job_never_runs(self, house: House, client: Client) -> None:
        ran: list[int] = []

        @house.registry.job("tests.note")
        def note(ctx: JobContext, number: int) -> None:
            ran.append(number)

        job_id = house.enqueue(note(1), dedupe_key="k")
        answer = client.post(f"{API}/{job_id}/cancel", headers=by("admin"))
        assert answer.json()["status"] == "cancelled"
        assert answer.json()["error"] == "Cancelled by Ada."
        house.start()
        house.wait(house.enqueue(note(2), dedupe_key="k"))
        assert ran == [2]
        assert house.job(job_id).status == JobStatus.CANCELLED

    def test_a_running_job_stops_where_it_may(self, house: House, client: Client) -> None:
        stopped = threading.Event()

        @house.registry.job("tests.go_on")
        def go_on(ctx: JobContext) -> None:
            done = 0
            try:
                while True:
                    done += 1
                    ctx.progress(done)
                    sleep(0.01)
            finally:
                stopped.set()

        house.start()
        job_id = house.enqueue(go_on())
        house.wait(job_id, JobStatus.RUNNING)
        assert client.post(f"{API}/{job_id}/cancel", headers=by("admin")).status_code == 200
        assert stopped.wait(5)
        assert house.stop()
        assert (house.job(job_id).status, house.job(job_id).run) == ("cancelled", 1)

    def test_a_finished_job_cannot_be_cancelled(self, house: House, client: Client) -> None:
        job_id = note_job(house)
        house.start()
        house.wait(job_id)
        answer = client.post(f"{API}/{job_id}/cancel", headers=by("admin"))
        assert (answer.status_code, answer.json()["code"]) == (409, "job_finished")


class TestRetrying:
    def test_a_failed_job_is_run_again_with_all_its_attempts(self, house: House, client: Client) -> None:
        attempts: list[int] = []

        @house.registry.job("tests.heal")
        def heal(ctx: JobContext) -> None:
            attempts.append(ctx.attempt)
            if len(attempts) == 1:
                raise GiveUp("not yet")

        house.start()
        job_id = house.enqueue(heal())
        house.wait(job_id, JobStatus.FAILED)
        answer = client.post(f"{API}/{job_id}/retry", headers=by("admin"))
        assert (answer.status_code, answer.json()["status"]) == (200, "queued")
        job = house.wait(job_id)
        assert attempts == [1, 1]
        assert job.error is None

    def test_only_a_failed_or_cancelled_one(self, house: House, client: Client) -> None:
        answer = client.post(f"{API}/{note_job(house)}/retry", headers=by("admin"))
        assert (answer.status_code, answer.json()["code"]) == (409, "job_not_failed")


class TestSchedules:
    def test_they_are_listed_with_their_times_and_last_job(self, house: House, client: Client) -> None:
        listed = client.get(f"{API}/schedules", headers=by("admin")).json()["data"]
        shown = next(schedule for schedule in listed if schedule["name"] == "jobs.purge_finished")
        assert shown["cron"] == "0 7 * * * *"
        assert shown["next_tick"].endswith(":07:00Z")
        assert (shown["last_tick"], shown["last_job"]) == (None, None)

    def test_an_owner_runs_one_now(self, house: House, client: Client) -> None:
        url = f"{API}/schedules/jobs.purge_finished/run"
        assert client.post(url, headers=by("admin")).status_code == 403
        answer = client.post(url, headers=by("owner"))
        assert answer.status_code == 202
        assert client.post(url, headers=by("owner")).json() == answer.json()
        assert house.job(answer.json()["job_id"]).name == "jobs.purge_finished"
        assert client.post(f"{API}/schedules/nothing/run", headers=by("owner")).status_code == 404
