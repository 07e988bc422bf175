"""Lists ask the database as often for many records as for few."""

from quintet.foundation.db.raw import count_queries
from quintet.kit.ids import new_id
from tests.dialects.conformance import Town

LISTS = {
    "/soshogle/api/contacts": 5,
    "/soshogle/api/leads": 4,
    "/soshogle/api/deals": 6,
    "/soshogle/api/analytics/overview": 13,
    "/soshogle/api/admin/users": 6,
    "/crmbackend/contacts": 6,
    "/crmbackend/deals": 8,
    "/crmbackend/pipelines": 5,
    "/crmbackend/tasks": 5,
    "/crmbackend/tasks/reminders": 10,
    "/crmbackend/dashboard/kpis": 9,
    "/crmbackend/settings/team": 2,
}
"""By path the most statements that read tables, the one that says who asks included."""


def make(town: Town, count: int) -> None:
    for _ in range(count):
        body = {"firstName": "Ann", "company": f"Firm {new_id()}", "tags": [f"Tag {new_id()}"]}
        made = town.owner.http.post("/crmbackend/contacts", json=body)
        assert made.status_code == 201, made.text
        contact = made.json()["data"]["contact"]["id"]
        town.owner.made("/deals", title="Deal", contact_ids=[contact], value_minor=100)
        town.owner.made("/leads", business_name="Firm")
        town.owner.made(
            "/tasks", title="Late", related_type="contact", related_id=contact, due_at="2020-01-01T00:00:00Z"
        )
        town.owner.made("/activities", type="call", subject="Call", participant_ids=[contact])


def statements(town: Town, path: str) -> list[str]:
    with count_queries(town.db.engine, town.db.write_engine) as seen:
        answer = town.owner.http.get(path)
    assert answer.status_code == 200, answer.text
    return [sql for sql in seen if "from" in sql.lower()]


def test_lists_ask_as_often_for_many_as_for_few(town: Town) -> None:
    make(town, 1)
    for path in LISTS:
        town.owner.http.get(path)  # what is asked once for all is known now
    few = {path: len(statements(town, path)) for path in LISTS}
    make(town, 6)
    many = {path: len(statements(town, path)) for path in LISTS}
    assert many == few
    assert {path: count for path, count in many.items() if count > LISTS[path]} == {}
