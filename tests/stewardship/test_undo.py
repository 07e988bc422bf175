"""Taking imports back."""

import pytest

from tests.stewardship.porter import Porter, csv_of
from tests.world import Person


class TestUndo:
    def test_what_was_made_goes_and_what_was_changed_is_put_back(self, porter: Porter, admin: Person) -> None:
        acme = admin.made("/companies", name="Acme", industry="Steel", tag_ids=[], custom={})
        done = porter.run(
            csv_of(
                ["Name", "Industry", "Colour", "Tags"], ["ACME", "Glass", "red", "fair"], ["Beta", "Wood", "blue", ""]
            ),
            options={"duplicates": "update"},
        )
        assert done["counts"] == {"created": 1, "updated": 1}
        undone = porter.do("undo", done)
        assert undone["state"] == "undone"
        assert undone["counts"] == {"undone": 2}
        (found,) = admin.listed("/companies")
        assert {k: v for k, v in found.items() if k not in ("version", "updated_at")} == {
            k: v for k, v in acme.items() if k not in ("version", "updated_at") and k in found
        }
        assert [c["name"] for c in admin.listed("/companies", deleted="true")] == ["Beta"]
        assert admin.listed("/search", q="beta") == []
        # The field and the tag that came with the file are gone with it.
        assert [field["archived"] for field in admin.listed("/custom-fields")] == [True]
        assert admin.listed("/tags") == []
        assert [e["type"] for e in admin.listed("/events", type="import.undone")] == ["import.undone"]

    def test_what_was_changed_since_stays_and_is_told(self, porter: Porter, admin: Person) -> None:
        acme = admin.made("/companies", name="Acme", industry="Steel", employees=1)
        content = csv_of(
            ["Name", "Industry", "Employees"], ["Acme", "Glass", "2"], ["Beta", "Wood", "3"], ["C", "x", "1"]
        )
        done = porter.run(content, options={"duplicates": "update"})
        beta = next(row["record_id"] for row in porter.rows(done) if row["number"] == 3)
        assert admin.patch(f"/companies/{beta}", {"industry": "Paper"}).status_code == 200
        assert admin.patch(f"/companies/{acme['id']}", {"industry": "Paper"}).status_code == 200
        undone = porter.do("undo", done)
        assert undone["counts"] == {"undone": 1, "left": 2}
        rows = {row["number"]: row for row in porter.rows(undone)}
        assert rows[2]["status"] == rows[3]["status"] == "left"
        assert rows[2]["problems"][0]["code"] == rows[3]["problems"][0]["code"] == "changed_since"
        assert "industry" in rows[2]["problems"][0]["message"]
        found = admin.get(f"/companies/{acme['id']}").json()
        assert (found["industry"], found["employees"]) == ("Paper", 1)
        assert {c["name"] for c in admin.listed("/companies")} == {"Acme", "Beta"}

    def test_records_that_others_point_at_stay(self, porter: Porter, admin: Person) -> None:
        done = porter.run(csv_of(["Name", "Parent company"], ["Parent", ""], ["Child", "Parent"]))
        parent = next(row["record_id"] for row in porter.rows(done) if row["number"] == 2)
        admin.made("/contacts", first_name="Ann", company_id=parent)
        undone = porter.do("undo", done)
        assert undone["counts"] == {"undone": 1, "left": 1}
        assert porter.rows(undone)[0]["problems"][0]["code"] == "in_use"
        assert [c["name"] for c in admin.listed("/companies")] == ["Parent"]

    @pytest.mark.parametrize("downward", [True, False])
    def test_families_go_whole(
        self, porter: Porter, admin: Person, downward: bool, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("quintet.stewardship.imports.undoing.BATCH", 2)
        rows = [["A", ""], ["B", "A"], ["C", "B"], ["D", "C"], ["E", "D"]]
        done = porter.run(csv_of(["Name", "Parent company"], *(rows if downward else rows[::-1])))
        assert porter.do("undo", done)["counts"] == {"undone": 5}
        assert admin.listed("/companies") == []

    def test_related_records_that_were_made_go_too(self, porter: Porter, admin: Person) -> None:
        content = csv_of(["First name", "Company"], ["Ann", "Acme"], ["Bob", "ACME"], ["Cy", "Beta"])
        done = porter.run(content, object="contact", options={"create_missing": True})
        assert done["counts"] == {"created": 3}
        assert len(admin.listed("/companies")) == 2
        admin.made("/contacts", first_name="Dora", company_id=admin.listed("/companies", name="Beta")[0]["id"])
        undone = porter.do("undo", done)
        assert undone["counts"] == {"undone": 3}
        assert [c["name"] for c in admin.listed("/companies")] == ["Beta"]
        assert porter.rows(undone)[2]["problems"][0]["code"] == "in_use"

    def test_addresses_of_companies(self, porter: Porter, admin: Person) -> None:
        acme = admin.made("/companies", name="Acme", addresses=[{"city": "Bonn", "line1": "Ring 1"}, {"city": "Rome"}])
        content = csv_of(["Name", "City", "Zip"], ["Acme", "Oslo", "0150"], ["Beta", "Paris", "75001"])
        done = porter.run(content, options={"duplicates": "update"})
        assert done["counts"] == {"created": 1, "updated": 1}
        found = {c["name"]: c["addresses"] for c in admin.listed("/companies")}
        assert [(a["line1"], a["city"], a["postal_code"]) for a in found["Acme"]] == [
            ("Ring 1", "Oslo", "0150"),
            ("", "Rome", ""),
        ]
        assert [(a["city"], a["default_billing"]) for a in found["Beta"]] == [("Paris", True)]
        assert porter.do("undo", done)["counts"] == {"undone": 2}
        assert [c["addresses"] for c in admin.listed("/companies")] == [acme["addresses"]]

    def test_what_was_deleted_since_is_no_trouble(self, porter: Porter, admin: Person) -> None:
        admin.made("/companies", name="Old", industry="Steel")
        done = porter.run(csv_of(["Name", "Industry"], ["Old", "x"], ["New", "x"]), options={"duplicates": "update"})
        for row in porter.rows(done):
            assert admin.delete(f"/companies/{row['record_id']}").status_code == 204
        undone = porter.do("undo", done)
        assert undone["counts"] == {"left": 1, "undone": 1}

    def test_only_what_has_run_and_only_once(self, porter: Porter) -> None:
        import_ = porter.draft(csv_of(["Name", "Industry"], ["Acme", "Steel"]))
        assert porter.person.post(f"/imports/{import_['id']}/undo").status_code == 409
        porter.do("dry-run", import_)
        assert porter.person.post(f"/imports/{import_['id']}/undo").status_code == 409
        porter.do("run", import_)
        porter.do("undo", import_)
        assert porter.person.post(f"/imports/{import_['id']}/undo").status_code == 409
        assert porter.person.post(f"/imports/{import_['id']}/run").status_code == 409

    def test_contacts_lose_their_addresses_and_may_come_again(self, porter: Porter, admin: Person) -> None:
        content = csv_of(["First name", "E-mail"], ["Ann", "ann@example.com"])
        porter.do("undo", porter.run(content, object="contact"))
        assert porter.run(content, object="contact")["counts"] == {"created": 1}
        assert len(admin.listed("/contacts")) == 1
