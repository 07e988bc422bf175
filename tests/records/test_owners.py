"""To whom records can be given."""

import pytest

from tests.world import Person


@pytest.mark.parametrize("path", ["/companies", "/contacts"])
def test_a_record_is_given_to_active_members_only(
    admin: Person, colleague: Person, stranger: Person, path: str
) -> None:
    values = {"name": "Acme"} if path == "/companies" else {"first_name": "Ann"}
    record = admin.made(path, **values, owner_id=colleague.user_id)
    refused = admin.post(path, {**values, "owner_id": stranger.user_id})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "owner_id"
    assert admin.patch(f"/members/{colleague.member_id}", {"active": False}).status_code == 200
    assert admin.post(path, {**values, "owner_id": colleague.user_id}).status_code == 422
    shown = admin.get(f"{path}/{record['id']}", expand="owner").json()
    assert shown["owner"]["title"] == "Colleague", "old records keep the name"
    assert admin.patch(f"{path}/{record['id']}", {"owner_id": admin.user_id}).status_code == 200
