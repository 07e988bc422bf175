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

    # GPS Leaders: the rep tags the person, makes them a lead whose tag says what the company is like, and notes what is
    # to be done.
    tagged = sent(rep, "PATCH", f"/gpsleaders/api/contacts/{contact}", json={"tags": ["Hot"]})["data"]
    assert tagged["tags"] == ["Hot"]
    company = tagged["companyId"]
    lead = sent(rep, "POST", "/gpsleaders/api/leads", json={"contactId": contact})["data"]["id"]
    sent(rep, "POST", f"/gpsleaders/api/leads/{lead}/tags", json={"tagSlug": "icp-best-fit"})
    task = {"title": "Send the offer", "companyId": company}
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
    town.mailbox.messages()  # what follows has followed then
    assert sent(rep, "GET", f"/commandcenter/api/companies/{company}")["company"]["icp_tag"] == "icp-best-fit"

    # CRM Backend: what all of them did is one story.
    timeline = sent(rep, "GET", f"/crmbackend/contacts/{contact}/timeline")["data"]["timeline"]
    told = [entry["event"] for entry in reversed(timeline)]
    assert told[0] == "contact.created"
    assert {"deal.created", "deal.stage_changed", "tag.applied"} <= set(told)
    who = {entry["event"]: entry["user"] for entry in timeline}
    assert (who["contact.created"], who["deal.stage_changed"]) == ("Member", "Manager")

    # So is it in the words of GPS Leaders, for whoever may see the company.
    feed = sent(rep, "GET", "/gpsleaders/api/activities", params={"companyId": company})["data"]
    assert {"contact_added", "lead_created", "tag_applied", "task_created"} <= {each["type"] for each in feed}

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
    board = sent(rep, "GET", f"{home}/pipelines")["data"][0]["id"]
    above = (
        ("GET", "/soshogle/api/admin/users", 403, 403),
        ("DELETE", f"{home}/pipelines/{board}", 403, 403),
        ("GET", "/gpsleaders/api/users", 403, 403),
        ("GET", "/commandcenter/api/duplicates", 403, 200),
        ("PATCH", "/crmbackend/settings/organization", 403, 200),
    )
    for method, path, member, manager in above:
        said: dict[str, Any] = {"json": {}} if method == "PATCH" else {}
        assert rep.http.request(method, path, **said).status_code == member, path
        assert town.manager.http.request(method, path, **said).status_code == manager, path
    words = [
        sent(rep, "GET", "/soshogle/api/auth/session")["user"]["role"],
        sent(rep, "GET", "/clianta/api/auth/me")["data"]["user"]["role"],
        sent(rep, "GET", "/gpsleaders/api/users/me")["data"]["role"],
        sent(rep, "GET", "/commandcenter/api/auth/me")["user"]["role"],
        sent(rep, "GET", "/crmbackend/settings/profile")["data"]["user"]["role"],
    ]
    assert words == ["USER", "member", "REP", "user", "staff"]
