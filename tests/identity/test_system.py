"""About the installation, and what roles give."""

from starlette.testclient import TestClient

from quintet import __version__
from tests.world import Person


class TestSystem:
    def test_only_for_admins(self, anonymous: TestClient, member: Person, manager: Person) -> None:
        assert anonymous.get("/api/v1/system").status_code == 401
        for person in (member, manager):
            assert person.get("/system").status_code == 403

    def test_counts_the_workspace(self, admin: Person, stranger: Person) -> None:
        admin.made("/companies", name="One")
        stranger.made("/companies", name="Two")
        found = admin.get("/system").json()
        assert found["version"] == __version__
        assert found["database"].split()[0] in ("sqlite", "postgresql")
        assert found["sandbox"] is True
        assert found["counts"]["members"] == 5
        assert found["counts"]["companies"] == 1
        assert found["dead_deliveries"] == 0


class TestRoles:
    def test_lists_rights(self, member: Person, anonymous: TestClient) -> None:
        assert anonymous.get("/api/v1/roles").status_code == 401
        found = member.listed("/roles")
        assert [role["name"] for role in found] == ["owner", "admin", "manager", "member"]
        rights = [set(role["rights"]) for role in found]
        assert rights[0] > rights[1] > rights[2] > rights[3]
        assert "members.invite" in rights[2] - rights[3]
