"""Contacts coming in: addresses that no two share, companies by name, people with many facets."""

from tests.stewardship.porter import Porter, csv_of
from tests.world import Person

HEADER = ["First Name", "Last Name", "E-mail address", "Mobile", "Company name", "Contact owner", "Lead source"]


class TestContacts:
    def test_they_come_in_whole(self, porter: Porter, admin: Person, member: Person) -> None:
        acme = admin.made("/companies", name="Acme")
        done = porter.run(
            csv_of(
                HEADER,
                ["Ann", "Lee", "Ann.Lee@Example.com", "+1 (415) 555-2671", "acme", "member@example.com", "Fair"],
                ["Bob", "Ray", "bob@example.com", "", "", "", ""],
            ),
            object="contact",
        )
        assert done["counts"] == {"created": 2}
        ann = admin.listed("/contacts", email="ann.lee@example.com", expand="company")[0]
        assert ann["full_name"] == "Ann Lee"
        assert ann["phone"] == "+14155552671"
        assert ann["company"]["id"] == acme["id"]
        assert ann["owner_id"] == member.user_id
        assert ann["source"] == "Fair"
        assert ann["emails"][0]["value"] == "ann.lee@example.com"
        events = admin.listed(f"/timeline/company/{acme['id']}")
        assert "contact.created" in [event["type"] for event in events]
        assert admin.post("/contacts", {"email": "bob@example.com"}).status_code == 409

    def test_addresses_that_are_taken(self, porter: Porter, admin: Person) -> None:
        taken = admin.made("/contacts", first_name="Old", emails=[{"value": "a@x.com"}, {"value": "b@x.com"}])
        rows = [[f"Person {n}", f"p{n}@x.com"] for n in range(20)]
        content = csv_of(["First name", "Email"], *rows, ["Clash", "B@x.com"], ["Clash", "p3@x.com"])
        done = porter.run(content, object="contact", options={"match_key": None})
        assert done["counts"] == {"created": 20, "error": 2}
        first, second = porter.rows(done, status="error")
        assert first["problems"][0]["code"] == "duplicate"
        assert first["problems"][0]["existing_id"] == taken["id"]
        assert second["number"] == 23

    def test_known_by_any_of_their_addresses(self, porter: Porter, admin: Person) -> None:
        known = admin.made("/contacts", first_name="Old", emails=[{"value": "a@x.com"}, {"value": "b@x.com"}])
        content = csv_of(["Email", "Job title"], ["B@X.com", "Boss"])
        done = porter.run(content, object="contact", options={"duplicates": "update"})
        assert done["counts"] == {"updated": 1}
        assert admin.get(f"/contacts/{known['id']}").json()["title"] == "Boss"

    def test_companies_that_are_missing(self, porter: Porter, admin: Person) -> None:
        content = csv_of(["First name", "Company"], ["Ann", "Acme"], ["Bob", "Acme"], ["Cy", ""])
        strict = porter.run(content, object="contact")
        assert strict["counts"] == {"created": 1, "error": 2}
        done = porter.run(content, object="contact", options={"create_missing": True})
        assert done["counts"] == {"created": 3}
        (acme,) = admin.listed("/companies")
        assert len(admin.listed("/contacts", company_id=acme["id"])) == 2

    def test_companies_by_their_domain(self, porter: Porter, admin: Person) -> None:
        acme = admin.made("/companies", name="Acme", domain="acme.example.com")
        import_ = porter.draft(csv_of(["First name", "Company"], ["Ann", "https://www.acme.example.com/"]), "contact")
        porter.adjust(import_, mapping=[{"column": 1, "target": "company_id", "by": "domain"}])
        assert porter.do("run", import_)["counts"] == {"created": 1}
        assert admin.listed("/contacts")[0]["company_id"] == acme["id"]

    def test_several_choices_in_one_cell(self, porter: Porter, admin: Person) -> None:
        porter.run(csv_of(["First name", "Do not contact by"], ["Ann", "E-mail; SMS"], ["Bob", ""]), object="contact")
        assert admin.listed("/contacts", first_name="Ann")[0]["do_not_contact"] == ["email", "sms"]

    def test_tags_are_told_as_if_put_by_hand(self, porter: Porter, admin: Person) -> None:
        porter.run(csv_of(["First name", "Tags"], ["Ann", "vip"], ["Bob", "vip, fair"]), object="contact")
        assert {tag["name"]: tag["usage_count"] for tag in admin.listed("/tags")} == {"vip": 2, "fair": 1}
        assert len(admin.listed("/events", type="tag.applied")) == 3

    def test_addresses_in_columns_of_their_own(self, porter: Porter, admin: Person) -> None:
        known = admin.made(
            "/contacts",
            email="old@example.com",
            addresses=[{"city": "Bonn", "country": "Germany"}, {"city": "Rome", "kind": "shipping"}],
        )
        done = porter.run(
            csv_of(
                ["E-mail", "Street", "City", "ZIP", "State", "Country"],
                ["new@example.com", "Main St 1", "Springfield", "01234", "IL", "USA"],
                ["old@example.com", "", "Berlin", "10115", "", ""],
                ["bad@example.com", "", "", "9" * 30, "", ""],
                ["none@example.com", "", "", "", "", ""],
            ),
            object="contact",
            options={"duplicates": "update"},
        )
        assert done["counts"] == {"created": 2, "updated": 1, "error": 1}
        assert porter.rows(done, status="error")[0]["problems"][0]["column"] == "ZIP"
        found = {c["email"]: c["addresses"] for c in admin.listed("/contacts")}
        assert found["new@example.com"][0]["postal_code"] == "01234"
        assert found["new@example.com"][0]["region"] == "IL"
        assert found["none@example.com"] == []
        assert [(a["city"], a["country"]) for a in found["old@example.com"]] == [("Berlin", "Germany"), ("Rome", "")]
        porter.do("undo", done)
        assert admin.get(f"/contacts/{known['id']}").json()["addresses"][0]["city"] == "Bonn"
