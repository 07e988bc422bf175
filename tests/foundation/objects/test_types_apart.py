"""One key, two types: what a workspace's custom field is never decides how another's is read."""

from tests.world import Person


def test_a_key_may_be_a_number_here_and_a_text_there(admin: Person, stranger: Person) -> None:
    admin.made("/custom-fields", object="company", key="size", label="Size", type="integer")
    stranger.made("/custom-fields", object="company", key="size", label="Size", type="text")
    admin.made("/companies", name="Ten", custom={"size": 10})
    admin.made("/companies", name="Nine", custom={"size": 9})
    stranger.made("/companies", name="Large", custom={"size": "large"})
    for _ in range(2):
        assert [
            row["name"] for row in admin.listed("/companies", **{"custom.size[gte]": "9", "sort": "custom.size"})
        ] == [
            "Nine",
            "Ten",
        ]
        (found,) = stranger.listed("/companies", **{"custom.size[gte]": "large", "sort": "custom.size"})
        assert found["name"] == "Large"
