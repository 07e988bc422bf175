"""A provider whose webhooks are signed, and the records it leaves behind."""

import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

import httpx2 as httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import Column, Integer, MetaData, String, Table, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from quintet.foundation.db import Database
from quintet.foundation.http import Reply
from quintet.foundation.inbound import InboundEvent, InboundProviders, InboundRequest, Verified
from quintet.kit.errors import NotFound, Unauthenticated
from quintet.wiring import House
from tests.world import ELSEWHERE_ID, HOME_ID

SECRET = b"shared with the provider"
KEYS = {"home": HOME_ID, "elsewhere": ELSEWHERE_ID, "": None}
# Not in the models' metadata: it must not look like a table that a migration forgot.
EFFECTS = Table("inbound_effects", MetaData(), Column("name", String, primary_key=True), Column("times", Integer))


def sign(body: bytes) -> str:
    return hmac.new(SECRET, body, hashlib.sha256).hexdigest()


class Parcels:
    """Tells of parcels. Its signature is over the body."""

    name = "parcels"
    kept_headers = frozenset({"x-parcel-attempt"})

    def __init__(self) -> None:
        self.failing = False
        self.calls: list[InboundRequest] = []

    def verify(self, session: Session, request: InboundRequest) -> Verified:
        self.calls.append(request)
        if request.key not in KEYS:
            raise NotFound("connection")
        if request.method == "GET":
            return Verified(None, reply=Reply(200, request.query["challenge"].encode(), "text/plain"))
        if not hmac.compare_digest(sign(request.body), request.headers.get("x-parcel-signature", "")):
            raise Unauthenticated("The signature is wrong.")
        event = json.loads(request.body)
        return Verified(event["id"], KEYS[request.key], event["type"])

    def handle(self, session: Session, event: InboundEvent) -> None:
        dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
        first = dialect.insert(EFFECTS).values(name=f"{event.scope}/{event.external_id}", times=1)
        session.execute(
            first.on_conflict_do_update(index_elements=[EFFECTS.c.name], set_={"times": EFFECTS.c.times + 1})
        )
        if self.failing:
            raise RuntimeError("the parcel is lost")


@pytest.fixture
def parcels(house: House) -> Parcels:
    """The provider, made known to the house, with its table."""
    with house.db.write_engine.begin() as connection:
        EFFECTS.create(connection)
    provider = Parcels()
    house.services.get(InboundProviders).add(provider)
    return provider


Send = Callable[..., httpx.Response]


@pytest.fixture
def send(app: FastAPI, parcels: Parcels) -> Send:
    """Sends a webhook as the provider does."""
    client = TestClient(app, raise_server_exceptions=False)

    def call(key: str = "home", *, signature: str | None = None, **event: Any) -> httpx.Response:
        body = json.dumps({"id": "evt_1", "type": "parcel.sent", **event}).encode()
        headers = {"X-Parcel-Signature": signature or sign(body), "X-Parcel-Attempt": "1", "Authorization": "Basic x"}
        return client.post(f"/api/v1/inbound/parcels/{key}".rstrip("/"), content=body, headers=headers)

    return call


def effects(db: Database) -> dict[str, int]:
    rows = db.read_sync(lambda session: session.execute(select(EFFECTS.c.name, EFFECTS.c.times)).all())
    return {row.name: row.times for row in rows}


def stored(db: Database) -> list[InboundEvent]:
    return db.read_sync(lambda session: list(session.scalars(select(InboundEvent).order_by(InboundEvent.id))))


def set_received(db: Database, **values: Any) -> None:
    db.write_sync(lambda session: session.execute(update(InboundEvent).values(**values)))
