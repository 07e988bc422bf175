"""Bringing files in, from the first look to the last row."""

import pytest
from starlette.testclient import TestClient

from tests.stewardship.porter import SIMPLE, Porter, csv_of, target
from tests.world import Person


class TestRights:
    @pytest.mark.parametrize("verb", ["dry-run", "run", "cancel", "undo"])
    def test_anonymous(self, anonymous: TestClient, porter: Porter, verb: str) -> None:
        import_ = porter.draft(SIMPLE)
        assert anonymous.post(f"/api/v1/imports/{import_['id']}/{verb}").status_code == 401

    def test_members_may_not(self, porter: Porter, member: Person) -> None:
        import_ = porter.draft(SIMPLE)
        path = f"/imports/{import_['id']}"
        mine = Porter(member).upload(SIMPLE)
        assert member.post("/imports", {"file_id": mine, "object": "company"}).status_code == 403
        assert member.get("/imports").status_code == 403
        assert member.get("/imports/objects").status_code == 403
        assert member.patch(path, {}).status_code == 403
        for place in ("", "/rows", "/rejects.csv"):
            assert member.get(path + place).status_code == 403
        for verb in ("dry-run", "run", "cancel", "undo"):
            assert member.post(f"{path}/{verb}").status_code == 403

    def test_another_workspace_sees_nothing(self, porter: Porter, stranger: Person) -> None:
        import_ = porter.draft(SIMPLE)
        path = f"/imports/{import_['id']}"
        assert stranger.listed("/imports") == []
        assert stranger.patch(path, {}).status_code == 404
        for place in ("", "/rows", "/rejects.csv"):
            assert stranger.get(path + place).status_code == 404
        for verb in ("dry-run", "run", "cancel", "undo"):
            assert stranger.post(f"{path}/{verb}").status_code == 404
        answer = stranger.post("/imports", {"file_id": import_["file_id"], "object": "company"})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == "file_id"

    def test_managers_import_but_make_no_fields(self, jobs: object, manager: Person) -> None:
        porter = Porter(manager)
        import_ = porter.draft(csv_of(["Name", "Shoe size"], ["Acme", "43"]))
        assert target(import_, "Shoe size")["target"] is None
        answer = manager.patch(
            f"/imports/{import_['id']}", {"mapping": [{"column": 1, "new_field": {"label": "Shoe", "type": "integer"}}]}
        )
        assert answer.status_code == 403
        assert porter.do("run", import_)["counts"] == {"created": 1}
        assert manager.listed("/companies")[0]["owner_id"] == manager.user_id

    def test_who_was_put_out_meanwhile_imports_no_more(self, house: object, manager: Person, owner: Person) -> None:
        import_ = Porter(manager).draft(SIMPLE)
        assert manager.post(f"/imports/{import_['id']}/run").status_code == 202
        gone = owner.patch(f"/members/{manager.member_id}", {"active": False})
        assert gone.status_code == 200, gone.text
        house.jobs.start()  # type: ignore[attr-defined]
        done = Porter(owner).wait(import_)
        assert done["state"] == "failed"
        assert "no longer an active member" in done["error"]
        assert owner.listed("/companies") == []


class TestAdjusting:
    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"mapping": [{"column": 9, "target": "name"}]}, "mapping.0.column"),
            ({"mapping": [{"column": 1, "target": "nonsense"}]}, "mapping.0.target"),
            ({"mapping": [{"column": 1, "target": "version"}]}, "mapping.0.target"),
            ({"mapping": [{"column": 1, "target": "name"}]}, "mapping"),
            ({"mapping": [{"column": 1, "target": "parent_id", "by": "colour"}]}, "mapping.0.target"),
            ({"mapping": [{"column": 1, "target": "phone", "by": "name"}]}, "mapping.0.target"),
            ({"mapping": [{"column": 1, "new_field": {"label": "X", "type": "relation"}}]}, "mapping.0.target"),
            ({"options": {"match_key": "domain"}}, "options.match_key"),
            ({"options": {"match_key": "nonsense"}}, "options.match_key"),
            ({"options": {"owner_id": "01900000-0000-7000-8000-000000000001"}}, "options.owner_id"),
            ({"options": {"duplicates": "explode"}}, "options.duplicates"),
            ({"options": {"timezone": "Mars/Olympus"}}, "options.timezone"),
            ({"form": {"encoding": "rot13"}}, "form.encoding"),
            ({"form": {"header_row": 0}}, "form.header_row"),
            ({"form": {"header_row": 17}}, "file_id"),
            ({"state": "done"}, "state"),
        ],
    )
    def test_wrong_choices(self, porter: Porter, changes: dict[str, object], field: str) -> None:
        import_ = porter.draft(SIMPLE)
        answer = porter.person.patch(f"/imports/{import_['id']}", changes)
        assert answer.status_code == 422, answer.text
        assert answer.json()["errors"][0]["field"] == field
        assert porter.get(import_) == import_

    def test_not_after_it_ran(self, porter: Porter) -> None:
        done = porter.run(SIMPLE)
        assert porter.person.patch(f"/imports/{done['id']}", {"options": {}}).status_code == 409
        assert porter.person.post(f"/imports/{done['id']}/dry-run").status_code == 409
        assert porter.person.post(f"/imports/{done['id']}/run").status_code == 409

    def test_columns_can_be_left_out(self, porter: Porter, admin: Person) -> None:
        porter.run(SIMPLE, mapping=[{"column": 1, "target": None}])
        assert [c["industry"] for c in admin.listed("/companies")] == [None, None]

    def test_the_match_key_goes_with_its_column(self, porter: Porter) -> None:
        import_ = porter.draft(SIMPLE)
        assert import_["options"]["match_key"] == "name"
        import_ = porter.adjust(import_, mapping=[{"column": 0, "target": "description"}])
        assert import_["options"]["match_key"] is None


class TestRunning:
    def test_companies_come_in(self, porter: Porter, admin: Person) -> None:
        done = porter.run(
            csv_of(
                ["Company name", "Sector", "Headcount", "Subsidiary of"],
                ["Small", "retail", "12", "Large Ltd"],
                ["Large Ltd", "retail", "1,200", ""],
            )
        )
        assert done["counts"] == {"created": 2}
        assert (done["total"], done["processed"]) == (2, 2)
        companies = {c["name"]: c for c in admin.listed("/companies", expand="parent")}
        assert companies["Small"]["industry"] == "retail"
        assert companies["Large Ltd"]["employees"] == 1200
        assert companies["Small"]["parent"]["title"] == "Large Ltd"

    def test_what_comes_in_is_like_made_by_hand(self, porter: Porter, admin: Person) -> None:
        made = admin.made("/companies", name="By hand", industry="Steel")
        porter.run(csv_of(["Name", "Industry"], ["By file", "Steel"]))
        (brought,) = admin.listed("/companies", name="By file")
        different = {"id", "name", "created_at", "updated_at"}
        assert {k: v for k, v in brought.items() if k not in different} == {
            k: v for k, v in made.items() if k not in different and k in brought
        }
        timeline = admin.listed(f"/timeline/company/{brought['id']}")
        assert [event["type"] for event in timeline] == ["company.created"]
        assert timeline[0]["actor"]["label"] == "Admin"
        assert [hit["id"] for hit in admin.listed("/search", q="by file")] == [brought["id"]]

    def test_wrong_rows_are_told_and_left_out(self, porter: Porter, admin: Person) -> None:
        done = porter.run(
            csv_of(
                ["Name", "E-mail", "Employees", "Status", "Subsidiary of"],
                ["Good", "a@example.com", "5", "Customer", ""],
                ["", "b@example.com", "5", "lead", ""],
                ["Bad mail", "nonsense", "5", "lead", ""],
                ["Bad number", "", "many", "lead", ""],
                ["Bad status", "", "", "king", ""],
                ["Orphan", "", "", "", "Nobody Ltd"],
                ["Wide", "", "", "", "", "too", "many"],
            )
        )
        assert done["counts"] == {"created": 2, "error": 5}
        problems = {
            row["number"]: (row["problems"][0]["column"], row["problems"][0]["code"], row["problems"][0]["value"])
            for row in porter.rows(done, status="error")
        }
        assert problems[3] == ("Name", "missing", None)
        assert problems[4] == ("E-mail", "value_error", "nonsense")
        assert problems[5] == ("Employees", "invalid_value", "many")
        assert problems[6] == ("Status", "invalid_value", "king")
        assert problems[8] == (None, "too_many_cells", None)
        orphan = porter.rows(done)[5]
        assert (orphan["status"], orphan["problems"][0]["code"]) == ("created", "unknown_reference")
        assert {c["name"]: c["status"] for c in admin.listed("/companies")} == {"Good": "customer", "Orphan": "lead"}

    def test_rejects_are_mended_and_imported(self, porter: Porter, admin: Person) -> None:
        done = porter.run(csv_of(["Name", "Employees"], ["Acme", "5"], ["Beta", "=many"], ["Gamma", "x"]))
        rejects = porter.rejects(done)
        assert rejects == [
            {"Name": "Beta", "Employees": "'=many", "Import error": "Employees: Must be a whole number."},
            {"Name": "Gamma", "Employees": "x", "Import error": "Employees: Must be a whole number."},
        ]
        header = list(rejects[0])
        again = porter.draft(csv_of(header, *([*list(row.values())[:1], "7", "…"] for row in rejects)))
        assert target(again, "Import error")["target"] is None
        assert porter.do("run", again)["counts"] == {"created": 2}
        assert len(admin.listed("/companies")) == 3

    @pytest.mark.parametrize(
        ("duplicates", "counts", "industry"),
        [
            ("skip", {"created": 1, "skipped": 2}, "Steel"),
            ("update", {"created": 1, "updated": 2}, "Paper"),
            ("create", {"created": 3}, "Steel"),
        ],
    )
    def test_duplicates(
        self, porter: Porter, admin: Person, duplicates: str, counts: dict[str, int], industry: str
    ) -> None:
        acme = admin.made("/companies", name="Acme", industry="Steel")
        content = csv_of(["Name", "Industry"], ["ACME", "Glass"], ["Beta", "Wood"], ["acme", "Paper"])
        done = porter.run(content, options={"duplicates": duplicates})
        assert done["counts"] == counts
        assert admin.get(f"/companies/{acme['id']}").json()["industry"] == industry

    def test_the_same_key_twice_in_one_file(self, porter: Porter, admin: Person) -> None:
        content = csv_of(["Name", "Industry"], ["Acme", "Steel"], ["acme", "Glass"])
        skipped = porter.run(content)
        assert skipped["counts"] == {"created": 1, "skipped": 1}
        assert porter.rows(skipped)[1]["problems"][0]["message"] == "The same as row 2 of this file."
        content = csv_of(["Name", "Industry"], ["Beta", "Steel"], ["BETA", "Glass"], ["BETA", "Glass"])
        updated = porter.run(content, options={"duplicates": "update"})
        assert updated["counts"] == {"created": 1, "updated": 1, "unchanged": 1}
        assert [c["industry"] for c in admin.listed("/companies", **{"name[in]": "Beta,BETA"})] == ["Glass"]

    def test_updates_tell_what_changed(self, porter: Porter, admin: Person) -> None:
        acme = admin.made("/companies", name="Acme", industry="Steel", employees=5, phone="+49301234567")
        content = csv_of(["Name", "Industry", "Employees", "Phone"], ["Acme", "Glass", "5", ""])
        done = porter.run(content, options={"duplicates": "update"})
        (row,) = porter.rows(done)
        assert row["record_id"] == acme["id"]
        assert row["changes"] == {"industry": ["Steel", "Glass"]}
        assert admin.get(f"/companies/{acme['id']}").json()["phone"] == "+49301234567"

    def test_empty_cells_empty_the_field_on_wish(self, porter: Porter, admin: Person) -> None:
        acme = admin.made("/companies", name="Acme", industry="Steel", status="customer")
        content = csv_of(["Name", "Industry", "Status"], ["Acme", "", ""])
        porter.run(content, options={"duplicates": "update", "clear_empty": True})
        found = admin.get(f"/companies/{acme['id']}").json()
        assert (found["industry"], found["status"]) == (None, "customer")

    def test_by_id(self, porter: Porter, admin: Person) -> None:
        acme = admin.made("/companies", name="Acme")
        done = porter.run(csv_of(["Id", "Name"], [acme["id"], "Acme Ltd"]), options={"duplicates": "update"})
        assert done["counts"] == {"updated": 1}
        assert admin.get(f"/companies/{acme['id']}").json()["name"] == "Acme Ltd"

    def test_by_a_custom_field(self, porter: Porter, admin: Person) -> None:
        for type_, key in (("text", "code"), ("integer", "number")):
            admin.made("/custom-fields", object="company", label=key, key=key, type=type_)
        acme = admin.made("/companies", name="Acme", custom={"code": "A-1", "number": 17})
        for header, value in (("code", "A-1"), ("number", "17")):
            content = csv_of([header, "Name"], [value, f"By {header}"])
            done = porter.run(content, options={"match_key": f"custom.{header}", "duplicates": "update"})
            assert done["counts"] == {"updated": 1}
            assert admin.get(f"/companies/{acme['id']}").json()["name"] == f"By {header}"

    def test_new_custom_fields(self, porter: Porter, admin: Person) -> None:
        rows = [[f"Company {n}", ("red", "blue", "Select")[n % 3], n] for n in range(30)]
        import_ = porter.draft(csv_of(["Name", "Colour", "Shoe size"], *rows))
        done = porter.do("run", import_)
        assert done["counts"] == {"created": 30}
        fields = {field["key"]: field for field in admin.listed("/custom-fields", object="company")}
        assert (fields["colour"]["type"], fields["colour"]["options"]) == ("select", ["red", "blue"])
        assert fields["shoe_size"]["type"] == "integer"
        assert target(done, "Colour") == {**target(done, "Colour"), "target": "custom.colour", "new_field": None}
        found = {c["name"]: c["custom"] for c in admin.listed("/companies", limit=50)}
        assert found["Company 4"] == {"colour": "blue", "shoe_size": 4}
        assert found["Company 5"] == {"shoe_size": 5}
        assert len(admin.listed("/companies", **{"custom.colour": "red"})) == 10

    def test_required_custom_fields_are_required(self, porter: Porter, admin: Person) -> None:
        admin.made("/custom-fields", object="company", label="Code", type="text", required=True)
        done = porter.run(csv_of(["Name", "Code"], ["Acme", "1"], ["Beta", ""]))
        assert done["counts"] == {"created": 1, "error": 1}
        assert porter.rows(done, status="error")[0]["problems"][0]["column"] == "Code"

    def test_huge_cells_and_odd_characters(self, porter: Porter) -> None:
        content = csv_of(["Name", "Description"], ["x" * 5000, ""], ["Acme", "y" * 30_000], ["Nul\x00", ""])
        done = porter.run(content, mapping=[{"column": 1, "target": "description"}])
        assert done["counts"] == {"error": 3}
        assert len(porter.rows(done)[0]["problems"][0]["value"]) == 200

    def test_default_owner_and_tags(self, porter: Porter, admin: Person, member: Person) -> None:
        admin.made("/companies", name="Old", tag_ids=[admin.made("/tags", name="vip")["id"]])
        content = csv_of(["Name", "Tags"], ["Old", "new; Fair 2026"], ["Acme", ""])
        done = porter.run(content, options={"owner_id": member.user_id, "tags": ["Imported"], "duplicates": "update"})
        assert done["counts"] == {"created": 1, "updated": 1}
        found = {c["name"]: c for c in admin.listed("/companies", expand="tags")}
        assert found["Acme"]["owner_id"] == member.user_id
        assert {tag["title"] for tag in found["Acme"]["tags"]} == {"Imported"}
        assert {tag["title"] for tag in found["Old"]["tags"]} == {"vip", "new", "Fair 2026", "Imported"}
        assert found["Old"]["owner_id"] == admin.user_id

    def test_parents_that_are_missing_are_made_on_wish(self, porter: Porter, admin: Person) -> None:
        content = csv_of(["Name", "Parent company"], ["Acme", "Holding"], ["Beta", "holding"])
        done = porter.run(content, options={"create_missing": True})
        assert done["counts"] == {"created": 2}
        found = {c["name"]: c for c in admin.listed("/companies", expand="parent")}
        assert set(found) == {"Acme", "Beta", "Holding"}
        assert found["Beta"]["parent"]["id"] == found["Acme"]["parent"]["id"] == found["Holding"]["id"]

    def test_a_circle_of_parents_is_told(self, porter: Porter) -> None:
        done = porter.run(csv_of(["Name", "Parent company"], ["A", "B"], ["B", "A"], ["C", "C"]))
        assert done["counts"] == {"created": 3}
        codes = [[problem["code"] for problem in row["problems"]] for row in porter.rows(done)]
        assert codes == [[], ["circular"], ["circular"]]

    def test_ambiguous_names_are_told(self, porter: Porter, admin: Person) -> None:
        for _ in range(2):
            admin.made("/companies", name="Twin")
        done = porter.run(csv_of(["Name", "Parent company"], ["Acme", "Twin"]))
        assert done["counts"] == {"error": 1}
        assert porter.rows(done)[0]["problems"][0]["code"] == "ambiguous_reference"

    def test_many_batches(self, porter: Porter, admin: Person, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("quintet.stewardship.imports.running.BATCH", 7)
        monkeypatch.setattr("quintet.stewardship.imports.running.LINK_BATCH", 3)
        rows = [[f"Company {n}", f"Company {n + 1}" if n < 49 else ""] for n in range(50)]
        rows.append(["company 3", ""])
        done = porter.run(csv_of(["Name", "Parent company"], *rows[::-1]))
        assert done["counts"] == {"created": 50, "skipped": 1}
        found = {c["name"]: c for c in admin.listed("/companies", limit=100, expand="parent")}
        assert len([c for c in found.values() if c["parent"]]) >= 20

    def test_a_file_that_breaks_on_the_way(self, porter: Porter, admin: Person) -> None:
        content = csv_of(["Name", "Industry"], *([f"Company {n}", "x"] for n in range(700))) + b'"never closed'
        content += b"\nx" * 200_000
        import_ = porter.draft(content)
        done = porter.do("run", import_)
        assert done["state"] == "failed"
        assert "never closed" in done["error"]
        assert admin.get("/companies", count="true").json()["total"] in (0, 500)


class TestDryRun:
    def test_names_that_name_nothing_come_with_what_they_may_mean(
        self, porter: Porter, admin: Person, stranger: Person
    ) -> None:
        for name in ("Acme Corporation", "Acne Studios", "Betasoloin"):
            admin.made("/companies", name=name)
        stranger.made("/companies", name="Zoomit")
        content = csv_of(
            ["Title", "Company"],
            ["One", "AcmeCorporation"],
            ["Two", "acme corporatoin"],
            ["Three", "Zoomt"],
            ["Four", "Entirely Else"],
            ["Five", ""],
        )
        done = porter.run(content, "deal")
        assert done["counts"] == {"created": 1, "error": 4}
        problems = [row["problems"][0] for row in porter.rows(done, status="error")]
        assert [each["suggestion"] for each in problems] == ["Acme Corporation", "Acme Corporation", None, None]
        assert problems[0]["message"] == "There is no company AcmeCorporation. Did you mean Acme Corporation?"
        assert {each["code"] for each in problems} == {"unknown_reference"}

    def test_says_what_would_happen_and_changes_nothing(self, porter: Porter, admin: Person) -> None:
        acme = admin.made("/companies", name="Acme", industry="Steel")
        before = admin.listed("/companies"), len(admin.listed("/events", type="company.created"))
        content = csv_of(
            ["Name", "Industry", "Parent company", "Colour", "Tags"],
            ["ACME", "Glass", "", "red", "new"],
            ["Beta", "Wood", "Gamma", "blue", ""],
            ["Gamma", "Wood", "Nobody", "red", "new"],
            ["beta", "Paper", "", "red", ""],
            ["", "", "", "red", ""],
        )
        import_ = porter.adjust(porter.draft(content), options={"duplicates": "update"})
        tried = porter.do("dry-run", import_)
        assert tried["state"] == "ready"
        assert tried["counts"] == {"updated": 2, "created": 2, "error": 1}
        rows = porter.rows(tried)
        assert rows[0]["record_id"] == acme["id"]
        assert rows[0]["changes"]["name"] == ["Acme", "ACME"]
        assert rows[0]["changes"]["industry"] == ["Steel", "Glass"]
        assert rows[0]["changes"]["custom.colour"] == [None, "red"]
        assert [row["problems"] for row in rows[:2]] == [[], []]
        assert rows[2]["problems"][0]["code"] == "unknown_reference"
        assert rows[4]["problems"][0]["column"] == "Name"
        assert (admin.listed("/companies"), len(admin.listed("/events", type="company.created"))) == before
        assert admin.listed("/events", type="tag.created") == []
        assert admin.listed("/custom-fields") == []
        assert admin.listed("/tags") == []
        assert len(porter.rejects(tried)) == 1
        done = porter.do("run", tried)
        assert done["counts"] == tried["counts"]
        assert [row["status"] for row in porter.rows(done)] == [row["status"] for row in rows]

    def test_sees_repeats_over_batches(self, porter: Porter, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("quintet.stewardship.imports.running.BATCH", 2)
        names = ["A", "B", "C", "a", "D", "B"]
        tried = porter.do("dry-run", porter.draft(csv_of(["Name", "Industry"], *([name, "x"] for name in names))))
        assert tried["counts"] == {"created": 4, "skipped": 2}
        assert porter.rows(tried)[3]["problems"][0]["message"] == "The same as row 2 of this file."

    def test_may_be_repeated_after_a_change(self, porter: Porter) -> None:
        import_ = porter.draft(csv_of(["Name", "Employees"], ["Acme", "1.234"], ["Beta", "x"]))
        first = porter.do("dry-run", import_)
        assert first["counts"] == {"created": 1, "error": 1}
        changed = porter.adjust(first, mapping=[{"column": 1, "target": None}])
        assert changed["state"] == "draft"
        assert porter.do("dry-run", changed)["counts"] == {"created": 2}


class TestCancelling:
    def test_before_it_began(self, house: object, admin: Person) -> None:
        porter = Porter(admin)
        import_ = porter.draft(SIMPLE)
        assert admin.post(f"/imports/{import_['id']}/cancel").status_code == 409
        admin.post(f"/imports/{import_['id']}/dry-run")
        assert admin.post(f"/imports/{import_['id']}/cancel").json()["state"] == "draft"
        admin.post(f"/imports/{import_['id']}/run")
        assert admin.post(f"/imports/{import_['id']}/cancel").json()["state"] == "cancelled"
        house.jobs.prepare()  # type: ignore[attr-defined]
        house.jobs.start()  # type: ignore[attr-defined]
        done = porter.do("run", import_)
        assert (done["state"], done["counts"]) == ("done", {"created": 2})
