"""Clianta's contract, replayed."""

from collections.abc import Callable
from typing import Any

import pytest

from quintet.dialects.contract import Operation
from quintet.kit.ids import new_id
from tests.dialects.conformance import Call, Scene, Scenes, Town, operations_of, replay
from tests.world import ELSEWHERE_ID, HOME_ID, Person

UNAUTHORIZED = {"error": "unauthenticated", "message": "Sign in to continue."}
COMPLETE = {
    "Authentication",
    "Contacts",
    "Companies",
    "Opportunities",
    "Pipelines",
    "Activities",
    "Tasks",
    "Dashboard",
    "Proposals",
}
WAITING: dict[str, str] = {}
HOME = f"/clianta/api/workspaces/{HOME_ID}"
PASSWORD = "long enough 1"
CSV = "firstName,email,company\nAnn,{},New Firm\nBob,wrong,None Such\n"


def sent(person: Person, method: str, path: str, **call: Any) -> Any:
    """What `data` says; the test fails when the call does."""
    answer = person.http.request(method, path, **call)
    assert answer.status_code < 300, answer.text
    return answer.json()["data"]


def made(kind: str, **body: Any) -> Callable[[Town], str]:
    """Makes a record of the kind and gives its id."""

    def make(town: Town) -> str:
        id_: str = sent(town.owner, "POST", f"{HOME}/{kind}", json=body)["id"]
        return id_

    return make


def a_contact(town: Town) -> str:
    email = f"{new_id()}@example.com"
    return made("contacts", firstName="Ann", email=email, company="Acme", tags=["VIP"])(town)


def an_activity(town: Town) -> str:
    body = {"type": "call", "subject": "Hello"}
    path = f"/clianta/api/activities/workspaces/{HOME_ID}/activities"
    id_: str = sent(town.owner, "POST", path, json=body)["id"]
    return id_


a_company = made("companies", name="Acme")
an_opportunity = made("opportunities", title="Website", value=1500.5)
a_pipeline = made("pipelines", name="Another", stages=[{"name": "First", "probability": 20}])
LINES = [{"description": "Design", "quantity": 1.5, "unitPrice": 99.99}]
a_task = made("tasks", title="Call Ann", dueAt="2030-01-01T09:00:00Z")


def a_proposal(town: Town) -> str:
    return made("proposals", title="Website", lines=LINES, discount=0.99, companyId=a_company(town))(town)


def at(make: Callable[[Town], str] | None = None, name: str = "", **call: Any) -> Scene:
    """In the home workspace, on the record that `make` makes."""

    def scene(town: Town) -> Call:
        path = {"workspaceId": HOME_ID}
        if make is not None:
            id_ = make(town)
            if name:
                path[name] = id_
        return Call(path=path, **call)

    return scene


def an_account(town: Town) -> str:
    email = f"{new_id()}@example.com"
    body = {"name": "New Person", "email": email, "password": PASSWORD}
    assert town.visitor().post("/clianta/api/auth/register", json=body).status_code == 201
    return email


def leaving(town: Town) -> Call:
    town.sign_in_as("leaver", an_account(town), PASSWORD)
    return Call(who="leaver")


def forgetting(town: Town) -> Call:
    email = an_account(town)
    town.visitor().post("/clianta/api/auth/forgot-password", json={"email": email})
    return Call(json={"token": town.token_mailed(email, "reset-password"), "password": "another one 2"})


def table(content: str) -> dict[str, Any]:
    return {"file": ("contacts.csv", content.encode(), "text/csv")}


SCENES: Scenes = {
    "auth.register": lambda _: Call(json={"name": "Ann", "email": f"{new_id()}@example.com", "password": PASSWORD}),
    "auth.login": lambda town: Call(json={"email": an_account(town), "password": PASSWORD}),
    "auth.logout": leaving,
    "auth.me": lambda _: Call(),
    "auth.google": lambda _: Call(json={}),
    "auth.google_callback": lambda _: Call(query={"code": "x", "state": "y"}),
    "auth.verify_email": lambda town: Call(json={"token": town.token_mailed(an_account(town), "verify-email")}),
    "auth.forgot_password": lambda _: Call(json={"email": "owner@example.com"}),
    "auth.reset_password": forgetting,
    "contacts.list": at(a_contact, query={"search": "ann", "sort": "fullName", "status": "active"}),
    "contacts.create": lambda _: Call(
        path={"workspaceId": HOME_ID}, json={"firstName": "Bo", "email": f"{new_id()}@example.com"}
    ),
    "contacts.enrich": at(a_contact, "contactId"),
    "contacts.get": at(a_contact, "contactId"),
    "contacts.update": at(a_contact, "contactId", json={"title": "CEO"}),
    "contacts.delete": at(a_contact, "contactId"),
    "contacts.import": lambda _: Call(
        path={"workspaceId": HOME_ID}, files=table(CSV.format(f"{new_id()}@example.com")), data={}
    ),
    "companies.list": at(a_company),
    "companies.create": at(json={"name": "Bolt", "domain": "bolt.example"}),
    "companies.get": at(a_company, "companyId"),
    "companies.update": at(a_company, "companyId", json={"industry": "Tea"}),
    "companies.delete": at(a_company, "companyId"),
    "companies.contacts": lambda town: Call(
        path={
            "workspaceId": HOME_ID,
            "companyId": town.owner.get(f"/contacts/{a_contact(town)}").json()["company_id"],
        }
    ),
    "opportunities.list": at(an_opportunity, query={"status": "open", "sort": "-value"}),
    "opportunities.create": at(json={"title": "New site", "value": 99.9}),
    "opportunities.get": at(an_opportunity, "oppId"),
    "opportunities.update": at(an_opportunity, "oppId", json={"value": 12}),
    "opportunities.delete": at(an_opportunity, "oppId"),
    "opportunities.move_stage": at(an_opportunity, "oppId", json={"stage": "proposal"}),
    "pipelines.list": at(a_pipeline),
    "pipelines.create": at(json={"name": "Partners"}),
    "pipelines.update": at(a_pipeline, "pipelineId", json={"name": "Renamed"}),
    "pipelines.delete": at(a_pipeline, "pipelineId"),
    "activities.list": at(an_activity, query={"type": "call"}),
    "activities.create": at(json={"type": "meeting", "subject": "Lunch"}),
    "activities.get": lambda town: Call(path={"activityId": an_activity(town)}),
    "activities.update": lambda town: Call(path={"activityId": an_activity(town)}, json={"outcome": "Good"}),
    "tasks.list": at(a_task, query={"status": "open", "sort": "dueAt"}),
    "tasks.create": at(json={"title": "Write"}),
    "tasks.update": at(a_task, "taskId", json={"status": "done"}),
    "tasks.delete": at(a_task, "taskId"),
    "proposals.list": at(a_proposal, query={"status": "draft", "sort": "-total", "search": "website"}),
    "proposals.create": lambda town: Call(
        path={"workspaceId": HOME_ID},
        json={"title": "Site", "lines": LINES, "dealId": an_opportunity(town), "companyId": a_company(town)},
    ),
    "proposals.get": at(a_proposal, "proposalId"),
    "dashboard.overview": at(an_opportunity),
    "dashboard.activity_feed": at(an_activity),
}


@pytest.mark.parametrize("operation", operations_of("clianta", COMPLETE, WAITING), ids=lambda each: each.id)
def test_operation(operation: Operation, town: Town) -> None:
    replay(
        town,
        "clianta",
        operation,
        SCENES[operation.id],
        unauthorized=UNAUTHORIZED,
        forbidden=lambda body: {"error", "message"} <= set(body),
    )


class TestWorkspaces:
    def test_another_workspaces_path_is_closed(self, town: Town) -> None:
        a_contact(town)
        there = f"/clianta/api/workspaces/{ELSEWHERE_ID}/contacts"
        assert town.owner.http.get(there).status_code == 404
        assert town.owner.http.post(there, json={"firstName": "x"}).status_code == 404
        assert sent(town.stranger, "GET", there) == []
        elsewhere = f"/clianta/api/activities/workspaces/{ELSEWHERE_ID}/activities"
        assert town.owner.http.get(elsewhere).status_code == 404

    def test_members_see_their_own(self, town: Town) -> None:
        id_ = a_contact(town)
        assert town.member.http.get(f"{HOME}/contacts/{id_}").status_code == 404
        assert town.member.http.put(f"{HOME}/contacts/{id_}", json={"title": "x"}).status_code == 404
        assert town.member.http.post(f"{HOME}/pipelines", json={"name": "Mine"}).status_code == 403


class TestLists:
    def test_every_field_is_a_filter(self, town: Town) -> None:
        id_ = a_contact(town)
        sent(town.owner, "PUT", f"{HOME}/contacts/{id_}", json={"title": "Head of Tea", "source": "Fair"})
        found = sent(town.owner, "GET", f"{HOME}/contacts", params={"title[contains]": "tea", "source": "Fair"})
        assert [each["id"] for each in found] == [id_]
        wrong = town.owner.http.get(f"{HOME}/contacts", params={"noSuchField": "x"})
        assert (wrong.status_code, wrong.json()["error"]) == (400, "invalid")

    def test_pages(self, town: Town) -> None:
        for _ in range(3):
            path = f"/clianta/api/workspaces/{ELSEWHERE_ID}/companies"
            sent(town.stranger, "POST", path, json={"name": "Acme"})
        answer = town.stranger.http.get(path, params={"page": 2, "limit": 2}).json()
        assert answer["pagination"] == {"page": 2, "limit": 2, "total": 3, "pages": 2}
        assert len(answer["data"]) == 1


class TestOpportunities:
    def test_moving_by_name_stays_in_the_pipeline(self, town: Town) -> None:
        pipeline = sent(town.owner, "GET", f"{HOME}/pipelines", params={"name": "Another"})
        id_ = pipeline[0]["id"] if pipeline else a_pipeline(town)
        opportunity = made("opportunities", title="There", pipelineId=id_)(town)
        path = f"{HOME}/opportunities/{opportunity}/stage"
        assert town.owner.http.put(path, json={"stage": "Proposal"}).status_code == 400
        assert sent(town.owner, "PUT", path, json={"stage": "first"})["stage"]["name"] == "First"

    def test_money_is_in_major_units(self, town: Town) -> None:
        shown = sent(town.owner, "GET", f"{HOME}/opportunities/{an_opportunity(town)}")
        assert (shown["value"], shown["currency"]) == (1500.5, "EUR")
        wrong = town.owner.http.post(f"{HOME}/opportunities", json={"title": "x", "value": "much"})
        assert "value" in wrong.json()["details"][0]

    def test_stages_are_sent_back_with_their_pipeline(self, town: Town) -> None:
        stages = [{"name": name, "probability": n * 20} for n, name in enumerate(("First", "Second"), 1)]
        pipeline = sent(town.owner, "POST", f"{HOME}/pipelines", json={"name": new_id(), "stages": stages})
        path = f"{HOME}/pipelines/{pipeline['id']}"
        first, second, *closed = pipeline["stages"]
        as_it_is = sent(town.owner, "PUT", path, json=pipeline)
        assert (as_it_is["name"], as_it_is["stages"]) == (pipeline["name"], pipeline["stages"])
        wanted = [second, {**first, "name": "Later", "probability": 30}, {"name": "New", "probability": 60}, *closed]
        changed = sent(town.owner, "PUT", path, json={"stages": wanted})["stages"]
        names = ["Second", "Later", "New", *(stage["name"] for stage in closed)]
        assert [stage["name"] for stage in changed] == names
        assert [stage["id"] for stage in changed][:2] == [second["id"], first["id"]]
        deal = {"title": "Here", "pipelineId": pipeline["id"], "stageId": second["id"]}
        sent(town.owner, "POST", f"{HOME}/opportunities", json=deal)
        # Nothing happens when one that goes is in use, or when one is of another pipeline.
        for wrong, status in ((changed[1:], 409), ([{"id": new_id()}], 400), ([], 400)):
            assert town.owner.http.put(path, json={"name": "Other", "stages": wrong}).status_code == status
        (after,) = sent(town.owner, "GET", f"{HOME}/pipelines", params={"name": pipeline["name"]})
        assert (after["name"], after["stages"]) == (pipeline["name"], changed)
        assert town.member.http.put(path, json={"stages": changed}).status_code == 403


class TestAuthentication:
    def test_the_session_of_the_web_app_signs_in_too(self, town: Town) -> None:
        """That is where signing in with Google leads."""
        browser = town.visitor()
        assert browser.get("/clianta/api/auth/me").status_code == 401
        browser.cookies.set("quintet_session", town.owner.token)
        assert browser.get("/clianta/api/auth/me").json()["data"]["user"]["id"] == town.owner.user_id
        assert browser.get(f"{HOME}/pipelines").status_code == 200

    def test_who_left_is_out(self, town: Town) -> None:
        town.sign_in_as("left", an_account(town), PASSWORD)
        left = town.people["left"]
        assert sent(left, "GET", "/clianta/api/auth/me")["user"]["name"] == "New Person"
        sent(left, "POST", "/clianta/api/auth/logout")
        assert left.http.get("/clianta/api/auth/me").status_code == 401

    def test_a_reset_password_is_the_only_one(self, town: Town) -> None:
        email = an_account(town)
        town.visitor().post("/clianta/api/auth/forgot-password", json={"email": email})
        body = {"token": town.token_mailed(email, "reset-password"), "password": "another one 2"}
        assert town.visitor().post("/clianta/api/auth/reset-password", json=body).status_code == 200
        assert town.visitor().post("/clianta/api/auth/reset-password", json=body).status_code == 400

        def status(password: str) -> int:
            login = {"email": email, "password": password}
            answer: int = town.visitor().post("/clianta/api/auth/login", json=login).status_code
            return answer

        assert (status(PASSWORD), status("another one 2")) == (401, 200)


class TestProposals:
    def test_money_is_in_the_currency_of_the_deal(self, town: Town) -> None:
        shown = sent(town.owner, "GET", f"{HOME}/proposals/{a_proposal(town)}")
        assert (shown["subtotal"], shown["discount"], shown["total"]) == (149.99, 0.99, 149)
        line = {"quantity": 1.5, "unitPrice": 99.99, "total": 149.99}
        assert {name: shown["lines"][0][name] for name in line} == line
        deal = made("opportunities", title="Tokyo", currency="JPY")(town)
        body = {"title": "Yen", "dealId": deal, "companyId": a_company(town), "lines": [{**LINES[0], "unitPrice": 300}]}
        yen = sent(town.owner, "POST", f"{HOME}/proposals", json=body)
        assert (yen["currency"], yen["total"], yen["deal"]["name"]) == ("JPY", 450, "Tokyo")
        wrong: list[dict[str, Any]] = [{"lines": [{**LINES[0], "unitPrice": "much"}]}, {"lines": "x"}, {"lines": [{}]}]
        for said in [*wrong, {"title": ""}]:
            answer = town.owner.http.post(f"{HOME}/proposals", json={**body, **said})
            assert answer.status_code == 400
            assert answer.json()["details"][0].startswith(next(iter(said)))
        id_ = a_proposal(town)
        assert town.member.http.get(f"{HOME}/proposals/{id_}").status_code == 404
