"""One customer through all five dialects: each sees what the others did, in its own words, as far as its role goes."""

from typing import Any

from quintet.kit.ids import new_id
from tests.dialects.conformance import Town
from tests.world import HOME_ID, Person


def sent(person: Person, method: str, path: str, **call: Any) -> Any:
    answer = person.http.request(method, path, **call)
    assert answer.status_code < 300, f"{path}: {answer.text}"
    return answer.json()


def test_one_customer_in_five_front_ends(town: Town) -> None:
    email = f"{new_id()}@example.com"
    rep = town.member
    # Soshogle: a member writes down a person and a deal with them.
    person = {"firstName": "Alice", "lastName": "Johnson", "email": email, "company": f"Studio {email[:8]}"}
    contact = sent(rep, "POST", "/soshogle/api/contacts", json=person)["id"]
    body = {"title": "New site", "value": 1200, "stage": "QUALIFIED", "contactIds": [contact]}
    deal = sent(rep, "POST", "/soshogle/api/deals", json=body)["id"]

    # Clianta: their manager finds the deal in the workspace's path and moves it.
    home = f"/clianta/api/workspaces/{HOME_ID}"
    seen = sent(town.manager, "GET", f"{home}/opportunities/{deal}")["data"]
    assert (seen["value"], seen["stage"]["name"], seen["contact"]["name"]) == (1200, "Qualified", "Alice Johnson")
    moved = sent(town.manager, "PUT", f"{home}/opportunities/{deal}/stage", json={"stage": "Proposal"})["data"]
    assert moved["stage"]["name"] == "Proposal"

    # GPS Leaders: the rep tags the person and notes what is to be done.
    tagged = sent(rep, "PATCH", f"/gpsleaders/api/contacts/{contact}", json={"tags": ["Hot"]})["data"]
    assert tagged["tags"] == ["Hot"]
    task = {"title": "Send the offer", "companyId": tagged["companyId"]}
    sent(rep, "POST", "/gpsleaders/api/tasks", json=task)

    # The Command Center: everything is there in its words.
    shown = sent(rep, "GET", f"/commandcenter/api/contacts/{contact}")["contact"]
    assert (shown["full_name"], shown["tags"], shown["email"]) == ("Alice Johnson", ["Hot"], email)
    open_deals = sent(rep, "GET", "/commandcenter/api/deals", params={"status": "open"})["deals"]
    assert [(each["title"], each["stage"]["name"]) for each in open_deals if each["id"] == deal] == [
        ("New site", "Proposal")
    ]
    tasks = sent(rep, "GET", "/commandcenter/api/tasks")["tasks"]
    assert "Send the offer" in [each["title"] for each in tasks]

    # CRM Backend: what all of them did is one story.
    timeline = sent(rep, "GET", f"/crmbackend/contacts/{contact}/timeline")["data"]["timeline"]
    told = [entry["event"] for entry in reversed(timeline)]
    assert told[0] == "contact.created"
    assert {"deal.created", "deal.stage_changed", "tag.applied"} <= set(told)
    who = {entry["event"]: entry["user"] for entry in timeline}
    assert (who["contact.created"], who["deal.stage_changed"]) == ("Member", "Manager")

    # The canonical API has the same records, and roles hold in every face.
    canonical = rep.get(f"/contacts/{contact}", expand="tags,company").json()
    assert (canonical["email"], [tag["title"] for tag in canonical["tags"]]) == (email, ["Hot"])
    for path in (
        f"/soshogle/api/contacts/{contact}",
        f"{home}/contacts/{contact}",
        f"/gpsleaders/api/contacts/{contact}",
        f"/commandcenter/api/contacts/{contact}",
        f"/crmbackend/contacts/{contact}",
    ):
        assert rep.http.get(path).status_code == 200, path
        assert town.colleague.http.get(path).status_code == 404, path
        assert town.stranger.http.get(path).status_code == 404, path
