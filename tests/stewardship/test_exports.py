"""Records going out as CSV and Excel."""

import io
from collections.abc import Callable

import pytest
from python_calamine import load_workbook
from starlette.testclient import TestClient

from quintet.stewardship.exports.cells import safe_cell
from tests.stewardship.porter import Porter, rows_of
from tests.world import Person

URL = "/companies/export.csv"


class TestStreaming:
    def test_anonymous(self, anonymous: TestClient) -> None:
        assert anonymous.get(f"/api/v1{URL}").status_code == 401

    def test_members_may_not(self, member: Person) -> None:
        assert member.get(URL).status_code == 403

    def test_another_workspace_gets_its_own(self, manager: Person, stranger: Person) -> None:
        manager.made("/companies", name="Ours")
        stranger.made("/companies", name="Theirs")
        assert [row["Name"] for row in rows_of(stranger.get(URL).content)] == ["Theirs"]

    def test_all_columns_with_labels(self, manager: Person) -> None:
        parent = manager.made("/companies", name="Parent", tag_ids=[manager.made("/tags", name="vip")["id"]])
        manager.made(
            "/companies", name="Acme", parent_id=parent["id"], annual_revenue_minor=123456, currency="EUR", employees=7
        )
        answer = manager.get(URL, sort="name")
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        assert 'filename="companies.csv"' in answer.headers["content-disposition"]
        acme, other = rows_of(answer.content)
        assert acme["Name"] == "Acme"
        assert acme["Parent company"] == "Parent"
        assert acme["Annual revenue"] == "1234.56"
        assert acme["Employees"] == "7"
        assert acme["Taxable"] == "true"
        assert acme["Owner"] == "Manager"
        assert other["Tags"] == "vip"
        assert "Parent company id" not in acme

    def test_chosen_columns_filters_and_sort(self, manager: Person) -> None:
        for name, status in (("A", "lead"), ("B", "customer"), ("C", "customer")):
            manager.made("/companies", name=name, status=status)
        answer = manager.get(URL, columns="name,status,owner_id", headers="name", status="customer", sort="-name")
        rows = rows_of(answer.content)
        assert [(row["name"], row["status"]) for row in rows] == [("C", "customer"), ("B", "customer")]
        assert rows[0]["owner_id"] == manager.user_id

    def test_byte_order_mark_on_wish(self, manager: Person) -> None:
        assert manager.get(URL, bom="true").content.startswith(b"\xef\xbb\xbf")
        assert not manager.get(URL).content.startswith(b"\xef\xbb\xbf")

    @pytest.mark.parametrize(
        ("parameters", "field"),
        [
            ({"columns": "name,nonsense"}, "columns"),
            ({"headers": "x"}, "headers"),
            ({"bom": "x"}, "bom"),
            ({"limit": "10"}, "limit"),
            ({"cursor": "x"}, "cursor"),
            ({"nonsense": "1"}, "nonsense"),
        ],
    )
    def test_wrong_parameters(self, manager: Person, parameters: dict[str, str], field: str) -> None:
        answer = manager.get(URL, **parameters)
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == field

    def test_formulas_are_disarmed_and_come_back_as_they_were(self, porter: Porter, admin: Person) -> None:
        name = '=HYPERLINK("http://evil.example","x")'
        admin.made("/companies", name=name, phone="+49 30 1234567")
        content = admin.get(URL, columns="name,phone").content
        assert rows_of(content)[0]["Name"] == f"'{name}"
        porter.run(content, options={"match_key": None})
        assert [c["name"] for c in admin.listed("/companies")] == [name, name]
        assert {c["phone"] for c in admin.listed("/companies")} == {"+49301234567"}

    def test_more_than_one_batch(self, manager: Person, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("quintet.stewardship.exports.reading.BATCH", 3)
        for number in range(8):
            manager.made("/companies", name=f"Company {number}")
        names = [row["Name"] for row in rows_of(manager.get(URL, sort="-name").content)]
        assert names == [f"Company {number}" for number in reversed(range(8))]

    def test_it_is_on_record(self, manager: Person, admin: Person) -> None:
        manager.get(URL, status="lead")
        facts = [e for e in admin.listed("/events") if e["type"] == "export.created"]
        assert facts[0]["data"] == {"object": "company", "format": "csv", "filters": "status=lead"}
        assert facts[0]["actor"]["label"] == "Manager"

    def test_custom_fields(self, manager: Person, admin: Person) -> None:
        for label, type_ in (("Fleet", "integer"), ("Budget", "money"), ("Colours", "multi_select")):
            options = ["red", "blue"] if type_ == "multi_select" else []
            admin.made("/custom-fields", object="company", label=label, type=type_, options=options)
        admin.made("/custom-fields", object="company", label="Partner", type="relation", options=["company"])
        partner = manager.made("/companies", name="Partner Ltd")
        custom = {
            "fleet": 3,
            "budget": {"amount_minor": 990, "currency": "EUR"},
            "colours": ["red", "blue"],
            "partner": partner["id"],
        }
        manager.made("/companies", name="Acme", custom=custom)
        row = rows_of(manager.get(URL, sort="name").content)[0]
        assert (row["Fleet"], row["Budget"], row["Colours"], row["Partner"]) == (
            "3",
            "9.90 EUR",
            "red; blue",
            "Partner Ltd",
        )


class TestFiles:
    def test_anonymous(self, anonymous: TestClient) -> None:
        assert anonymous.post("/api/v1/exports", json={"object": "company"}).status_code == 401

    def test_members_may_not(self, member: Person) -> None:
        assert member.post("/exports", {"object": "company"}).status_code == 403
        assert member.get("/exports").status_code == 403

    def test_another_workspace_sees_nothing(self, porter: Porter, stranger: Person) -> None:
        export = porter.export(object="company")
        assert stranger.get(f"/exports/{export['id']}").status_code == 404
        assert stranger.post(f"/exports/{export['id']}/cancel").status_code == 404
        assert stranger.get(f"/files/{export['file_id']}/content").status_code == 404
        assert stranger.listed("/exports") == []

    def test_csv(self, porter: Porter, admin: Person) -> None:
        for name in ("Acme", "Beta"):
            admin.made("/companies", name=name, status="customer")
        admin.made("/companies", name="Other")
        export = porter.export(object="company", filters="status=customer&sort=name", columns=["name"], bom=True)
        assert (export["state"], export["rows"]) == ("done", 2)
        content = porter.content(export)
        assert content == b"\xef\xbb\xbfName\r\nAcme\r\nBeta\r\n"
        assert admin.listed("/exports")[0]["id"] == export["id"]

    def test_excel(self, porter: Porter, admin: Person) -> None:
        admin.made("/companies", name="=1+1", employees=12, website="https://example.com")
        export = porter.export(object="company", format="xlsx", columns=["name", "employees", "taxable", "website"])
        assert export["state"] == "done", export
        sheet = load_workbook(io.BytesIO(porter.content(export))).get_sheet_by_index(0)
        assert sheet.to_python() == [
            ["Name", "Employees", "Taxable", "Website"],
            ["=1+1", 12.0, True, "https://example.com"],
        ]

    def test_what_comes_out_goes_in_again(self, porter: Porter, admin: Person) -> None:
        parent = admin.made("/companies", name="Parent", industry="Steel", employees=3)
        admin.made("/companies", name="Ärger & Söhne", parent_id=parent["id"], annual_revenue_minor=5, currency="EUR")
        before = admin.listed("/companies", sort="name", expand="parent")
        content = porter.content(porter.export(object="company", filters="sort=name"))
        for company in before[::-1]:
            assert admin.delete(f"/companies/{company['id']}").status_code == 204
        done = porter.run(content, options={"match_key": "name"})
        assert done["counts"] == {"created": 2}
        after = admin.listed("/companies", sort="name", expand="parent")
        for old, new in zip(before, after, strict=True):
            for name in ("name", "industry", "employees", "annual_revenue_minor", "currency", "owner_id", "status"):
                assert new[name] == old[name]
            assert (new["parent"] or {}).get("title") == (old["parent"] or {}).get("title")

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({"object": "nonsense"}, "object"),
            ({"object": "company", "columns": ["nonsense"]}, "columns"),
            ({"object": "company", "filters": "nonsense=1"}, "nonsense"),
            ({"object": "company", "filters": "&&&"}, "filters"),
            ({"object": "company", "filters": "limit=5"}, "limit"),
            ({"object": "company", "format": "pdf"}, "format"),
            ({"object": "company", "nonsense": 1}, "nonsense"),
        ],
    )
    def test_wrong_requests(self, manager: Person, body: dict[str, object], field: str) -> None:
        answer = manager.post("/exports", body)
        assert answer.status_code == 422, answer.text
        assert answer.json()["errors"][0]["field"] == field

    def test_cancelled_before_it_began(self, manager: Person) -> None:
        export = manager.post("/exports", {"object": "company"}).json()
        assert manager.post(f"/exports/{export['id']}/cancel").json()["state"] == "cancelled"
        assert manager.post(f"/exports/{export['id']}/cancel").status_code == 409

    def test_only_their_maker_and_managers_get_the_file(self, porter: Porter, member: Person, manager: Person) -> None:
        export = porter.export(object="company")
        assert member.get(f"/files/{export['file_id']}/content").status_code == 404
        assert manager.get(f"/files/{export['file_id']}/content").status_code == 200


class TestSafeCells:
    @pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3+cmd", "@SUM(A1)", "\tx", "\rx", "-", "+x"])
    def test_formulas(self, text: str) -> None:
        assert safe_cell(text) == f"'{text}"

    @pytest.mark.parametrize("text", ["", "x=1", "-5", "+49301234567", "-1,234.50", "+1 (415) 555-0100", "5%", "'x"])
    def test_harmless(self, text: str) -> None:
        assert safe_cell(text) == text


class TestExpiry:
    def test_files_of_old_exports_go(self, porter: Porter, run_later: Callable[[str, int], None]) -> None:
        export = porter.export(object="company")
        run_later("stewardship.expire_exports", 8)
        found = porter.person.get(f"/exports/{export['id']}").json()
        assert (found["state"], found["file_id"], found["content_url"]) == ("expired", None, None)
        assert porter.person.get(f"/files/{export['file_id']}").status_code == 404
