"""Sweeps over all routes: who may come in, and that workspaces stay apart."""

import re
from collections.abc import Callable
from enum import EnumType
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from quintet.foundation.objects.registry import AnyService, objects
from quintet.kit.ids import new_id
from tests.world import Person

PUBLIC = {
    ("GET", "/api/v1/openapi.json"),
    ("GET", "/api/v1/setup"),
    ("POST", "/api/v1/setup"),
    ("POST", "/api/v1/auth/sign-up"),
    ("POST", "/api/v1/auth/login"),
    ("POST", "/api/v1/auth/logout"),
    ("POST", "/api/v1/auth/verify-email"),
    ("POST", "/api/v1/auth/confirm-new-email"),
    ("POST", "/api/v1/auth/forgot-password"),
    ("POST", "/api/v1/auth/reset-password"),
    ("GET", "/api/v1/auth/invitations/{token}"),
    ("POST", "/api/v1/auth/invitations/{token}/accept"),
    ("GET", "/api/v1/auth/oauth"),
    ("GET", "/api/v1/auth/oauth/{provider}/start"),
    ("GET", "/api/v1/auth/oauth/{provider}/callback"),
    ("GET", "/api/v1/sandbox/oidc/{provider}/authorize"),
    ("POST", "/api/v1/sandbox/oidc/{provider}/authorize"),
    ("GET", "/api/v1/sandbox/cards/numbers"),
    ("POST", "/api/v1/sandbox/cards/confirm"),
    ("GET", "/api/v1/public/invoices/{token}"),
    ("POST", "/api/v1/public/invoices/{token}/checkout"),
    ("POST", "/api/v1/public/invoices/{token}/check"),
    ("GET", "/api/v1/public/invoices/{token}/pdf"),
    ("GET", "/api/v1/files/{file_id}/picture"),
    ("GET", "/api/v1/public/proposals/{token}"),
    ("POST", "/api/v1/public/proposals/{token}/accept"),
    ("POST", "/api/v1/public/proposals/{token}/decline"),
    ("GET", "/api/v1/public/invoices/{token}/agreement"),
    ("POST", "/api/v1/public/invoices/{token}/agreement"),
    ("POST", "/api/v1/inbound/{provider}"),
    ("POST", "/api/v1/inbound/{provider}/{key}"),
    ("GET", "/api/v1/inbound/{provider}/{key}"),
}
"""Routes that answer without an actor, each on purpose."""


KEYS_MAY = {
    ("GET", "/api/v1/auth/identities"),
    ("GET", "/api/v1/auth/me"),
    ("GET", "/api/v1/meta/objects"),
    ("GET", "/api/v1/overview"),
    ("GET", "/api/v1/profile"),
    ("GET", "/api/v1/profile/email"),
    ("GET", "/api/v1/roles"),
    ("GET", "/api/v1/search"),
}
"""What any API key reads, whatever its scopes: who it acts for, and what else leaves out what they don't give."""


def routes_of(app: FastAPI) -> list[tuple[str, str]]:
    return [
        (method, route.path)
        for route in app.router.routes
        if isinstance(route, APIRoute)
        for method in sorted(route.methods or ())
    ]


def fill(path: str, id_: str) -> str:
    return re.sub(r"\{[^}]+\}", id_, path)


_document: dict[str, Any] = {}


def document_of(app: FastAPI) -> dict[str, Any]:
    """The same for every application, and slow to make."""
    if not _document:
        _document.update(app.openapi())
    return _document


def fitting(document: dict[str, Any], method: str, path: str) -> dict[str, Any]:
    """The least body and parameters that an operation reads without complaint."""
    operation = document["paths"].get(path, {}).get(method.lower(), {})
    found: dict[str, Any] = {
        "params": {
            each["name"]: _fitting(document, each["schema"], each["name"])
            for each in operation.get("parameters", ())
            if each["in"] == "query" and each["required"]
        }
    }
    body = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if body is not None:
        found["json"] = _fitting(document, body["schema"])
        for end, more in BODIES.items():
            found["json"] |= more if path.endswith(end) else {}
        for service in objects().values():
            if (method, path) == ("POST", f"/api/v1/{service.spec.plural}"):
                found["json"] |= EXAMPLES.get(service.spec.name, {})
    return found


def _fitting(document: dict[str, Any], schema: dict[str, Any], name: str = "") -> Any:
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    for choice in schema.get("anyOf", ()):
        if choice.get("type") != "null":
            return _fitting(document, choice, name)
    if "const" in schema or "enum" in schema:
        return schema.get("const") or schema["enum"][0]
    match schema.get("type"):
        case "object":
            return {key: _fitting(document, schema["properties"][key], key) for key in schema.get("required", ())}
        case "array":
            return [_fitting(document, schema["items"], name)] * schema.get("minItems", 0)
        case "integer" | "number":
            return max(1, schema.get("minimum", 1))
        case "boolean":
            return True
    if name.endswith(("id", "ids")):
        return new_id()
    texts = {"email": "somebody@example.com", "date": "2026-01-01", "date-time": "2030-01-01T00:00:00Z"}
    return texts.get(schema.get("format", name), "a good long text")


def test_every_route_needs_an_actor_or_is_public_on_purpose(app: FastAPI, anonymous: TestClient) -> None:
    document = document_of(app)
    open_routes = []
    for method, path in routes_of(app):
        if (method, path) in PUBLIC:
            continue
        # What is sent is read before the door: only what fits shows that there is one.
        answer = anonymous.request(method, fill(path, new_id()), **fitting(document, method, path))
        if answer.status_code != 401:
            open_routes.append((method, path, answer.status_code, answer.text))
    assert open_routes == []


def test_a_key_reaches_only_what_its_scopes_name(app: FastAPI, key: Callable[..., Person]) -> None:
    narrow = key("notifications:read")
    reached = [
        (method, path, answer.status_code)
        for method, path in routes_of(app)
        if (method, path) not in PUBLIC | KEYS_MAY and not path.startswith("/api/v1/notifications")
        for answer in [narrow.http.request(method, fill(path, new_id()), json={})]
        if answer.status_code not in (401, 403, 404, 422)
    ]
    assert reached == []


def test_public_routes_exist(app: FastAPI) -> None:
    known = {*routes_of(app), ("GET", "/api/v1/openapi.json")}
    assert known >= PUBLIC


def test_every_operation_is_described(app: FastAPI) -> None:
    document = document_of(app)
    poor = []
    seen: set[str] = set()
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if not operation.get("summary") or operation["operationId"] in seen:
                poor.append((method, path))
            seen.add(operation["operationId"])
    assert poor == []


@pytest.mark.parametrize("service", objects().values(), ids=lambda service: service.spec.name)
def test_records_of_another_workspace_do_not_exist(
    service: AnyService, owner: Person, stranger: Person, key: Callable[..., Person], app: FastAPI
) -> None:
    """Nor do they for a key without their scope."""
    spec = service.spec
    record = owner.made(f"/{spec.plural}", **example(service, owner))
    assert stranger.listed(f"/{spec.plural}") == []
    narrow = key("notifications:read")
    checked = 0
    for method, path in routes_of(app):
        if not path.startswith(f"/api/v1/{spec.plural}/{{"):
            continue
        sent = fitting(document_of(app), method, path)
        for person, refused in ((stranger, (404,)), (narrow, (401, 403, 404))):
            answer = person.http.request(method, fill(path, record["id"]), **sent)
            assert answer.status_code in refused, (person.name, method, path, answer.status_code, answer.text)
        checked += 1
    assert checked >= 4
    after = owner.get(f"/{spec.plural}/{record['id']}").json()
    assert after["version"] == record["version"]


EXAMPLES: dict[str, dict[str, Any]] = {
    "activity": {"type": "call", "subject": "Example"},
    "contact": {"first_name": "Example"},
    "contract_term": {"months": 12},
    "device": {"serial": "EXAMPLE-1"},
    "invoice": {"lines": [{"description": "Example", "unit_price_minor": 100}]},
    "lead": {"business_name": "Example"},
    "note": {"body": "Example"},
    "payment": {"amount_minor": 100, "method": "cash"},
    "payment_term": {"days": 14},
    "proposal": {"lines": [{"description": "Example", "unit_price_minor": 100}]},
    "segment": {"object": "contact", "kind": "list"},
    "sim": {"iccid": "8944500102198304826"},
    "tax_rate": {"percent": 19},
}
"""What makes a record of the objects that a name alone does not make."""
BODIES: dict[str, dict[str, Any]] = {
    "/bulk-tags": {"add": [new_id()]},
    "/imports": {"object": "contact"},
    "/invoices": {"company_id": new_id()},
    "/proposals": {"company_id": new_id()},
    "/{id}/tags": {"names": ["Example"]},
}
"""What bodies need besides what their schemas say, by the end of the path."""


def example(service: AnyService, owner: Person) -> dict[str, Any]:
    """The least that makes a record."""
    values: dict[str, Any] = dict(EXAMPLES.get(service.spec.name, {}))
    for name, field in service.spec.create.model_fields.items():
        if name == "related_type" and field.is_required():
            company = owner.made("/companies", name="Parent")
            values |= {"related_type": "company", "related_id": company["id"]}
        elif name == "company_id" and (field.is_required() or service.spec.name in ("invoice", "proposal")):
            values[name] = owner.made("/companies", name="Parent")["id"]
        elif name == "pipeline_id" and field.is_required():
            values[name] = owner.made("/pipelines", name="Parent")["id"]
        elif name == "invoice_id" and field.is_required():
            company = owner.made("/companies", name="Parent")["id"]
            values[name] = owner.made("/invoices", company_id=company, **EXAMPLES["invoice"])["id"]
            owner.post(f"/invoices/{values[name]}/mark-sent")
        elif field.is_required() and name not in values and name != "related_id":
            choices = list(field.annotation) if isinstance(field.annotation, EnumType) else ["Example"]
            values[name] = choices[0]
    return values
