"""Document templates: who writes them, what they may say, and what they may not take."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.testclient import TestClient

from quintet.commerce.invoices.object import INVOICE
from quintet.commerce.templates.models import TemplateType
from quintet.commerce.templates.variables import sample_of, values_of
from quintet.foundation.db import Database, bind_workspace
from quintet.foundation.objects.reading import get_record
from tests.world import Person

LOOP = "{% for line in invoice.lines %} {{ line.description }}{% endfor %}"
TEXT = "Dear {{ contact.first_name }}, {{ invoice.total }}" + LOOP
AGREEMENT = {"type": "agreement", "name": "Usual", "content": TEXT}


def test_who_may(anonymous: TestClient, member: Person, manager: Person, stranger: Person) -> None:
    assert anonymous.get("/api/v1/document-templates").status_code == 401
    assert anonymous.post("/api/v1/document-previews", json={"type": "agreement"}).status_code == 401
    assert member.post("/document-templates", AGREEMENT).status_code == 403
    made = manager.made("/document-templates", **AGREEMENT)
    path = f"/document-templates/{made['id']}"
    assert member.get(path).json()["content"] == TEXT
    assert stranger.get(path).status_code == 404
    assert member.patch(path, {"name": "x"}).status_code == 403
    assert manager.patch(path, {"name": "Better", "subject": "{{ invoice.number }}"}).json()["version"] == 2
    for body, field in (
        ({"name": ""}, "name"),
        ({"content": ""}, "content"),
        ({"subject": "{{ nope }}"}, "subject"),
        ({"type": "invoice"}, "type"),
    ):
        answer = manager.patch(path, body)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


def test_one_name_and_one_default_of_each_type(manager: Person) -> None:
    first = manager.made("/document-templates", **AGREEMENT, is_default=True)
    again = manager.post("/document-templates", {**AGREEMENT, "name": "USUAL"})
    assert (again.status_code, again.json()["existing_id"]) == (409, first["id"])
    manager.made("/document-templates", **{**AGREEMENT, "type": "invoice"}, is_default=True)
    second = manager.made("/document-templates", **{**AGREEMENT, "name": "Other"}, is_default=True)
    defaults = {(row["type"], row["name"]) for row in manager.listed("/document-templates") if row["is_default"]}
    assert defaults == {("agreement", "Other"), ("invoice", "Usual")}
    assert manager.delete(f"/document-templates/{second['id']}").status_code == 204
    manager.patch(f"/document-templates/{first['id']}", {"is_default": True})
    assert manager.post(f"/document-templates/{second['id']}/restore").json()["is_default"] is False

    def make(number: int) -> int:
        body = {**AGREEMENT, "type": "contract", "name": f"No. {number}", "content": "Hello", "is_default": True}
        return manager.post("/document-templates", body).status_code

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(make, range(6))) <= {201, 409}
    assert sum(row["is_default"] for row in manager.listed("/document-templates", type="contract")) == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("{% if %}", "bad_template"),
        ("{{ 'a'", "bad_template"),
        ("{% include 'x' %}", "bad_template"),
        ("{% render 'x' %}", "bad_template"),
        ("{{ invoice.numbr }}", "unknown_variable"),
        ("{{ invoice.number.__class__ }}", "unknown_variable"),
        ("{{ invoice.lines[0].cost }}", "unknown_variable"),
        ("{% for line in invoice.lines %}{{ line.cost }}{% endfor %}", "bad_template"),
        ("{{ invoice.notes | replace: 'a', invoice.notes }}", "unknown_filter"),
        ("{{ 9 | times: 9 }}", "unknown_filter"),
        ("{% for i in (1..1000000000) %}x{% endfor %}", "bad_template"),
        ("{% for i in (1..4000) %}{% for j in (1..4000) %}x{% endfor %}{% endfor %}", "bad_template"),
        ("{% assign a = 'xxxxxxxx' %}" + "{% assign a = a | append: a %}" * 40 + "{{ a }}", "bad_template"),
        ("{% if today %}" * 30 + "x" + "{% endif %}" * 30, "bad_template"),
        ("{{ today" + "[" * 3_000 + "1" + "]" * 3_000 + " }}", "bad_template"),
        ("x" * 20_001, "string_too_long"),
    ],
)
def test_what_texts_may_not(manager: Person, content: str, code: str) -> None:
    for path, more in (("/document-templates", {"name": "x"}), ("/document-previews", {})):
        answer = manager.post(path, {"type": "agreement", "content": content, **more})
        [error] = answer.json()["errors"]
        assert (answer.status_code, error["field"], error["code"]) == (422, "content", code)


def test_trying_out(member: Person, colleague: Person) -> None:
    assert "invoice.lines[].description" in [
        each["name"] for each in member.get("/document-variables", type="agreement").json()["data"]
    ]
    proposals = [each["name"] for each in member.get("/document-variables", type="proposal").json()["data"]]
    assert "contact.first_name" in proposals
    assert "invoice.number" not in proposals
    assert member.post("/document-previews", {"type": "proposal", "content": TEXT}).status_code == 422
    sample = member.post("/document-previews", {"type": "agreement", "subject": "{{ today }}", "content": TEXT}).json()
    assert sample == {"subject": "March 5, 2026", "content": "Dear Ann, $275.00 Consulting"}
    contact = member.made("/contacts", first_name="Bo")
    lines = [{"description": f"{{{{ {n} }}}} <b>", "unit_price_minor": 100} for n in range(2)]
    invoice = member.made("/invoices", contact_id=contact["id"], lines=lines)
    asked = {"type": "agreement", "content": TEXT, "invoice_id": invoice["id"]}
    assert member.post("/document-previews", asked).json()["content"] == "Dear Bo, €2.00 {{ 0 }} <b> {{ 1 }} <b>"
    assert colleague.post("/document-previews", asked).status_code == 404


def test_what_is_promised_is_given(db: Database, member: Person) -> None:
    contact = member.made("/contacts", first_name="Bo")
    lines = [{"description": "x", "unit_price_minor": 100}]
    invoice = member.made("/invoices", contact_id=contact["id"], lines=lines)

    def shape(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: shape(each) for name, each in value.items()}
        return shape(value[0]) if isinstance(value, list) else type(value)

    def work(session: Any) -> Any:
        bind_workspace(session, member.workspace_id)
        return values_of(session, get_record(session, member.actor, INVOICE, invoice["id"]))

    assert shape(db.read_sync(work)) == shape(sample_of(TemplateType.agreement))


def test_mails_take_the_default_text(manager: Person) -> None:
    contact = manager.made("/contacts", first_name="Bo", email="bo@acme.example")
    text = {
        "type": "invoice",
        "name": "Ours",
        "subject": "Bill\n{{ invoice.number }}",
        "content": "Hi {{ contact.first_name }}!",
    }
    manager.made("/document-templates", **text, is_default=True)
    lines = [{"description": "x", "unit_price_minor": 100}]
    invoice = manager.made("/invoices", contact_id=contact["id"], lines=lines)
    draft = manager.get(f"/invoices/{invoice['id']}/mail-draft").json()
    assert draft == {"to": "bo@acme.example", "subject": f"Bill {invoice['number']}", "message": "Hi Bo!"}
    reminder = manager.get(f"/invoices/{invoice['id']}/mail-draft", kind="reminder").json()
    assert reminder["subject"].startswith("Reminder")
