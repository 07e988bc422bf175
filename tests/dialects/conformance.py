"""Replays contracts: each documented operation, called as documented, must answer as documented."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx2 as httpx
import orjson

from quintet.commerce.payments.ports import Intent, IntentStatus, Marks
from quintet.dialects.contract import Operation, contract
from quintet.foundation.access import Role
from quintet.foundation.db import Database
from quintet.providers.sandbox.card_events import HEADER, CardSigner, event_data
from tests.identity.mailbox import Mailbox
from tests.world import Person

OPEN = {"public", "token", "signature", "none", "cron"}
"""Tiers that ask for no signed-in user."""
FORBIDDEN_TO_MEMBERS = {"admin", "manager", "owner"}


@dataclass
class Town:
    """One application for a whole module, with its people by name."""

    people: dict[str, Person]
    anonymous: Any
    mailbox: Mailbox
    visitor: Callable[[], Any]
    """A browser in which nobody is signed in."""
    db: Database

    def token_mailed(self, email: str, path: str = "invitations") -> str:
        """The token in the newest mail to somebody."""
        return self.mailbox.token(email, path)

    def sign_in_as(self, name: str, email: str, password: str) -> None:
        """Have a user, who is not one of the people, among them."""
        http = self.visitor()
        answer = http.post("/api/v1/auth/login", json={"email": email, "password": password})
        assert answer.status_code == 200, answer.text
        token, seen = http.cookies["quintet_session"], answer.json()
        http.cookies.clear()
        http.headers["Authorization"] = f"Bearer {token}"
        here = seen["workspace"]
        role = Role(here["role"])
        self.people[name] = Person(name, seen["user"]["id"], here["member_id"], here["id"], role, token, http)

    def __getattr__(self, name: str) -> Person:
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None


@dataclass
class Call:
    """How an operation is called: what stands for the path's parameters, and what is sent.

    `json` of None sends the documented example, unless there is `content`, which is sent as it is. `who` is the owner,
    or nobody where no user is asked for. `without` are answered fields that cannot be there yet, each with the reason
    beside it.
    """

    path: Mapping[str, str] = field(default_factory=dict)
    json: Any = None
    content: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, Any] = field(default_factory=dict)
    files: Any = None
    data: Any = None
    who: str = ""
    without: Collection[str] = ()


Scene = Callable[[Town], Call]
Scenes = Mapping[str, Scene]


def operations_of(name: str, groups: Collection[str], waiting: Collection[str] = ()) -> list[Operation]:
    """The operations of the groups that are complete, but for those that wait for something."""
    chosen = [operation for operation in contract(name).values() if operation.group in groups]
    assert {operation.group for operation in chosen} == set(groups), "a group of this name is in no contract"
    return [operation for operation in chosen if operation.id not in waiting]


def replay(
    town: Town,
    name: str,
    operation: Operation,
    scene: Scene,
    *,
    unauthorized: Mapping[str, Any],
    forbidden: Callable[[Any], bool],
) -> httpx.Response:
    """Call it as nobody, as a plain member where that is not enough, and as it is documented.

    `unauthorized` is the dialect's whole answer to nobody; `forbidden` says whether a body has the form of a 403.
    """
    call = scene(town)
    town.anonymous.cookies.clear()  # an operation before may have signed somebody in
    if operation.auth not in OPEN:
        answer = send(town.anonymous, name, operation, call)
        assert (answer.status_code, answer.json()) == (401, unauthorized)
    if operation.auth in FORBIDDEN_TO_MEMBERS:
        answer = send(town.member.http, name, operation, call)
        assert answer.status_code == 403, answer.text
        assert forbidden(answer.json())
    who = call.who or ("" if operation.auth in OPEN else "owner")
    caller = town.people[who].http if who else town.anonymous
    answer = send(caller, name, operation, call)
    assert answer.status_code == operation.status, f"{answer.status_code}: {answer.text[:2000]}"
    if operation.documented is not None and answer.status_code not in (204, 302):
        example = "example" in (operation.facts.get("response") or operation.facts.get("chosen") or {})
        wrong = list(differences(operation.documented, answer.json(), typed=example))
        assert [each for each in wrong if each.partition(":")[0] not in call.without] == [], answer.text[:2000]
    return answer


def send(client: Any, name: str, operation: Operation, call: Call) -> httpx.Response:
    """One request to the dialect."""
    path = operation.path
    for key, value in call.path.items():
        assert f"{{{key}}}" in path, f"{path} has no {key}"
        path = path.replace(f"{{{key}}}", value)
    assert "{" not in path, f"the scene leaves a parameter of {path} open"
    body: dict[str, Any] = {}
    if call.content is not None:
        body = {"content": call.content, "headers": dict(call.headers)}
    elif call.files is not None or call.data is not None:
        body = {"files": call.files, "data": call.data}
    elif operation.method not in ("GET", "DELETE") or call.json is not None:
        body = {"json": operation.facts.get("request_example", {}) if call.json is None else call.json}
    answer: httpx.Response = client.request(
        operation.method, f"/{name}{path}", params=dict(call.query) or None, follow_redirects=False, **body
    )
    return answer


def differences(documented: Any, answered: Any, *, typed: bool, place: str = "") -> Iterator[str]:
    """Where an answer falls short of what is documented: fields missing, and with `typed` values of another type."""
    if isinstance(documented, Mapping):
        if not isinstance(answered, Mapping):
            if documented:
                yield f"{place or 'answer'}: no object but {type(answered).__name__}"
            return
        for key, value in documented.items():
            name = str(key).removesuffix("?")
            where = f"{place}.{name}".lstrip(".")
            if name in answered:
                yield from differences(value, answered[name], typed=typed, place=where)
            elif not str(key).endswith("?"):
                yield f"{where}: missing"
    elif isinstance(documented, list):
        if not isinstance(answered, list):
            yield f"{place or 'answer'}: no list but {type(answered).__name__}"
        elif documented and isinstance(documented[0], Mapping):
            if not answered:
                yield f"{place or 'answer'}: an empty list shows nothing"
            for item in answered[:1]:
                yield from differences(documented[0], item, typed=typed, place=place)
    elif typed and documented is not None and kind_of(documented) != kind_of(answered):
        yield f"{place}: {kind_of(answered)}, documented as {kind_of(documented)}"


def kind_of(value: Any) -> str:
    """The JSON type of a value."""
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float)):
        return "number"
    return {str: "string", dict: "object", list: "array", type(None): "null"}.get(type(value), "string")


def card_webhook(town: Town) -> Call:
    """What the sandbox's card provider sends of a payment that is none of ours."""
    report = Intent("sbx_intent_x", IntentStatus.succeeded, 100, "EUR", Marks())
    body = orjson.dumps(event_data("sbx_evt_x", "intent.succeeded", report))
    signature = CardSigner(town.mailbox.house.keyring).sign(body)
    return Call(content=body, headers={HEADER: signature, "Content-Type": "application/json"})
