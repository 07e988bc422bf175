"""Sorting and paging: any sort with any filter gives each record once, in one order."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.foundation.objects.conftest import Shelf
from tests.world import Person

SORTS = (
    "name",
    "domain",
    "industry",
    "employees",
    "annual_revenue_minor",
    "rating",
    "taxable",
    "status",
    "owner_id",
    "parent_id",
    "created_at",
    "id",
    "custom.motto",
    "custom.floors",
    "custom.ratio",
    "custom.deposit",
    "custom.founded",
    "custom.seen",
    "custom.vegan",
    "custom.tier",
    "custom.rival",
)
FILTERS: tuple[dict[str, str], ...] = (
    {},
    {"employees[is_null]": "false"},
    {"taxable": "true"},
    {"custom.floors[gte]": "0"},
    {"industry[contains]": "tea"},
    {"q": "e"},
)


@pytest.fixture
def full(shelf: Shelf) -> Shelf:
    """More records, many of them alike."""
    for number in range(8):
        shelf.records.append(
            shelf.person.made("/companies", name="twin", employees=number % 2 or None, custom={"floors": number % 3})
        )
    return shelf


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    sort=st.lists(st.tuples(st.sampled_from(SORTS), st.booleans()), min_size=1, max_size=3, unique_by=lambda k: k[0]),
    filters=st.sampled_from(FILTERS),
    limit=st.integers(1, 6),
)
def test_each_record_once(full: Shelf, sort: list[tuple[str, bool]], filters: dict[str, str], limit: int) -> None:
    asked: dict[str, Any] = {"sort": ",".join(("-" if down else "") + name for name, down in sort), **filters}
    whole = [record["id"] for record in full.person.listed("/companies", limit=200, **asked)]
    assert len(set(whole)) == len(whole)
    paged: list[str] = []
    cursor = None
    for _ in range(len(whole) + 1):
        page = full.person.get("/companies", limit=limit, **asked, **({"cursor": cursor} if cursor else {})).json()
        assert len(page["data"]) <= limit
        paged += [record["id"] for record in page["data"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert paged == whole


@pytest.mark.parametrize("name", ["employees", "rating", "custom.floors", "custom.ratio", "custom.founded"])
@pytest.mark.parametrize("descending", [False, True])
def test_order_with_nothing_as_the_least(full: Shelf, name: str, descending: bool) -> None:
    def key(record: dict[str, Any]) -> tuple[Any, ...]:
        value = full.value(record, name)
        return (value is not None, value or (0 if not isinstance(value, str) else ""), record["id"])

    expected = [r["id"] for r in sorted(full.records, key=key, reverse=descending)]
    sort = f"-{name}" if descending else name
    assert [r["id"] for r in full.person.listed("/companies", sort=sort)] == expected


def test_names_without_regard_to_case(shelf: Shelf) -> None:
    names = shelf.found(sort="name")
    assert names[:4] == ["Alpha_100%", "beta", "delta", "Gamma"]
    assert names == shelf.found(sort="-name")[::-1]


def test_newest_first_when_nothing_is_said(shelf: Shelf) -> None:
    assert shelf.found() == [record["name"] for record in reversed(shelf.records)]


def test_a_cursor_belongs_to_its_sort(shelf: Shelf) -> None:
    cursor = shelf.person.get("/companies", sort="name", limit=1).json()["next_cursor"]
    assert shelf.person.get("/companies", sort="-name", cursor=cursor).status_code == 422
    assert shelf.person.get("/companies", sort="name", cursor=cursor[:-4]).status_code == 422


def test_a_page_holds_when_records_come_and_go(owner: Person) -> None:
    made = [owner.made("/companies", name=name)["id"] for name in "abcd"]
    first = owner.get("/companies", sort="name", limit=2).json()
    owner.delete(f"/companies/{made[1]}")
    owner.made("/companies", name="aa")
    rest = owner.listed("/companies", sort="name", limit=2, cursor=first["next_cursor"])
    assert [record["name"] for record in rest] == ["c", "d"]


def test_count_is_of_all_that_match(shelf: Shelf) -> None:
    answer = shelf.person.get("/companies", count="true", limit=1, **{"employees[is_null]": "false"}).json()
    assert (len(answer["data"]), answer["total"]) == (1, 3)
    assert "total" not in shelf.person.get("/companies").json()
    assert shelf.person.get("/companies", count="true", deleted="true").json()["total"] == 0
