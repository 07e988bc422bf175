"""Importing companies from end to end."""

from tests.stewardship.porter import Porter, csv_of
from tests.world import Person


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
        companies = {c["name"]: c for c in admin.listed("/companies", expand="parent")}
        assert companies["Small"]["industry"] == "retail"
        assert companies["Large Ltd"]["employees"] == 1200
        assert companies["Small"]["parent"]["title"] == "Large Ltd"
