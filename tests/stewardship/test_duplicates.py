"""Finding what may be the same, and deciding about it."""

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from quintet.kit.ids import new_id
from quintet.stewardship.duplicates.blocking import keys, sound
from quintet.stewardship.duplicates.cards import business, plain
from quintet.stewardship.duplicates.grouping import groups_of
from quintet.stewardship.duplicates.matching import Card, Level, Match, match
from quintet.wiring import House
from tests.identity.mailbox import Mailbox
from tests.world import Person

PATH = "/duplicates"
words = st.text("abcdefgh ", max_size=12).map(str.strip)
cards = st.builds(
    Card, id=st.uuids().map(str), first=words, last=words, street=words, city=words, postal=st.text("0123", max_size=5),
    emails=st.frozensets(words, max_size=2), phones=st.frozensets(st.text("0123", max_size=9), max_size=2),
    marks=st.dictionaries(st.sampled_from(["born", "number"]), words),
)  # fmt: skip


@pytest.fixture
def scan(house: House, manager: Person) -> Callable[..., list[dict[str, Any]]]:
    """Scans, and gives the open groups."""

    def now(object: str = "contact") -> list[dict[str, Any]]:
        answer = manager.post(f"{PATH}/scan", {"object": object})
        assert answer.status_code == 202, answer.text
        assert [job.error for job in Mailbox(house).run_jobs()] == [None]
        return manager.listed(PATH, object=object)

    return now


def person(by: Person, **values: Any) -> dict[str, Any]:
    email = values.pop("email", None)
    return by.made("/contacts", **values, **({"emails": [{"value": email}]} if email else {}))


def twins(by: Person) -> list[str]:
    """Two contacts who are surely one, the older first."""
    address = [{"line1": "1 Mill Road", "city": "Tulsa", "postal_code": "74103"}]
    first = person(by, first_name="Lachlan", last_name="Berry", phone="+19185550100", addresses=address)
    second = person(by, first_name="Lachlan", last_name="Bery", phone="+19185550100", addresses=address)
    return [first["id"], second["id"]]


class TestMatching:
    def test_reasons_and_levels(self) -> None:
        ann = Card("1", first="ann", last="ames", emails=frozenset(["a@x.example"]), phones=frozenset(["+4930"]))
        same = Card("2", first="ann", last="ames", emails=frozenset(["a@y.example"]), phones=frozenset(["+4930"]))
        found = match(ann, same)
        assert found is not None
        assert (found.level, found.reasons) == (Level.high, ("phone", "last name", "first name"))
        other = Card("3", first="bo", last="yates", phones=frozenset(["+4931"]))
        assert match(ann, other) is None

    def test_swapped_names_and_slips(self) -> None:
        place: dict[str, Any] = {"street": "1 mill road", "city": "tulsa", "postal": "74103"}
        ann = Card("1", first="ann", last="ames", **place)
        for twin in (
            Card("2", first="ames", last="ann", **place),
            Card("2", first="ann", last="amess", **place),
            Card("2", first="a", last="ames", **place),
        ):
            assert match(ann, twin) is not None, twin

    def test_a_company_by_its_name_without_its_form(self) -> None:
        bolt, same = (Card(str(n), name=business(name)) for n, name in enumerate(("Bolt, Inc.", "BOLT Corporation")))
        found = match(bolt, same)
        assert found is not None
        assert found.reasons == ("name",)
        assert match(bolt, Card("3", name=business("Bolton Corporation"))) is None

    @given(cards, cards)
    def test_it_is_the_same_both_ways(self, left: Card, right: Card) -> None:
        one, other = match(left, right), match(right, left)
        assert (one is None) == (other is None)
        if one is not None and other is not None:
            assert one.score == pytest.approx(other.score)
            assert set(one.reasons) == set(other.reasons)

    @given(cards)
    def test_what_is_the_same_shares_a_key(self, card: Card) -> None:
        found = match(card, card)
        if found is not None:
            assert set(keys(card))

    @given(st.text(max_size=40))
    def test_folding_takes_any_text(self, text: str) -> None:
        assert plain(plain(text)) == plain(text)
        assert len(sound(plain(text))) <= 4

    def test_sounds(self) -> None:
        for one, other in (("smith", "smyth"), ("berry", "bery"), ("philips", "phillips")):
            assert sound(one) == sound(other)


class TestGrouping:
    @staticmethod
    def pairs(*given: tuple[str, str, float]) -> dict[tuple[str, str], Match]:
        return {(a, b): Match(score, Level.high, ("phone",)) for a, b, score in given}

    def test_the_same_as_the_same(self) -> None:
        found = groups_of(self.pairs(("a", "b", 12), ("b", "c", 8), ("d", "e", 7)), set())
        assert [(group.ids, group.score) for group in found] == [(("a", "b", "c"), 8), (("d", "e"), 7)]

    def test_what_was_said_apart_stays_apart(self) -> None:
        found = groups_of(self.pairs(("a", "b", 12), ("b", "c", 8)), {("a", "c")})
        assert [group.ids for group in found] == [("a", "b")]
        assert groups_of(self.pairs(("a", "b", 12)), {("a", "b")}) == []

    def test_what_is_barely_alike_makes_no_chains(self) -> None:
        found = groups_of(self.pairs(("a", "b", 12), ("b", "c", 4.5), ("d", "e", 4.5), ("e", "f", 4.4)), set())
        assert [group.ids for group in found] == [("a", "b"), ("d", "e")]

    @given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12), st.floats(4, 20)), max_size=40))
    def test_nobody_is_in_two_groups(self, given: list[tuple[int, int, float]]) -> None:
        named = [(f"{min(a, b):02}", f"{max(a, b):02}", score) for a, b, score in given if a != b]
        members = [id_ for group in groups_of(self.pairs(*named), set()) for id_ in group.ids]
        assert len(members) == len(set(members))


class TestScan:
    def test_others(self, anonymous: TestClient, member: Person) -> None:
        assert anonymous.post(f"/api/v1{PATH}/scan", json={"object": "contact"}).status_code == 401
        assert member.post(f"{PATH}/scan", {"object": "contact"}).status_code == 403
        assert member.get(PATH).status_code == 403

    def test_contacts(self, member: Person, stranger: Person, manager: Person, scan: Callable[..., Any]) -> None:
        ids = twins(member)
        person(member, first_name="Ann", last_name="Ames", email="ann@x.example")
        twins(stranger)
        (group,) = scan()
        assert [each["id"] for each in group["members"]] == ids
        assert group["reasons"][:2] == ["phone", "street"]
        assert group["level"] in ("exact", "high")
        (told,) = manager.listed(f"{PATH}/scans")
        assert (told["state"], told["records"], told["groups"]) == ("done", 3, 1)
        assert stranger.listed(PATH) == []
        assert manager.listed(PATH, record_id=ids[0])[0]["id"] == group["id"]
        assert manager.listed(PATH, level="low") == []

    def test_companies(self, member: Person, scan: Callable[..., Any]) -> None:
        first = member.made("/companies", name="Bolt Plumbing Inc.", domain="bolt.example")
        second = member.made("/companies", name="Bolt Plumbing", website="https://www.bolt.example")
        member.made("/companies", name="Acme")
        (group,) = scan("company")
        assert [each["id"] for each in group["members"]] == [first["id"], second["id"]]
        assert set(group["reasons"]) == {"domain", "name"}

    def test_custom_values_that_tell_people_apart(
        self, admin: Person, member: Person, scan: Callable[..., Any]
    ) -> None:
        for label, kind in (("Born", "date"), ("Club", "text")):
            admin.made("/custom-fields", object="contact", label=label, type=kind)
        for number, (first, last) in enumerate(itertools.product(("Ann", "Bo", "Cid"), ("Ames", "Beck", "Cole"))):
            born = f"19{50 + number}-0{1 + number % 9}-1{number % 9}"
            person(member, first_name=first, last_name=last, custom={"born": born, "club": "Rowing"})
        again = person(member, first_name="Ann", last_name="Amess", custom={"born": "1950-01-10", "club": "Rowing"})
        (group,) = scan()
        assert again["id"] in [each["id"] for each in group["members"]]
        assert "born" in group["reasons"]
        assert "club" not in group["reasons"]

    def test_one_at_a_time_and_again(
        self, manager: Person, member: Person, house: House, scan: Callable[..., Any]
    ) -> None:
        twins(member)
        assert manager.post(f"{PATH}/scan", {"object": "contact"}).status_code == 202
        assert manager.post(f"{PATH}/scan", {"object": "contact"}).status_code == 409
        Mailbox(house).run_jobs()
        first = manager.listed(PATH)
        second = scan()
        assert [each["members"] for each in first] == [each["members"] for each in second]

    def test_the_clock_scans_all_workspaces(
        self, manager: Person, member: Person, stranger: Person, house: House
    ) -> None:
        twins(member)
        twins(stranger)
        assert manager.post(f"{PATH}/scan", {"object": "contact"}).status_code == 202
        # One is under way already; the others begin.
        jobs = Mailbox(house).run_schedule("stewardship.scan_for_duplicates")
        assert {job.error for job in jobs} == {None}
        assert len(jobs) == 4
        for person in (manager, stranger):
            assert len(person.listed(PATH)) == 1
            assert {each["object"] for each in person.listed(f"{PATH}/scans")} == {"contact", "company"}

    @pytest.mark.parametrize("object", ["deal", "", "x" * 61])
    def test_invalid(self, manager: Person, object: str) -> None:
        assert manager.post(f"{PATH}/scan", {"object": object}).status_code == 422


class TestDeciding:
    def test_merge_and_undo(self, member: Person, manager: Person, scan: Callable[..., Any]) -> None:
        ids = twins(member)
        (group,) = scan()
        body = {"winner_id": ids[1], "choose": {"last_name": ids[0]}}
        merge = manager.post(f"{PATH}/{group['id']}/merge", body)
        assert merge.status_code == 200, merge.text
        assert member.get(f"/contacts/{ids[1]}").json()["last_name"] == "Berry"
        assert member.get(f"/contacts/{ids[0]}").status_code == 404
        assert manager.listed(PATH) == []
        shown = manager.get(f"{PATH}/{group['id']}").json()
        assert (shown["status"], shown["merge_id"]) == ("merged", merge.json()["id"])
        assert manager.post(f"{PATH}/{group['id']}/merge", {}).status_code == 409
        assert manager.post(f"{PATH}/{group['id']}/separate").status_code == 409
        assert manager.post(f"/merges/{merge.json()['id']}/undo").status_code == 200
        assert [each["id"] for each in manager.listed(PATH)] == [group["id"]]

    def test_separate_is_remembered(self, member: Person, manager: Person, scan: Callable[..., Any]) -> None:
        twins(member)
        (group,) = scan()
        assert manager.post(f"{PATH}/{group['id']}/separate").json()["status"] == "separate"
        assert scan() == []
        assert [each["id"] for each in manager.listed(PATH, status="separate")] == [group["id"]]
        assert manager.post(f"{PATH}/{group['id']}/reopen").json()["status"] == "open"
        assert len(scan()) == 1

    def test_without_a_name_the_oldest_wins(self, member: Person, manager: Person, scan: Callable[..., Any]) -> None:
        ids = twins(member)
        (group,) = scan()
        assert manager.post(f"{PATH}/{group['id']}/merge", {"winner_id": new_id()}).status_code == 422
        assert manager.post(f"{PATH}/{group['id']}/merge", {}).json()["winner_id"] == ids[0]

    def test_who_is_gone_is_no_duplicate(self, member: Person, manager: Person, scan: Callable[..., Any]) -> None:
        ids = twins(member)
        (group,) = scan()
        member.delete(f"/contacts/{ids[1]}")
        assert manager.listed(PATH) == []
        assert manager.post(f"{PATH}/{group['id']}/merge", {}).status_code in (404, 409)

    def test_others(self, member: Person, stranger: Person, scan: Callable[..., Any]) -> None:
        twins(member)
        (group,) = scan()
        for verb in ("merge", "separate", "reopen"):
            assert member.post(f"{PATH}/{group['id']}/{verb}", {}).status_code == 403
            assert stranger.post(f"{PATH}/{group['id']}/{verb}", {}).status_code == 404

    def test_paging(self, member: Person, manager: Person, scan: Callable[..., Any]) -> None:
        for number in range(3):
            for _ in range(2):
                person(member, first_name=f"Ann{number}", last_name="Ames", phone=f"+1918555010{number}")
        assert len(scan()) == 3
        seen, cursor = [], None
        while True:
            page = manager.get(PATH, limit=1, **({"cursor": cursor} if cursor else {})).json()
            seen += [each["id"] for each in page["data"]]
            cursor = page["next_cursor"]
            if cursor is None:
                break
        assert len(seen) == len(set(seen)) == 3
        assert manager.get(PATH, cursor="x").status_code == 422
