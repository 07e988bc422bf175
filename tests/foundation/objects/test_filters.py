"""Filters of every type and operator, against what Python makes of the same values."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from quintet.foundation.objects.fields import OPERATORS, FieldType
from quintet.kit import time
from quintet.kit.ids import new_id
from tests.foundation.objects.conftest import CUSTOM, Shelf
from tests.world import Person

FIELDS: dict[str, FieldType] = {
    "name": FieldType.text,
    "industry": FieldType.text,
    "domain": FieldType.text,
    "employees": FieldType.integer,
    "annual_revenue_minor": FieldType.money,
    "rating": FieldType.number,
    "taxable": FieldType.boolean,
    "status": FieldType.select,
    "website": FieldType.url,
    "email": FieldType.email,
    "phone": FieldType.phone,
    "parent_id": FieldType.relation,
    "owner_id": FieldType.relation,
    "created_at": FieldType.datetime,
    **{f"custom.{key}": FieldType(values["type"]) for key, values in CUSTOM.items()},
}
DATES = ("seen", "founded")
DAY = timedelta(1)
NUMBERS = (FieldType.integer, FieldType.money, FieldType.number)


def plain(type_: FieldType, value: Any) -> Any:
    """A value in the form it is compared in."""
    if value is None:
        return None
    if type_ is FieldType.datetime:
        return time.from_text(value)
    return float(value) if type_ in NUMBERS else value


def text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def holds(op: str, actual: Any, wanted: list[Any]) -> bool:
    """What the operators mean; nothing is neither more nor less than anything, and unlike everything."""
    if isinstance(actual, list):
        found = any(item in actual for item in wanted)
        return not found if op == "ne" else found
    if op == "ne":
        return bool(actual != wanted[0])
    if actual is None:
        return False
    match op:
        case "eq":
            return bool(actual == wanted[0])
        case "in":
            return actual in wanted
        case "gt":
            return bool(actual > wanted[0])
        case "gte":
            return bool(actual >= wanted[0])
        case "lt":
            return bool(actual < wanted[0])
        case "lte":
            return bool(actual <= wanted[0])
        case "contains":
            return str(wanted[0]).casefold() in str(actual).casefold()
    return str(actual).casefold().startswith(str(wanted[0]).casefold())


def cases(shelf: Shelf) -> list[tuple[str, FieldType, str, list[Any]]]:
    """Every operator of every field, with each value there is and one there is not."""
    found: list[tuple[str, FieldType, str, list[Any]]] = []
    for name, type_ in FIELDS.items():
        values = [shelf.value(record, name) for record in shelf.records]
        if type_ is FieldType.multi_select:
            known = ["red", "green", "blue"]
        else:
            known = list(dict.fromkeys(value for value in values if value is not None))
        for op in OPERATORS[type_]:
            if op in ("is_null", "within"):
                continue
            if op == "in":
                found.append((name, type_, op, known[:2]))
            elif op in ("contains", "starts"):
                found += [
                    (name, type_, op, [part]) for value in known[:4] for part in (str(value)[:3], str(value)[2:5])
                ]
            else:
                found += [(name, type_, op, [value]) for value in known[:3]]
    return [(name, type_, op, wanted) for name, type_, op, wanted in found if wanted and all(text(w) for w in wanted)]


def test_every_operator_of_every_type(shelf: Shelf) -> None:
    ordered_text = {"gt", "gte", "lt", "lte"}
    wrong = []
    tried = cases(shelf)
    for name, type_, op, wanted in tried:
        if op in ordered_text and type_ not in (*NUMBERS, FieldType.date, FieldType.datetime):
            continue  # text is ordered as the database does, which is tested with sorting
        given = ",".join(text(value) for value in wanted)
        compared = [plain(type_, value) for value in wanted]
        expected = {
            record["name"]
            for record in shelf.records
            if holds(
                op,
                []
                if type_ is FieldType.multi_select and shelf.value(record, name) is None
                else plain(type_, shelf.value(record, name)),
                compared,
            )
        }
        answer = shelf.person.get("/companies", **{f"{name}[{op}]": given})
        got = {record["name"] for record in answer.json().get("data", [{"name": answer.text}])}
        if got != expected:
            wrong.append((name, op, given, got, expected))
    assert len(tried) > 150
    assert wrong == []


def test_is_null(shelf: Shelf) -> None:
    for name in FIELDS:
        empty = {record["name"] for record in shelf.records if shelf.value(record, name) is None}
        every = {record["name"] for record in shelf.records}
        assert set(shelf.found(**{f"{name}[is_null]": "true"})) == empty, name
        assert set(shelf.found(**{f"{name}[is_null]": "false"})) == every - empty, name


def test_plain_equality_and_several_at_once(shelf: Shelf) -> None:
    assert shelf.found(domain="beta.example") == ["beta"]
    assert shelf.found(employees="10", taxable="false") == ["beta"]
    assert set(shelf.found(**{"employees[gte]": "10", "employees[lt]": "250"})) == {"Alpha_100%", "beta"}


def test_signs_of_patterns_are_just_signs(shelf: Shelf) -> None:
    assert shelf.found(**{"name[contains]": "100%"}) == ["Alpha_100%"]
    assert shelf.found(**{"name[contains]": "a_1"}) == ["Alpha_100%"]
    assert shelf.found(**{"name[contains]": "%"}) == ["Alpha_100%"]
    assert shelf.found(**{"custom.motto[contains]": "_TRUE"}) == ["Gamma"]
    assert shelf.found(**{"name[starts]": "É"}) == shelf.found(**{"name[starts]": "é"}) == ["Épsilon"]


@pytest.mark.parametrize("place", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu"])
def test_periods_are_days_of_a_time_zone(owner: Person, custom_fields: None, place: str) -> None:
    # 25 hours lie between the first two: never is it the same day in both.
    here = time.now().astimezone(ZoneInfo(place))
    midnight = here.replace(hour=0, minute=0, second=0, microsecond=0)
    for name, seen in (("before", midnight - timedelta(seconds=1)), ("on", midnight), ("after", midnight + DAY)):
        custom = {"seen": time.to_text(seen), "founded": seen.date().isoformat()}
        owner.made("/companies", name=name, custom=custom)
    owner.made("/companies", name="never")

    def found(period: str) -> list[list[str]]:
        asked = [
            owner.listed("/companies", **{f"custom.{f}[within]": period}, timezone=place, sort="name") for f in DATES
        ]
        return [[company["name"] for company in companies] for companies in asked]

    assert found("today") == [["on"]] * 2
    assert found("yesterday") == [["before"]] * 2
    assert found("tomorrow") == [["after"]] * 2
    assert found("last_2_days") == [["before", "on"]] * 2
    assert found("next_2_days") == [["after", "on"]] * 2


def test_a_period_holds_in_counts_boards_and_files(owner: Person) -> None:
    owner.made("/deals", title="Fresh")
    for period, titles in (("today", ["Fresh"]), ("last_year", [])):
        asked = {"created_at[within]": period, "timezone": "Europe/Madrid"}
        assert [deal["title"] for deal in owner.listed("/deals", **asked)] == titles
        assert owner.get("/deals", **asked, count="true").json()["total"] == len(titles)
        columns = owner.get("/deals/board", **asked).json()["columns"]
        assert [card["title"] for column in columns for card in column["cards"]] == titles
        assert sum(column["count"] for column in columns) == len(titles)
        assert len(owner.get("/deals/export.csv", **asked).text.splitlines()) == 1 + len(titles)


def test_me(shelf: Shelf, member: Person) -> None:
    mine = member.made("/companies", name="Mine")
    assert [c["id"] for c in member.listed("/companies", owner_id="me")] == [mine["id"]]
    assert len(shelf.found(owner_id="me")) == len(shelf.records)


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("odd", "1"),
        ("name[odd]", "1"),
        ("employees[contains]", "1"),
        ("employees", "many"),
        ("employees", "1.5"),
        ("employees", "9" * 30),
        ("rating", "nan"),
        ("rating", "1e999"),
        ("taxable", "1"),
        ("status", "odd"),
        ("parent_id", "not an id"),
        ("created_at[gt]", "yesterday"),
        ("created_at[gt]", "9999-12-31T23:59:59-12:00"),
        ("created_at[within]", "soon"),
        ("name[within]", "today"),
        ("timezone", "Europe/Atlantis"),
        ("name[is_null]", "maybe"),
        ("name[contains]", ""),
        ("name", "x" * 2001),
        ("addresses[is_null]", "true"),
        ("custom.odd", "1"),
        ("custom.founded", "soon"),
        ("custom.rival", "x"),
        ("employees[in]", ",".join(["1"] * 201)),
        ("limit", "0"),
        ("limit", "201"),
        ("limit", "x"),
        ("sort", "odd"),
        ("sort", "addresses"),
        ("sort", "name,domain,industry,status"),
        ("sort", "custom.colors"),
        ("cursor", "x"),
        ("cursor", "WyItY3JlYXRlZF9hdCJd"),
        ("count", "yes"),
        ("deleted", "yes"),
        ("expand", "odd"),
        ("q", "x" * 201),
    ],
)
def test_what_it_does_not_take(owner: Person, custom_fields: None, parameter: str, value: str) -> None:
    answer = owner.get("/companies", **{parameter: value})
    assert answer.status_code == 422, answer.text
    assert [error["field"] for error in answer.json()["errors"]] == [parameter]


def test_many_mistakes_are_all_named(owner: Person) -> None:
    answer = owner.get("/companies", odd="1", employees="x", limit="0", sort="odd")
    assert {error["field"] for error in answer.json()["errors"]} == {"odd", "employees", "limit", "sort"}


def test_twice_the_same_reserved_word(owner: Person) -> None:
    answer = owner.http.get("/api/v1/companies?limit=1&limit=2")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "repeated")


def test_too_many_conditions(owner: Person) -> None:
    answer = owner.http.get("/api/v1/companies?" + "&".join(["employees[gt]=1"] * 21))
    assert answer.json()["errors"][0]["code"] == "too_many"


def test_unknown_ids_find_nothing(owner: Person) -> None:
    owner.made("/companies", name="x")
    assert owner.listed("/companies", parent_id=new_id()) == []
