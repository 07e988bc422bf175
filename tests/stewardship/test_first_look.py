"""The first look at a file that is to be brought in: its form, its columns, and what they may mean."""

import io

import pytest
import xlsxwriter  # type: ignore[import-untyped]

from tests.stewardship.porter import SIMPLE, Porter, csv_of, target
from tests.world import Person


def workbook(*rows: list[object]) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet("Data")
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)
    return content.getvalue()


class TestFirstLook:
    def test_columns_are_recognised(self, porter: Porter) -> None:
        import_ = porter.draft(
            csv_of(
                ["Account Name", "sector", "Telephone", "Annual Revenue", "Account owner", "Parent Account", "Founded"],
                ["Acme", "Steel", "+1 415 555 0100", "$1,000", "admin@example.com", "", "2001-02-03"],
                ["Beta", "Glass", "+1 415 555 0101", "$2,000", "admin@example.com", "Acme", "2002-03-04"],
            )
        )
        assert import_["state"] == "draft"
        found = {column["header"]: column for column in import_["mapping"]}
        assert {header: column["target"] for header, column in found.items()} == {
            "Account Name": "name",
            "sector": "industry",
            "Telephone": "phone",
            "Annual Revenue": "annual_revenue_minor",
            "Account owner": "owner_id",
            "Parent Account": "parent_id",
            "Founded": "custom.founded",
        }
        assert found["Account owner"]["by"] == "email"
        assert found["Parent Account"]["by"] == "title"
        assert found["Founded"]["new_field"]["type"] == "date"
        assert found["Account Name"]["confidence"] > found["Founded"]["confidence"] > 0
        assert found["Account Name"]["samples"] == ["Acme", "Beta"]
        assert found["Parent Account"]["filled"] == 0.5
        assert import_["options"]["match_key"] == "name"

    def test_custom_fields_are_recognised_by_their_label(self, porter: Porter, admin: Person) -> None:
        admin.made("/custom-fields", object="company", label="Shoe size", key="shoes", type="integer")
        import_ = porter.draft(csv_of(["Name", "Shoe Size"], ["Acme", "43"]))
        assert target(import_, "Shoe Size")["target"] == "custom.shoes"
        assert target(import_, "Shoe Size")["new_field"] is None

    def test_unknown_headers_over_cells_that_speak_for_themselves(self, porter: Porter) -> None:
        header = ["Name", "A", "B", "C", "D"]
        rows = [
            [f"Company {n}", f"a{n}@x.com", f"https://x{n}.com", f"+49 30 123456{n}", f"2024-02-1{n}"] for n in range(5)
        ]
        import_ = porter.draft(csv_of(header, *rows))
        targets = [column["target"] for column in import_["mapping"]]
        assert targets == ["name", "email", "website", "phone", "custom.d"]
        assert import_["mapping"][1]["confidence"] == 0.5

    def test_people_whom_nothing_names_are_called_by_what_tells_them_apart(self, porter: Porter) -> None:
        rows = [[f"7927b{n}", n, "API", "Paris"] for n in range(3)]
        import_ = porter.draft(csv_of(["Prospect ID", "Lead Number", "Lead Source", "Town"], *rows), object="lead")
        targets = [column["target"] for column in import_["mapping"]]
        assert targets[:3] == ["last_name", "custom.lead_number", "source"]
        done = porter.do("run", import_)
        assert (done["state"], done["counts"]) == ("done", {"created": 3})

    def test_placeholders_mean_nothing(self, porter: Porter) -> None:
        import_ = porter.draft(csv_of(["Name", "Industry"], ["Acme", "Select"], ["Beta", "n/a"], ["Gamma", "Glass"]))
        assert import_["options"]["empty_tokens"] == ["Select", "n/a"]

    @pytest.mark.parametrize(
        ("cells", "type_"),
        [
            (["1", "20", "300"], "integer"),
            (["1.5", "2", "-3"], "number"),
            (["007", "008", "009"], "text"),
            (["yes", "no", "yes"], "boolean"),
            (["2024-02-03", "2024-03-04", "2024-03-05"], "date"),
            (["2024-02-03 10:00", "2024-03-04 11:00", "2024-03-04 12:00"], "datetime"),
            (["31.12.2024", "01.02.2024", "02.02.2024"], "date"),
            (["red", "blue"] * 10, "select"),
            (["one", "two", "three"], "text"),
            (["long " * 200, "x", "y"], "long_text"),
        ],
    )
    def test_types_of_new_fields(self, porter: Porter, cells: list[str], type_: str) -> None:
        rows = [[f"Company {place}", cell] for place, cell in enumerate(cells)]
        import_ = porter.draft(csv_of(["Name", "Zorp"], *rows))
        assert target(import_, "Zorp")["new_field"] == {
            "key": "zorp",
            "label": "Zorp",
            "type": type_,
            "options": [],
        }

    @pytest.mark.parametrize(
        "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"]
    )
    def test_encodings_and_delimiters(self, porter: Porter, encoding: str) -> None:
        for delimiter in (",", ";", "\t", "|"):
            content = csv_of(
                ["Name", "Industry"],
                ["Müller & Söhne", "Café"],
                ["Ñandú", "a, b; c"],
                delimiter=delimiter,
                encoding=encoding,
            )
            import_ = porter.draft(content)
            assert import_["mapping"][0]["samples"] == ["Müller & Söhne", "Ñandú"]
            assert import_["mapping"][1]["samples"] == ["Café", "a, b; c"]

    def test_other_alphabets(self, porter: Porter) -> None:
        rows = [["Иванов Сергей", "Санкт-Петербург"], ["Петрова Анна Михайловна", "Новосибирск и Екатеринбург"]] * 5
        import_ = porter.draft(csv_of(["Name", "Industry"], *rows, encoding="cp1251"))
        assert import_["form"]["encoding"] == "cp1251"
        assert import_["mapping"][0]["samples"][0] == "Иванов Сергей"

    def test_a_wrong_guess_is_put_right(self, porter: Porter) -> None:
        content = csv_of(["Name", "Industry"], ["Zażółć", "Łódź"], encoding="cp1250")
        import_ = porter.adjust(porter.draft(content), form={"encoding": "cp1250"})
        assert import_["form"]["encoding"] == "cp1250"
        assert import_["mapping"][0]["samples"] == ["Zażółć"]

    def test_titles_above_the_header(self, porter: Porter) -> None:
        content = csv_of(["Our customers"], [], ["Name", "Industry"], ["Acme", "Steel"], ["Beta", "Glass"])
        import_ = porter.draft(content)
        assert import_["form"]["header_row"] == 3
        done = porter.do("run", import_)
        assert [row["number"] for row in porter.rows(done)] == [4, 5]

    def test_excel(self, porter: Porter, admin: Person) -> None:
        content = workbook(["Name", "Employees", "Taxable"], ["Acme", 12, True], ["Beta", 7.0, False])
        done = porter.run(content, name="companies.xlsx")
        assert done["form"] == {**done["form"], "kind": "excel", "sheet": "Data"}
        found = {c["name"]: (c["employees"], c["taxable"]) for c in admin.listed("/companies")}
        assert found == {"Acme": (12, True), "Beta": (7, False)}

    def test_repeated_and_empty_headers(self, porter: Porter) -> None:
        import_ = porter.draft(csv_of(["Name", "Name", "", "Phone"], ["Acme", "x", "y", "z"]))
        assert [column["header"] for column in import_["mapping"]] == ["Name", "Name (2)", "Column 3", "Phone"]
        targets = [column["target"] for column in import_["mapping"]]
        assert targets[0] == "name"
        assert len(set(targets)) == 4

    def test_three_hundred_columns(self, porter: Porter, admin: Person) -> None:
        header = ["Name", *(f"Column {number}" for number in range(299))]
        import_ = porter.draft(csv_of(header, ["Acme", *range(299)]))
        assert len(import_["mapping"]) == 300
        # More than an object may have custom fields: said at the dry run, and nothing is left behind.
        tried = porter.do("dry-run", import_)
        assert tried["state"] == "draft"
        assert "At most 200 custom fields" in tried["error"]
        kept = porter.adjust(import_, mapping=[{"column": n, "target": None} for n in range(3, 300)])
        done = porter.do("run", kept)
        assert done["counts"] == {"created": 1}
        assert admin.listed("/companies")[0]["custom"] == {"column_0": 0, "column_1": 1}

    @pytest.mark.parametrize(
        ("content", "name", "code"),
        [
            (b"\n\n\n", "x.csv", "empty"),
            (b"Name,Phone\n", "x.csv", "no_rows"),
            (b"PK\x03\x04 this is no workbook", "x.xlsx", "unreadable"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 nor is this" * 50, "x.xls", "unreadable"),
            (b"%PDF-1.4\x00\x01\x02\x00\x03", "x.pdf", "not_a_table"),
            (b",".join(b"c%d" % n for n in range(1500)) + b"\n1\n", "x.csv", "too_many_columns"),
            (b'Name,Phone\nAcme,"never closed' + b"\nx" * 200_000, "x.csv", "unreadable"),
            (b"Name" * 2_000_000, "x.csv", "unreadable"),
        ],
    )
    def test_files_that_are_no_tables(self, porter: Porter, content: bytes, name: str, code: str) -> None:
        body = {"file_id": porter.upload(content, name), "object": "company"}
        answer = porter.person.post("/imports", body)
        assert answer.status_code == 422, answer.text
        assert answer.json()["errors"][0]["field"] == "file_id"
        assert answer.json()["errors"][0]["code"] == code

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({"object": "nonsense"}, "object"),
            ({"object": "company", "file_id": "x"}, "file_id"),
            ({"object": "company", "file_id": "01900000-0000-7000-8000-000000000001"}, "file_id"),
            ({"object": "company", "extra": 1}, "extra"),
        ],
    )
    def test_wrong_requests(self, porter: Porter, body: dict[str, object], field: str) -> None:
        answer = porter.person.post("/imports", {"file_id": porter.upload(SIMPLE), **body})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == field

    def test_objects_with_their_targets(self, porter: Porter) -> None:
        objects = {each["name"]: each for each in porter.person.listed("/imports/objects")}
        company = objects["company"]
        targets = {each["name"]: each for each in company["targets"]}
        assert targets["name"]["required"] is True
        assert targets["parent_id"]["relation"] == "company"
        assert "domain" in company["match_keys"]
        assert "version" not in targets

    def test_history(self, porter: Porter) -> None:
        first, second = porter.draft(SIMPLE), porter.draft(SIMPLE)
        page = porter.person.get("/imports", limit=1).json()
        assert [each["id"] for each in page["data"]] == [second["id"]]
        page = porter.person.get("/imports", limit=1, cursor=page["next_cursor"]).json()
        assert [each["id"] for each in page["data"]] == [first["id"]]
        assert page["next_cursor"] is None
        assert porter.person.listed("/imports", object="contact") == []
        assert len(porter.person.listed("/imports", state="draft")) == 2
