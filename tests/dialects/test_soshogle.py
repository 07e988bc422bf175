"""Soshogle's contract, replayed."""

from typing import Any

import pytest

from quintet.dialects.contract import Operation
from quintet.kit.ids import new_id
from tests.dialects.conformance import Call, Scenes, Town, operations_of, replay

UNAUTHORIZED = {"error": "Unauthorized", "status": 401}
COMPLETE = {"Authentication"}
WAITING: dict[str, str] = {}
"""Operations of complete groups that are not there, and what they wait for."""


def contact(town: Town, **values: Any) -> dict[str, Any]:
    made = town.owner.http.post("/soshogle/api/contacts", json=values)
    assert made.status_code == 201, made.text
    found: dict[str, Any] = made.json()
    return found


def an_account(town: Town) -> Call:
    email, password = f"{new_id()}@example.com", "securePassword123"
    account = {"name": "John", "email": email, "password": password, "businessName": "Acme"}
    assert town.anonymous.post("/soshogle/api/signup", json=account).status_code == 200
    return Call(json={"email": email, "password": password})


SCENES: Scenes = {
    "auth.signup": lambda _: Call(),
    "auth.signin": an_account,
    "auth.session": lambda _: Call(who="member"),
}


@pytest.mark.parametrize("operation", operations_of("soshogle", COMPLETE, WAITING), ids=lambda each: each.id)
def test_operation(operation: Operation, town: Town) -> None:
    replay(
        town,
        "soshogle",
        operation,
        SCENES[operation.id],
        unauthorized=UNAUTHORIZED,
        forbidden=lambda body: {"error", "code", "details", "timestamp"} <= set(body),
    )
