"""GPS Leaders: companies, contacts, leads, and what is beside them."""

from typing import Any

from quintet.kit.ids import new_id
from tests.dialects.conformance import Town
from tests.dialects.gpsleaders import (
    ADDRESS,
    MAPS,
    a_bill,
    a_busy_company,
    a_busy_lead,
    a_company,
    a_contact,
    a_lead,
    a_newcomer,
    a_tagged_lead,
    a_task,
    noted,
    photographed,
    sent,
)


class TestCompanies:
    def test_photos_of_places_only(self, town: Town) -> None:
        name = photographed(town).path["filename"]
        photo = town.member.http.get(f"/gpsleaders/api/lead-photos/{name}")
        assert (photo.headers["content-type"], photo.content[:3]) == ("image/jpeg", b"\xff\xd8\xff")
        png = {"file": ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(64), "image/png")}
        avatar = town.owner.http.post("/api/v1/files", files=png, data={"purpose": "avatar"}).json()["id"]
        for other in (f"{avatar}.jpg", f"{new_id()}.jpg", name.replace(".jpg", ".png"), "..%2fsecret.jpg"):
            assert town.owner.http.get(f"/gpsleaders/api/lead-photos/{other}").status_code == 404
        assert town.stranger.http.get(f"/gpsleaders/api/lead-photos/{name}").status_code == 404

    def test_one_default_for_each_use(self, town: Town) -> None:
        company = a_company(town)
        path = f"/companies/{company}/addresses"
        first = sent(town.owner, "POST", path, json={**ADDRESS, "isDefaultBilling": True})
        second = sent(town.owner, "POST", path, json={**ADDRESS, "label": "Depot", "isDefaultBilling": True})
        listed = sent(town.owner, "GET", path)
        assert [(each["id"], each["isDefaultBilling"]) for each in listed if each["isDefaultBilling"]] == [
            (second["id"], True)
        ]
        assert first["country"] == "US"
        wrong = town.owner.http.post(f"/gpsleaders/api{path}", json={**ADDRESS, "type": "HOME"})
        assert (wrong.status_code, "type" in wrong.json()["error"]) == (400, True)
        empty = town.owner.http.post(f"/gpsleaders/api{path}", json={"label": "HQ", "city": "Tulsa"})
        assert (empty.status_code, "addressLine1" in empty.json()["error"], "city" in empty.json()["error"]) == (
            400,
            True,
            False,
        )

    def test_notes_are_their_authors(self, town: Town) -> None:
        call = noted(town)
        path = f"/gpsleaders/api/companies/{call.path['id']}/notes/{call.path['noteId']}"
        assert town.manager.http.patch(path, json={"body": "Mine now."}).status_code == 403
        assert town.member.http.patch(path, json={"body": "Mine now."}).status_code == 404
        elsewhere = path.replace(call.path["id"], a_company(town))
        assert town.owner.http.patch(elsewhere, json={"body": "x"}).status_code == 404

    def test_a_change_of_status_is_on_the_timeline(self, town: Town) -> None:
        id_ = a_company(town)
        assert sent(town.owner, "PATCH", f"/companies/{id_}", json={"status": "CUSTOMER"})["status"] == "CUSTOMER"
        newest = town.owner.listed(f"/timeline/company/{id_}")[0]
        assert [(each["field"], each["after"]) for each in newest["changes"]] == [("status", "customer")]


class TestLeads:
    def test_a_life_in_its_words(self, town: Town) -> None:
        id_ = a_lead(town)
        lead = town.owner.get(f"/leads/{id_}", expand="stage,company").json()
        assert (lead["stage"]["title"], lead["company"]["title"]) == ("New", "Acme")
        assert lead["estimated_revenue_minor"] == 120_050
        for word, status in (("ENGAGED", "open"), ("LOST", "lost"), ("BOGUS", "bogus"), ("NEW_LEAD", "open")):
            moved = sent(town.owner, "PATCH", f"/leads/{id_}/stage", json={"stage": word, "lostReason": "Price"})
            assert moved["stage"] == word
            assert town.owner.get(f"/leads/{id_}").json()["status"] == status
        wrong = town.owner.http.patch(f"/gpsleaders/api/leads/{id_}/stage", json={"stage": "MAYBE"})
        assert (wrong.status_code, "stage" in wrong.json()["error"]) == (400, True)

    def test_the_person_is_changed_with_the_lead_or_neither(self, town: Town) -> None:
        id_ = a_lead(town)
        contact = town.owner.get(f"/leads/{id_}").json()["contact_id"]
        body = {"estimatedUnits": -1, "contact": {"title": "CEO"}}
        assert town.owner.http.patch(f"/gpsleaders/api/leads/{id_}", json=body).status_code == 400
        assert town.owner.get(f"/contacts/{contact}").json()["title"] is None
        sent(town.owner, "PATCH", f"/leads/{id_}", json={**body, "estimatedUnits": 4})
        assert town.owner.get(f"/contacts/{contact}").json()["title"] == "CEO"

    def test_notes_need_a_company(self, town: Town) -> None:
        contact = sent(town.owner, "POST", "/contacts", json={"firstName": "Solo", "phone": "+493012345673"})["id"]
        id_ = sent(town.owner, "POST", "/leads", json={"contactId": contact})["id"]
        assert town.owner.http.get(f"/gpsleaders/api/leads/{id_}/notes").status_code == 400
        assert town.member.http.get(f"/gpsleaders/api/leads/{id_}/notes").status_code == 404


class TestPages:
    """Lists and details as the pages of its front end show them."""

    def test_a_lead_in_a_list(self, town: Town) -> None:
        icp = f"icp-{new_id()}"
        id_ = a_busy_lead(town)
        company = sent(town.owner, "GET", f"/leads/{id_}")["companyId"]
        sent(town.owner, "PATCH", f"/companies/{company}", json={"icpTag": icp})

        def listed(**query: str) -> list[Any]:
            found = sent(town.owner, "GET", "/leads", params={"icp": icp, **query})
            return [(lead["id"], lead["stage"], (lead["nextTask"] or {}).get("title")) for lead in found]

        assert listed() == listed(stage="NEW_LEAD") == [(id_, "NEW_LEAD", "Call")]
        assert listed(stage="QUALIFIED") == []
        assert town.owner.http.get("/gpsleaders/api/leads", params={"stage": "ODD"}).status_code == 400
        sent(town.owner, "PATCH", f"/leads/{id_}/stage", json={"stage": "QUALIFIED"})
        assert listed(stage="QUALIFIED") == [(id_, "QUALIFIED", "Call")]
        assert town.owner.http.delete(f"/gpsleaders/api/leads/{id_}").status_code == 200
        assert listed() == []
        assert listed(stage="BOGUS") == [(id_, "BOGUS", "Call")]

    def test_a_lead_whole(self, town: Town) -> None:
        id_ = a_busy_lead(town)
        lead = sent(town.owner, "GET", f"/leads/{id_}")
        assert lead["contact"]["firstName"] == "Ann"
        assert [task["title"] for task in lead["tasks"]] == ["Call"]
        assert [activity["type"] for activity in lead["activities"]] == [
            "activity_created",
            "task_created",
            "lead_created",
        ]
        assert {activity["leadId"] for activity in lead["activities"]} == {id_}
        task = sent(town.owner, "GET", f"/tasks/{lead['tasks'][0]['id']}")
        assert (task["leadId"], task["lead"]["id"], task["contactId"]) == (id_, id_, lead["contactId"])
        assert (task["contact"]["name"], task["company"]["id"]) == ("Ann", lead["companyId"])
        assert town.member.http.get(f"/gpsleaders/api/leads/{id_}").status_code == 404

    def test_a_company(self, town: Town) -> None:
        id_ = a_busy_company(town)
        company = sent(town.owner, "GET", f"/companies/{id_}")
        assert (company["activeDeals"], company["lifetimeValue"], len(company["addresses"])) == (1, 0, 1)
        assert [task["title"] for task in company["tasks"]] == ["Visit"]
        told = [event["type"] for event in company["openLeadTimeline"]["events"]]
        assert told[-1] == "lead_created"
        assert "activity_created" in told
        rows = sent(town.owner, "GET", "/companies", params={"search": company["name"], "limit": 100})
        (row,) = [each for each in rows if each["id"] == id_]
        assert row["lastActivityAt"] == company["lastActivityAt"] is not None
        assert row["primaryContact"]["name"] == "Ann"
        assert town.member.http.get(f"/gpsleaders/api/companies/{id_}").status_code == 404
        sent(town.owner, "PATCH", f"/companies/{id_}", json={"status": "PARTNER"})
        partners = sent(town.owner, "GET", "/companies", params={"partner": "true", "limit": 100})
        assert {each["status"] for each in partners} == {"PARTNER"}
        assert id_ in {each["id"] for each in partners}
        assert town.owner.http.get("/gpsleaders/api/companies", params={"status": "ODD"}).status_code == 400

    def test_the_pipeline_leaves_out_who_is_sold_to(self, town: Town) -> None:
        def standing() -> dict[str, tuple[int, float]]:
            columns = sent(town.owner, "GET", "/pipeline")
            return {column["stage"]: (column["count"], column["revenue"]) for column in columns}

        before = standing()
        body = {"contactId": a_newcomer(town), "stage": "ENGAGED", "estimatedRevenue": 120.5}
        id_ = sent(town.owner, "POST", "/leads", json=body)["id"]
        count, revenue = standing()["ENGAGED"]
        assert (count - before["ENGAGED"][0], revenue - before["ENGAGED"][1]) == (1, 120.5)
        cards = {column["stage"]: column["leads"] for column in sent(town.owner, "GET", "/pipeline")}
        assert cards["ENGAGED"][0]["id"] == id_
        company = sent(town.owner, "GET", f"/leads/{id_}")["companyId"]
        sent(town.owner, "PATCH", f"/companies/{company}", json={"status": "CUSTOMER"})
        assert standing()["ENGAGED"] == before["ENGAGED"]
        assert all(column["count"] == 0 for column in sent(town.member, "GET", "/pipeline"))

    def test_the_dashboard_counts_what_was_paid(self, town: Town) -> None:
        before = sent(town.owner, "GET", "/dashboard")
        bill = a_bill(town)
        paid = {"action": "record_payment", "amount": 80, "method": "CASH"}
        sent(town.owner, "PATCH", f"/invoices/{bill}", json=paid)
        sent(town.owner, "POST", "/tasks", json={"title": "Late", "dueAt": "2020-01-01T10:00:00Z"})
        after_ = sent(town.owner, "GET", "/dashboard")
        assert after_["mtdRevenue"] - before["mtdRevenue"] == 80
        assert after_["tasks"]["overdue"] - before["tasks"]["overdue"] == 1


class TestImports:
    def maps(self, town: Town, mode: str, **form: str) -> Any:
        call = {"data": {"icpTag": "icp-good-fit", **form}, "files": {"file": ("maps.csv", MAPS, "text/csv")}}
        return sent(town.owner, "POST", "/imports/leads", params={"mode": mode}, **call)

    def test_a_table_of_businesses(self, town: Town) -> None:
        before = town.owner.get("/leads", count="true").json()["total"]
        told = self.maps(town, "dry_run", businessLabel="Plumbers")
        statuses = {row["row"]: row["status"] for row in told["results"]}
        assert statuses[3] == "error"
        assert "phone" in next(row["error"] for row in told["results"] if row["row"] == 3)
        assert town.owner.get("/leads", count="true").json()["total"] == before
        body: dict[str, Any] = {"data": {}, "files": {"file": ("maps.csv", MAPS, "text/csv")}}
        assert town.owner.http.post("/gpsleaders/api/imports/leads", **body).status_code == 400
        body = {"data": {"icpTag": "x"}, "files": {"file": ("odd.csv", b"a,b\n1,2\n", "text/csv")}}
        assert town.owner.http.post("/gpsleaders/api/imports/leads", **body).status_code == 400

    def test_json_rows_are_known_by_address_and_number(self, town: Town) -> None:
        email = f"{new_id()}@example.com"
        row: dict[str, Any] = {"firstName": "Ann", "email": email, "company": f"Acme {new_id()}", "stage": "qualified"}
        row |= {"estimatedRevenue": 99.5}
        told = sent(town.owner, "POST", "/import", json={"contacts": [row, row, {"title": "CEO"}]})
        assert [each["status"] for each in told["results"]] == ["created", "skipped", "error"]
        assert (told["created"], told["skipped"], told["errors"]) == (1, 1, 1)
        lead = sent(town.owner, "GET", f"/leads/{told['results'][0]['leadId']}")
        assert (lead["stage"], lead["estimatedRevenue"], lead["contact"]["email"]) == ("QUALIFIED", 99.5, email)
        more = sent(town.owner, "POST", "/import", json={"contacts": [{**row, "title": "CEO"}]})
        assert [each["status"] for each in more["results"]] == ["merged"]
        assert sent(town.owner, "GET", f"/leads/{lead['id']}")["contact"]["title"] == "CEO"


class TestTags:
    def test_those_with_consequences_stay(self, town: Town) -> None:
        tags = {tag["slug"]: tag for tag in sent(town.member, "GET", "/tags", params={"active": "all"})}
        assert {"won", "dnc", "spoke-interested", "icp-best-fit"} <= set(tags)
        assert (tags["won"]["isSystem"], tags["won"]["category"]) == (True, "OUTCOME")
        answer = town.owner.http.delete(f"/gpsleaders/api/tags/{tags['won']['id']}")
        assert (answer.status_code, set(answer.json())) == (403, {"error"})

    def test_ones_own_go_when_no_lead_bears_them(self, town: Town) -> None:
        slug = new_id()
        tag = sent(town.owner, "POST", "/tags", json={"slug": slug, "name": slug, "category": "ICP", "isSystem": True})
        assert (tag["slug"], tag["category"], tag["isSystem"]) == (slug, "CUSTOM", False)
        again = town.owner.http.post("/gpsleaders/api/tags", json={"slug": slug, "name": "Other"})
        assert again.status_code == 409
        for body in ({"slug": "No Good", "name": "x"}, {"name": "x"}, {"slug": "x"}):
            assert town.owner.http.post("/gpsleaders/api/tags", json=body).status_code == 400
        lead = a_lead(town)
        sent(town.owner, "POST", f"/leads/{lead}/tags", json={"tagSlug": slug})
        path = f"/gpsleaders/api/tags/{tag['id']}"
        assert town.owner.http.delete(path).status_code == 409
        sent_away = town.owner.http.delete(f"/gpsleaders/api/leads/{lead}/tags", params={"tagSlug": slug})
        assert sent_away.status_code == 200
        assert town.owner.http.delete(path).status_code == 200

    def test_on_a_lead(self, town: Town) -> None:
        lead = a_tagged_lead(town)
        path = f"/gpsleaders/api/leads/{lead}/tags"
        assert town.member.http.get(path).status_code == 404
        assert town.owner.http.post(path, json={"tagSlug": "odd"}).status_code == 400
        assert [tag["slug"] for tag in sent(town.owner, "GET", f"/leads/{lead}/tags")] == ["follow-up"]
        assert "Follow up" in sent(town.owner, "GET", f"/leads/{lead}")["tags"]


class TestChecks:
    def test_what_is_checked_is_kept(self, town: Town) -> None:
        id_ = a_contact(town)
        told = sent(town.owner, "POST", f"/contacts/{id_}/verify-email")
        assert told["emailStatus"] == town.owner.get(f"/contacts/{id_}").json()["email_status"]
        assert told["provider"]

    def test_an_address_that_is_found_is_kept_behind_those_there_are(self, town: Town) -> None:
        domain = f"{new_id()}.example"
        company = town.owner.made("/companies", name=domain, domain=domain)["id"]
        person = {"firstName": "Ann", "lastName": "Ames", "companyId": company}
        first, other = (
            sent(town.owner, "POST", "/contacts", json={**person, "email": f"{new_id()}@example.com"}) for _ in range(2)
        )
        told = sent(town.owner, "POST", f"/contacts/{first['id']}/find-direct-email")
        assert (told["email"], told["applied"]) == (f"ann.ames@{domain}", True)
        assert [each["value"] for each in told["contact"]["emails"]] == [first["email"], told["email"]]
        again = sent(town.owner, "POST", f"/contacts/{other['id']}/find-direct-email")
        assert (again["email"], again["applied"], len(again["contact"]["emails"])) == (told["email"], False, 1)

    def test_reps_spend_no_credits(self, town: Town) -> None:
        mine = sent(town.member, "POST", "/contacts", json={"firstName": "Mine", "email": f"{new_id()}@example.com"})
        for verb in ("find-direct-email", "find-direct-mobile", "verify-email", "verify-phone"):
            assert town.member.http.post(f"/gpsleaders/api/contacts/{mine['id']}/{verb}").status_code == 403


class TestRecords:
    def test_a_contact_needs_a_way_to_reach_them(self, town: Town) -> None:
        answer = town.owner.http.post("/gpsleaders/api/contacts", json={"firstName": "Ann"})
        assert (answer.status_code, "email" in answer.json()["error"]) == (400, True)

    def test_a_known_address_names_who_has_it(self, town: Town) -> None:
        body = {"firstName": "Ann", "email": f"{new_id()}@example.com", "company": "Acme"}
        first = sent(town.owner, "POST", "/contacts", json=body)
        again = town.owner.http.post("/gpsleaders/api/contacts", json=body)
        assert again.status_code == 409
        known = {"existingContactId": first["id"], "existingCompanyId": first["companyId"]}
        assert {name: again.json()[name] for name in known} == known
        assert "email" not in again.json()
        hidden = town.colleague.http.post("/gpsleaders/api/contacts", json=body).json()
        assert hidden["existingCompanyId"] is None

    def test_reps_see_their_own(self, town: Town) -> None:
        id_ = a_contact(town)
        assert town.member.http.get(f"/gpsleaders/api/contacts/{id_}").status_code == 404
        assert town.stranger.http.patch(f"/gpsleaders/api/contacts/{id_}", json={"title": "x"}).status_code == 404

    def test_completing_a_task_and_opening_it_again(self, town: Town) -> None:
        id_ = a_task(town)
        done = sent(town.owner, "PATCH", f"/tasks/{id_}", json={"isCompleted": True})
        assert (done["isCompleted"], town.owner.get(f"/tasks/{id_}").json()["status"]) == (True, "done")
        assert sent(town.owner, "PATCH", f"/tasks/{id_}", json={"isCompleted": False})["isCompleted"] is False

    def test_the_feed_tells_what_happened_in_its_own_words(self, town: Town) -> None:
        """Of a company, of a lead, and of all that one sees."""
        company = sent(town.owner, "POST", "/companies", json={"name": f"Acme {new_id()}"})["id"]
        note = sent(town.owner, "POST", f"/companies/{company}/notes", json={"body": "Tea"})["id"]
        sent(town.owner, "PATCH", f"/companies/{company}/notes/{note}", json={"body": "Coffee"})
        town.owner.http.delete(f"/gpsleaders/api/companies/{company}/notes/{note}")
        sent(town.owner, "PATCH", f"/companies/{company}", json={"status": "PARTNER"})
        person = {"firstName": "Ann", "email": f"{new_id()}@example.com", "companyId": company}
        contact = sent(town.owner, "POST", "/contacts", json=person)["id"]
        lead = sent(town.owner, "POST", "/leads", json={"contactId": contact})["id"]
        sent(town.owner, "PATCH", f"/leads/{lead}/stage", json={"stage": "ENGAGED"})
        sent(town.owner, "POST", f"/leads/{lead}/tags", json={"tagSlug": "follow-up"})
        task = sent(town.owner, "POST", "/tasks", json={"title": "Call", "leadId": lead})["id"]
        sent(town.owner, "PATCH", f"/tasks/{task}", json={"isCompleted": True})
        told = ["company_created", "note_created", "note_edited", "note_deleted", "status_changed", "contact_added"]
        found = sent(town.owner, "GET", "/activities", params={"companyId": company, "limit": 100})
        assert [each["type"] for each in reversed(found)][:7] == [*told, "lead_created"]
        of_lead = town.owner.http.get(
            "/gpsleaders/api/activities", params={"leadId": lead, "limit": 2, "page": 2}
        ).json()
        assert [each["type"] for each in of_lead["data"]] == ["tag_applied", "stage_changed"]
        assert of_lead["pagination"] == {"page": 2, "limit": 2, "total": 5, "totalPages": 3}
        (one,) = [each for each in found if each["type"] == "status_changed"]
        assert (one["companyId"], one["userId"], one["user"]) == (company, town.owner.user_id, "Owner")
        assert one["changes"]["status"] == ["lead", "partner"]
        everything = town.owner.http.get("/gpsleaders/api/activities", params={"limit": 5}).json()
        assert everything["data"][0]["type"] == "task_completed"
        assert everything["pagination"]["total"] > 10
        # Reps are told of what they see.
        assert town.colleague.http.get("/gpsleaders/api/activities", params={"leadId": lead}).status_code == 404
        mine = sent(town.colleague, "POST", "/contacts", json={"firstName": "Cy", "phone": "+493055566677"})["id"]
        feed = town.colleague.http.get("/gpsleaders/api/activities", params={"limit": 100}).json()
        assert [each["type"] for each in feed["data"] if each["contactId"] == mine] == ["contact_added"]
        assert company not in {each["companyId"] for each in feed["data"]}
        assert feed["pagination"]["total"] == len(feed["data"])
