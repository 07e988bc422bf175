"""Events as they happen, over a real connection."""

import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import httpx2 as httpx
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from quintet.foundation.db import Database
from quintet.foundation.events.herald import Herald
from quintet.foundation.realtime.listener import Listener
from quintet.foundation.realtime.settings import RealtimeSettings
from quintet.foundation.realtime.streams import Streams
from quintet.foundation.settings import Settings
from quintet.identity.sessions.models import UserSession
from quintet.kit import time as clock
from quintet.kit.ids import new_id
from tests.conftest import ON_POSTGRESQL
from tests.foundation.events.program import happen
from tests.foundation.events.test_crashes import run_program
from tests.foundation.realtime.conftest import serving
from tests.world import ELSEWHERE_ID, HOME_ID, Person

Opener = Callable[..., Any]


def wait_until(condition: Callable[[], bool], seconds: float = 5) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.01)


def test_what_happens_is_told_at_once(follow: Opener, owner: Person) -> None:
    with follow(owner) as stream:
        first = stream.next()
        assert first.id
        assert first.data is None, "the id alone says where the stream begins"
        company = owner.made("/companies", name="Acme")
        begun = time.monotonic()
        message = stream.event()
        assert time.monotonic() - begun < 2
        owner.patch(f"/companies/{company['id']}", {"name": "Acme Ltd"})
        second = stream.event()
    assert set(message.data) == {"id", "type", "at", "actor", "subject", "links", "data", "changes"}
    assert message.data["type"] == "company.created"
    assert message.data["actor"] == {"kind": "member", "id": owner.user_id, "label": "Owner"}
    assert message.data["subject"] == {"type": "company", "id": company["id"]}
    assert message.data["links"] == [{"type": "company", "id": company["id"]}]
    assert message.data["at"].endswith("Z")
    assert second.data["changes"] == {"name": ["Acme", "Acme Ltd"]}


def test_a_stream_that_broke_off_goes_on_where_it_was(follow: Opener, owner: Person) -> None:
    with follow(owner) as stream:
        start = stream.next().id
        owner.made("/companies", name="1")
        last = stream.event().id
    for name in ("2", "3"):
        owner.made("/companies", name=name)
    with follow(owner, headers={"Last-Event-ID": last}) as stream:
        assert [stream.event().data["data"]["title"] for _ in range(2)] == ["2", "3"]
    with follow(owner, after=start) as stream:
        assert [stream.event().data["data"]["title"] for _ in range(3)] == ["1", "2", "3"]


def test_a_cursor_of_another_log_is_told_so(follow: Opener, owner: Person) -> None:
    owner.made("/companies", name="1")
    with follow(owner, headers={"Last-Event-ID": f"{2**50}-{new_id()}"}) as stream:
        first = stream.next()
        owner.made("/companies", name="2")
        second = stream.event()
    assert (first.event, first.data) == ("reset", {})
    assert second.data["data"]["title"] == "2"
    with follow(owner, after=first.id) as stream:
        assert stream.event().id == second.id


def test_a_long_way_back_is_read_to_the_end(follow: Opener, owner: Person) -> None:
    with follow(owner) as stream:
        start = stream.next().id
    operations = [{"op": "create", "data": {"name": f"{number}"}} for number in range(500)]
    assert owner.post("/companies/bulk", {"operations": operations}).json()["succeeded"] == 500
    with follow(owner, after=start) as stream:
        ids = [stream.event().data["id"] for _ in range(500)]
    assert len(set(ids)) == 500


def test_members_are_told_of_what_they_see(follow: Opener, owner: Person, member: Person) -> None:
    with follow(member) as stream:
        stream.next()
        owner.made("/companies", name="Hidden", owner_id=owner.user_id)
        hidden = stream.next()
        owner.made("/companies", name="Mine", owner_id=member.user_id)
        mine = stream.event()
    assert (hidden.data, bool(hidden.id)) == (None, True)
    assert mine.data["data"]["title"] == "Mine"


def test_members_are_told_when_their_record_goes_to_the_bin(follow: Opener, owner: Person, member: Person) -> None:
    company = owner.made("/companies", name="Mine", owner_id=member.user_id)
    with follow(member) as stream:
        stream.next()
        owner.delete(f"/companies/{company['id']}")
        assert stream.event().data["type"] == "company.deleted"


def test_other_workspaces_are_told_nothing(follow: Opener, owner: Person, stranger: Person) -> None:
    with follow(stranger) as stream:
        stream.next()
        owner.made("/companies", name="Ours")
        stranger.made("/companies", name="Theirs")
        assert stream.event().data["data"]["title"] == "Theirs"


def test_a_stream_may_be_of_some_types_or_one_record(follow: Opener, owner: Person) -> None:
    company = owner.made("/companies", name="Watched")
    with (
        follow(owner, types="company.updated") as updates,
        follow(owner, record=f"company:{company['id']}") as one,
        follow(owner, types="deal.*,company.*") as companies,
    ):
        for stream in (updates, one, companies):
            stream.next()
        other = owner.made("/companies", name="Other")
        owner.patch(f"/companies/{company['id']}", {"name": "Watched closely"})
        assert updates.event().data["type"] == "company.updated"
        assert one.event().data["subject"]["id"] == company["id"]
        assert [companies.event().data["subject"]["id"] for _ in range(2)] == [other["id"], company["id"]]


def test_a_quiet_stream_gives_signs_of_life(follow: Opener, owner: Person) -> None:
    with follow(owner) as stream:
        stream.next()
        stream.until_heartbeat()
        stream.until_heartbeat()


def test_a_stream_ends_with_its_session(follow: Opener, owner: Person, member: Person, db: Database) -> None:
    def revoke(session: Session) -> None:
        mine = session.scalars(select(UserSession).where(UserSession.user_id == member.user_id))
        for each in mine:
            each.revoked_at = clock.now()

    with follow(member) as stream:
        stream.next()
        db.write_sync(revoke)
        owner.made("/companies", name="Mine", owner_id=member.user_id)
        last = stream.event()
        assert (last.event, last.data["code"]) == ("end", "session_ended")
        with pytest.raises(StopIteration):
            stream.next()


def test_a_place_is_free_again_when_its_client_has_gone(follow: Opener, owner: Person, streams: Streams) -> None:
    with follow(owner) as stream:
        stream.next()
        assert streams.open == 1
    wait_until(lambda: streams.open == 0)


def test_there_are_only_so_many_streams(
    follow: Opener, owner: Person, streams: Streams, realtime_settings: RealtimeSettings, address: str
) -> None:
    headers = {"Authorization": f"Bearer {owner.token}"}
    with follow(owner) as one, follow(owner) as two, follow(owner) as three:
        for stream in (one, two, three):
            stream.next()
        refused = httpx.get(f"{address}/api/v1/events/stream", headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (429, "rate_limited")
        assert refused.headers["retry-after"]
        assert streams.open == 3
    wait_until(lambda: streams.open == 0)


def test_streams_end_at_once_when_the_server_does(
    app: Any, streams: Streams, owner: Person, realtime_settings: RealtimeSettings
) -> None:
    realtime_settings.heartbeat_seconds = 60
    ended = threading.Event()

    def read(url: str, begun: threading.Event) -> None:
        headers = {"Authorization": f"Bearer {owner.token}"}
        with httpx.stream("GET", f"{url}/api/v1/events/stream", headers=headers, timeout=10) as response:
            for _ in response.iter_lines():
                begun.set()
        ended.set()

    begun = threading.Event()
    with serving(app) as url:
        thread = threading.Thread(target=read, args=(url, begun))
        thread.start()
        assert begun.wait(5)
        stopping = time.monotonic()
    assert time.monotonic() - stopping < 2
    assert ended.wait(2)
    thread.join()


def test_events_of_other_processes_are_told_too(follow: Opener, owner: Person, settings: Settings) -> None:
    with follow(owner) as stream:
        stream.next()
        assert run_program(settings, "not at all").returncode == 0
        assert stream.event().data["data"] == {"note": "not at all"}


@pytest.mark.skipif(not ON_POSTGRESQL, reason="SQLite tells nobody")
def test_a_process_tells_the_others_of_what_it_committed(db: Database) -> None:
    heard: list[str | None] = []
    listener, herald = Listener(db.url, heard.append), Herald(db)
    herald.start()
    try:
        wait_until(lambda: heard == [None])
        for workspace_id in (HOME_ID, ELSEWHERE_ID):
            db.write_sync(partial(happen, workspace_id=workspace_id, note="told"))
        wait_until(lambda: {*heard} == {None, HOME_ID, ELSEWHERE_ID})
    finally:
        listener.stop()
        herald.stop()
        listener.join()


@pytest.mark.parametrize(
    ("parameters", "headers"),
    [
        ({"types": "UPPER"}, {}),
        ({"record": "company"}, {}),
        ({"record": f"company:{'x' * 36}"}, {}),
        ({"after": "17"}, {}),
        ({}, {"Last-Event-ID": "nonsense"}),
        ({}, {"Last-Event-ID": f"{'9' * 20}-{new_id()}"}),
    ],
)
def test_what_is_refused(owner: Person, parameters: dict[str, str], headers: dict[str, str]) -> None:
    answer = owner.http.get("/api/v1/events/stream", params=parameters, headers=headers)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "invalid"


def test_strangers_are_asked_to_sign_in(anonymous: TestClient) -> None:
    assert anonymous.get("/api/v1/events/stream").status_code == 401
