"""What happened to a record, for people to read."""

from quintet.kit.ids import new_id
from tests.world import Person


def entries(person: Person, path: str, **parameters: object) -> list[dict[str, object]]:
    return person.listed(f"/timeline{path}", **parameters)


def test_changes_are_shown_before_and_after_with_the_fields_labels(owner: Person) -> None:
    field = {"object": "company", "key": "tier", "label": "Tier", "type": "text"}
    assert owner.post("/custom-fields", field).status_code == 201, "a custom field"
    company = owner.made("/companies", name="Acme")
    owner.patch(f"/companies/{company['id']}", {"name": "Acme Ltd", "custom": {"tier": "gold"}})
    newest, oldest = entries(owner, f"/companies/{company['id']}")
    assert newest["type"] == "company.updated"
    assert newest["changes"] == [
        {"field": "name", "label": "Name", "before": "Acme", "after": "Acme Ltd"},
        {"field": "custom.tier", "label": "Tier", "before": None, "after": "gold"},
    ]
    assert newest["actor"] == {"kind": "member", "id": owner.user_id, "label": "Owner"}
    assert (oldest["type"], oldest["changes"]) == ("company.created", None)
    assert oldest["data"] == {"title": "Acme"}


def test_what_changes_name_by_id_is_titled_where_it_is_seen(owner: Person, member: Person) -> None:
    field = {"object": "company", "key": "rival", "label": "Rival", "type": "relation", "options": ["company"]}
    assert owner.post("/custom-fields", field).status_code == 201
    parent = owner.made("/companies", name="Parent", owner_id=owner.user_id)
    rival = owner.made("/companies", name="Rival", owner_id=owner.user_id)
    company = owner.made("/companies", name="Acme", owner_id=owner.user_id)
    changed = {"parent_id": parent["id"], "owner_id": member.user_id, "custom": {"rival": rival["id"]}}
    assert owner.patch(f"/companies/{company['id']}", changed).status_code == 200
    titles = {"parent": "Parent", "rival": "Rival", "from": "Owner", "to": "Member"}
    page = owner.get(f"/timeline/companies/{company['id']}").json()
    assert sorted(page["titles"].values()) == sorted(titles.values())
    assert page["titles"][parent["id"]] == "Parent"
    # Whoever doesn't see the related records gets no titles of theirs.
    assert sorted(member.get(f"/timeline/companies/{company['id']}").json()["titles"].values()) == ["Member", "Owner"]


def test_facts_of_records_that_name_it_belong_to_it(owner: Person) -> None:
    parent = owner.made("/companies", name="Parent")
    child = owner.made("/companies", name="Child", parent_id=parent["id"])
    newest = entries(owner, f"/company/{parent['id']}")[0]
    assert (newest["type"], newest["subject"]) == ("company.created", {"type": "company", "id": child["id"]})


def test_it_comes_in_pages_and_by_type(owner: Person) -> None:
    company = owner.made("/companies", name="0")
    for number in range(1, 5):
        owner.patch(f"/companies/{company['id']}", {"name": str(number)})
    path = f"/timeline/companies/{company['id']}"
    first = owner.get(path, limit=2).json()
    second = owner.get(path, limit=2, cursor=first["next_cursor"]).json()
    third = owner.get(path, limit=2, cursor=second["next_cursor"]).json()
    assert [e["type"] for e in third["data"]] == ["company.created"]
    assert third["next_cursor"] is None
    assert len({e["id"] for page in (first, second, third) for e in page["data"]}) == 5
    assert [e["type"] for e in entries(owner, f"/companies/{company['id']}", types="company.created")] == [
        "company.created"
    ]
    assert len(entries(owner, f"/companies/{company['id']}", types="company.*")) == 5
    assert entries(owner, f"/companies/{company['id']}", types="deal.*") == []


def test_members_have_timelines_of_what_they_see_only(owner: Person, member: Person, stranger: Person) -> None:
    theirs = owner.made("/companies", name="Theirs", owner_id=owner.user_id)
    mine = owner.made("/companies", name="Mine", owner_id=member.user_id)
    hidden = owner.made("/companies", name="Hidden child", owner_id=owner.user_id, parent_id=mine["id"])
    assert member.get(f"/timeline/companies/{theirs['id']}").status_code == 404
    assert stranger.get(f"/timeline/companies/{mine['id']}").status_code == 404
    assert len(entries(member, f"/companies/{mine['id']}")) == 2
    assert member.get(f"/companies/{hidden['id']}").status_code == 200, "a parent lends its visibility"


def test_what_was_changed_on_a_record_that_is_hidden_by_now_stays_hidden(owner: Person, member: Person) -> None:
    mine = owner.made("/companies", name="Mine", owner_id=member.user_id)
    child = owner.made("/companies", name="Child", owner_id=owner.user_id, parent_id=mine["id"])
    owner.patch(f"/companies/{child['id']}", {"parent_id": None, "phone": "+4930123456"})
    path = f"/companies/{mine['id']}"
    newest, second, _ = entries(member, path)
    for entry, type_ in ((newest, "company.updated"), (second, "company.created")):
        assert (entry["type"], entry["data"], entry["changes"]) == (type_, None, None)
        assert entry["links"] == [{"type": "company", "id": mine["id"]}]
    changes = entries(owner, path)[0]["changes"]
    assert isinstance(changes, list)
    assert {change["field"] for change in changes} == {"parent_id", "phone"}


def test_what_is_refused(owner: Person) -> None:
    company = owner.made("/companies", name="Acme")
    path = f"/timeline/companies/{company['id']}"
    assert owner.get(f"/timeline/companies/{new_id()}").status_code == 404
    assert owner.get("/timeline/companies/nonsense").status_code == 404
    assert owner.get(f"/timeline/nonsense/{company['id']}").status_code == 404
    for parameters in ({"cursor": "x"}, {"types": "no type"}, {"limit": 0}, {"limit": 201}):
        assert owner.get(path, **parameters).status_code == 422, parameters
    owner.delete(f"/companies/{company['id']}")
    assert owner.get(path).status_code == 404
