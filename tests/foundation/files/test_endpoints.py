import hashlib
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quintet.foundation.db import bind_workspace
from quintet.foundation.events.models import EventLink, EventRow
from quintet.foundation.files.local import LocalStorage
from quintet.foundation.files.models import StoredFile
from quintet.foundation.files.service import BIN_DAYS
from quintet.foundation.files.sweep import empty_bin
from quintet.kit import time
from quintet.kit.ids import new_id
from quintet.records.companies.models import Company
from tests.foundation.files.conftest import IMAGE_LIMIT, LIMIT, Team
from tests.foundation.files.uploads import FILES, PNG, blobs_of, eventually, fields_of, upload, uploaded


class TestUpload:
    def test_gives_the_file(self, ann: httpx.Client, team: Team) -> None:
        response = upload(ann)
        assert response.status_code == 201
        body = response.json()
        assert response.headers["location"] == f"{FILES}/{body['id']}"
        assert body.pop("created_at").endswith("Z")
        assert body == {
            "id": body["id"],
            "name": "notes.txt",
            "content_type": "text/plain",
            "size": 9,
            "sha256": hashlib.sha256(b"some text").hexdigest(),
            "purpose": "attachment",
            "related_type": None,
            "related_id": None,
            "uploaded_by": team.users["ann"],
            "content_url": f"{FILES}/{body['id']}/content",
        }
        assert ann.get(f"{FILES}/{body['id']}").json()["sha256"] == body["sha256"]

    def test_a_large_file_comes_back_as_it_went(self, ann: httpx.Client) -> None:
        content = bytes(range(256)) * (LIMIT // 256)
        assert ann.get(f"{FILES}/{uploaded(ann, content)}/content").content == content

    def test_is_a_fact(self, ann: httpx.Client, team: Team) -> None:
        file_id = uploaded(ann)

        def read(session: Session) -> list[EventRow]:
            bind_workspace(session, team.workspace_id)
            return list(session.scalars(select(EventRow).where(EventRow.subject_id == file_id)))

        (row,) = team.db.read_sync(read)
        assert row.type == "file.stored"
        assert row.data == {"name": "notes.txt", "content_type": "text/plain", "size": 9, "purpose": "attachment"}

    def test_too_large_is_refused_and_leaves_nothing(self, ann: httpx.Client, team: Team, disk: LocalStorage) -> None:
        response = upload(ann, b"x" * (LIMIT + 1))
        assert response.status_code == 413
        assert response.json()["code"] == "too_large"
        assert upload(ann, PNG + b"x" * IMAGE_LIMIT, purpose="avatar").status_code == 413
        assert team.rows() == []
        assert blobs_of(disk, team) == []

    def test_a_body_beyond_all_limits_is_refused(self, ann: httpx.Client) -> None:
        assert upload(ann, b"x" * 1_100_000).status_code == 413

    def test_an_anonymous_one_is_refused_before_the_body_counts(self, url: str) -> None:
        response = httpx.post(url + FILES, files={"file": ("a", b"x")})
        assert response.status_code == 401
        assert response.headers["content-type"] == "application/problem+json"

    def test_a_key_needs_the_scope(self, team: Team) -> None:
        assert upload(team.client(scopes="files:read")).status_code == 403
        assert upload(team.client(scopes="files:write")).status_code == 201

    def test_a_form_of_another_site_is_refused(self, team: Team) -> None:
        token = team.client().headers["authorization"].removeprefix("Bearer ")
        with httpx.Client(base_url=team.url, cookies={"quintet_session": token}) as browser:
            assert upload(browser).status_code == 201
            browser.headers["Sec-Fetch-Site"] = "cross-site"
            assert upload(browser).status_code == 403

    @pytest.mark.parametrize(
        ("files", "data", "expected"),
        [
            ({}, {"purpose": "attachment"}, ("file", "missing")),
            ({"other": ("a", b"x")}, {}, ("other", "extra_forbidden")),
            ({"file": ("a", b"x")}, {"colour": "red"}, ("colour", "extra_forbidden")),
            ({"file": ("a", b"")}, {}, ("file", "empty")),
            ({"file": ("a", b"x")}, {"purpose": "nonsense"}, ("purpose", "unknown")),
            ({"file": ("a", b"x")}, {"related_type": "contact"}, ("related_id", "missing")),
            ({"file": ("a", b"x")}, {"related_id": new_id()}, ("related_type", "missing")),
            ({"file": ("a", b"x")}, {"related_type": "x", "related_id": new_id()}, ("related_id", "not_found")),
            ({"file": ("a", b"x")}, {"related_type": "x", "related_id": "\x00"}, ("related_id", "not_found")),
            ({"file": ("a.png", b"<svg/>", "image/png")}, {"purpose": "logo"}, ("file", "not_an_image")),
        ],
    )
    def test_bad_forms_name_the_field(
        self,
        ann: httpx.Client,
        team: Team,
        disk: LocalStorage,
        files: dict[str, tuple[str, bytes]],
        data: dict[str, str],
        expected: tuple[str, str],
    ) -> None:
        if not files:
            response = ann.post(FILES, files={"purpose": (None, "attachment")})
        else:
            response = ann.post(FILES, files=files, data=data)
        assert expected in fields_of(response)
        assert team.rows() == []
        eventually(lambda: blobs_of(disk, team) == [])

    def test_two_files_are_refused(self, ann: httpx.Client, team: Team) -> None:
        response = ann.post(FILES, files=[("file", ("a", b"x")), ("file", ("b", b"y"))])
        assert response.status_code == 400
        assert response.json()["code"] == "malformed_form"
        assert team.rows() == []

    @pytest.mark.parametrize(
        ("content_type", "body", "status"),
        [
            ("application/json", b"{}", 422),
            ("multipart/form-data", b"x", 400),
            ("multipart/form-data; boundary=", b"x", 400),
            ("multipart/form-data; boundary=b", b"no boundary here", 400),
            ("multipart/form-data; boundary=b", b"--b\r\nbroken", 422),
            ("multipart/form-data; boundary=" + "b" * 300, b"x", 400),
            ("multipart/form-data; boundary=b", b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--", 400),
            ("", b"", 422),
        ],
    )
    def test_what_is_no_form(self, ann: httpx.Client, content_type: str, body: bytes, status: int) -> None:
        response = ann.post(FILES, content=body, headers={"Content-Type": content_type})
        assert response.status_code in (400, 422), response.text
        assert response.status_code == status
        assert response.headers["content-type"] == "application/problem+json"

    def test_the_name_is_made_safe(self, ann: httpx.Client) -> None:
        assert upload(ann, name="../../etc/pass\u202ewd.txt").json()["name"] == "passwd.txt"
        assert upload(ann, name="C:\\temp\\Büro 1.pdf").json()["name"] == "Büro 1.pdf"

    def test_the_type_is_what_the_bytes_say(self, ann: httpx.Client) -> None:
        assert upload(ann, PNG, "x.txt", "text/plain").json()["content_type"] == "image/png"
        assert upload(ann, b"<html>", "x.png", "image/png").json()["content_type"] == "application/octet-stream"

    def test_the_same_key_again_gives_the_first_answer(self, ann: httpx.Client, team: Team, disk: LocalStorage) -> None:
        first, second = upload(ann, key="k1"), upload(ann, key="k1")
        assert first.status_code == second.status_code == 201
        assert second.content == first.content
        assert second.headers["idempotency-replayed"] == "true"
        assert len(team.rows()) == 1
        eventually(lambda: len(blobs_of(disk, team)) == 1)
        assert ann.get(first.json()["content_url"]).content == b"some text"

    def test_the_same_key_for_another_file_is_a_conflict(self, ann: httpx.Client, team: Team) -> None:
        upload(ann, key="k1")
        for other in (upload(ann, b"other", key="k1"), upload(ann, name="b.txt", key="k1")):
            assert other.status_code == 409
            assert other.json()["code"] == "idempotency_key_reused"
        assert len(team.rows()) == 1


@pytest.fixture
def company(ann: httpx.Client, team: Team) -> str:
    """A company that only Ann and the managers see."""
    return company_of(team, "ann")


def company_of(team: Team, owner: str) -> str:
    def work(session: Session) -> str:
        bind_workspace(session, team.workspace_id)
        made = Company(name="Acme", name_folded="acme", owner_id=team.users[owner])
        session.add(made)
        session.flush()
        return made.id

    return team.db.write_sync(work)


def give(team: Team, company_id: str, owner: str) -> None:
    def work(session: Session) -> None:
        bind_workspace(session, team.workspace_id)
        session.get_one(Company, company_id).owner_id = team.users[owner]

    team.db.write_sync(work)


class TestVisibility:
    def assert_hidden(self, client: httpx.Client, file_id: str) -> None:
        for response in (
            client.get(f"{FILES}/{file_id}"),
            client.get(f"{FILES}/{file_id}/content"),
            client.delete(f"{FILES}/{file_id}"),
        ):
            assert response.status_code == 404
            assert response.json()["code"] == "not_found"

    def test_other_workspaces_see_nothing(self, ann: httpx.Client, teams: list[Team]) -> None:
        file_id = uploaded(ann, PNG, purpose="logo")
        self.assert_hidden(teams[1].client("owner"), file_id)
        assert ann.get(f"{FILES}/{file_id}").status_code == 200

    def test_other_members_see_shared_purposes_only(self, ann: httpx.Client, team: Team) -> None:
        bob = team.client(name="bob")
        self.assert_hidden(bob, uploaded(ann))
        assert bob.get(f"{FILES}/{uploaded(ann, PNG, purpose='logo')}/content").content == PNG

    def test_managers_see_all(self, ann: httpx.Client, team: Team) -> None:
        assert team.client("manager", "mia").get(f"{FILES}/{uploaded(ann)}").status_code == 200

    @pytest.mark.parametrize(
        "file_id",
        [
            "x",
            "1",
            "%00",
            "0" * 36,
            "01900000-0000-7000-8000-00000000000a",
            "01900000-0000-7000-8000-00000000000A",
            "é",
        ],
    )
    def test_missing(self, ann: httpx.Client, file_id: str) -> None:
        self.assert_hidden(ann, file_id)

    def test_anonymous(self, url: str, ann: httpx.Client) -> None:
        file_id = uploaded(ann)
        assert httpx.get(f"{url}{FILES}/{file_id}").status_code == 401
        assert httpx.get(f"{url}{FILES}/{file_id}/content").status_code == 401
        assert httpx.delete(f"{url}{FILES}/{file_id}").status_code == 401
        assert httpx.get(f"{url}{FILES}", params={"related_type": "a", "related_id": "b"}).status_code == 401

    def test_who_sees_the_record_sees_its_files(self, ann: httpx.Client, team: Team, company: str) -> None:
        bob = team.client(name="bob")
        hidden = upload(bob, related_type="company", related_id=company)
        assert fields_of(hidden) == [("related_id", "not_found")]
        file_id = uploaded(team.client("manager", "mia"), related_type="company", related_id=company)
        assert ann.get(f"{FILES}/{file_id}/content").content == b"some text"
        self.assert_hidden(bob, file_id)
        assert bob.get(FILES, params={"related_type": "company", "related_id": company}).json()["data"] == []
        give(team, company, "bob")
        assert bob.get(f"{FILES}/{file_id}/content").content == b"some text"
        self.assert_hidden(ann, file_id)

    def test_a_key_without_the_records_scope_sees_none_of_its_files(
        self, ann: httpx.Client, team: Team, company: str
    ) -> None:
        file_id = uploaded(team.client("manager", "mia"), related_type="company", related_id=company)
        self.assert_hidden(team.client(scopes="files:write"), file_id)
        assert team.client(scopes="files:read,companies:read").get(f"{FILES}/{file_id}").status_code == 200

    def test_a_record_elsewhere_is_none(self, ann: httpx.Client, teams: list[Team], company: str) -> None:
        boss = teams[1].client("owner", "eve")
        assert fields_of(upload(boss, related_type="company", related_id=company)) == [("related_id", "not_found")]
        uploaded(ann, related_type="company", related_id=company)
        assert boss.get(FILES, params={"related_type": "company", "related_id": company}).json()["data"] == []

    def test_stands_on_the_timeline_of_the_record(self, ann: httpx.Client, team: Team, company: str) -> None:
        uploaded(ann, related_type="company", related_id=company)

        def links(session: Session) -> list[EventLink]:
            bind_workspace(session, team.workspace_id)
            return list(session.scalars(select(EventLink).where(EventLink.record_id == company)))

        assert [link.record_type for link in team.db.read_sync(links)] == ["company"]

    def test_the_list_of_a_record(self, ann: httpx.Client, company: str) -> None:
        ids = [uploaded(ann, related_type="company", related_id=company) for _ in range(5)]
        uploaded(ann)
        query = {"related_type": "company", "related_id": company, "limit": "2"}
        found: list[str] = []
        cursor: str | None = None
        for _ in range(3):
            page = ann.get(FILES, params={**query, **({"cursor": cursor} if cursor else {})}).json()
            found += [file["id"] for file in page["data"]]
            cursor = page["next_cursor"]
        assert found == ids[::-1]
        assert cursor is None
        assert fields_of(ann.get(FILES, params={**query, "cursor": "zzz"})) == [("cursor", "invalid")]
        assert ann.get(FILES).status_code == 422


class TestDelete:
    def test_takes_row_and_bytes(self, ann: httpx.Client, team: Team, disk: LocalStorage) -> None:
        file_id = uploaded(ann)
        assert len(blobs_of(disk, team)) == 1
        assert ann.delete(f"{FILES}/{file_id}").status_code == 204
        assert ann.get(f"{FILES}/{file_id}").status_code == 404
        assert team.rows() == []
        eventually(lambda: blobs_of(disk, team) == [])

    def test_of_others_is_for_managers(self, ann: httpx.Client, team: Team) -> None:
        file_id = uploaded(ann, PNG, purpose="logo")
        assert team.client(name="bob").delete(f"{FILES}/{file_id}").status_code == 403
        assert team.client("manager", "mia").delete(f"{FILES}/{file_id}").status_code == 204

    def test_a_key_needs_the_scope(self, ann: httpx.Client, team: Team) -> None:
        file_id = uploaded(ann)
        assert team.client(scopes="files:read").get(f"{FILES}/{file_id}").status_code == 200
        assert team.client(scopes="files:read").delete(f"{FILES}/{file_id}").status_code == 403
        assert team.client(scopes="contacts:read").get(f"{FILES}/{file_id}").status_code == 403

    def test_what_is_on_a_record_comes_back_from_the_bin(
        self, ann: httpx.Client, team: Team, company: str, disk: LocalStorage
    ) -> None:
        file_id = uploaded(ann, related_type="company", related_id=company)
        query = {"related_type": "company", "related_id": company}
        assert ann.post(f"{FILES}/{file_id}/restore").status_code == 404
        assert ann.delete(f"{FILES}/{file_id}").status_code == 204
        assert ann.get(FILES, params=query).json()["data"] == []
        for gone in (
            ann.get(f"{FILES}/{file_id}"),
            ann.get(f"{FILES}/{file_id}/content"),
            ann.patch(f"{FILES}/{file_id}", json={"name": "x"}),
            ann.delete(f"{FILES}/{file_id}"),
            team.client(name="bob").post(f"{FILES}/{file_id}/restore"),
        ):
            assert gone.status_code == 404, gone.text
        give(team, company, "bob")
        assert team.client(name="bob").post(f"{FILES}/{file_id}/restore").status_code == 403
        assert ann.post(f"{FILES}/{file_id}/restore").json()["id"] == file_id
        assert ann.get(f"{FILES}/{file_id}/content").content == b"some text"
        assert types_on(team, company) == ["file.stored", "file.deleted", "file.restored"]

    def test_after_its_days_in_the_bin_it_is_gone(
        self, ann: httpx.Client, team: Team, company: str, disk: LocalStorage
    ) -> None:
        old, fresh = (uploaded(ann, related_type="company", related_id=company) for _ in range(2))
        for file_id in (old, fresh):
            assert ann.delete(f"{FILES}/{file_id}").status_code == 204

        def age(session: Session) -> None:
            bind_workspace(session, team.workspace_id)
            session.get_one(StoredFile, old).deleted_at = time.now() - timedelta(days=BIN_DAYS, minutes=1)

        team.db.write_sync(age)
        assert empty_bin(team.db, disk) == 1
        assert ann.post(f"{FILES}/{old}/restore").status_code == 404
        assert [key.rpartition("/")[2] for key in blobs_of(disk, team)] == [fresh]
        assert ann.post(f"{FILES}/{fresh}/restore").status_code == 200


class TestRename:
    def test_ones_own_or_as_a_manager_any(self, ann: httpx.Client, team: Team, company: str) -> None:
        file_id = uploaded(ann, related_type="company", related_id=company)
        assert ann.patch(f"{FILES}/{file_id}", json={"name": "../Offer\u202e 1.pdf"}).json()["name"] == "Offer 1.pdf"
        disposition = ann.get(f"{FILES}/{file_id}/content").headers["content-disposition"]
        assert disposition.startswith('attachment; filename="Offer 1.pdf"')
        assert team.client("manager", "mia").patch(f"{FILES}/{file_id}", json={"name": "B"}).status_code == 200
        bob = team.client(name="bob")
        give(team, company, "bob")
        assert bob.patch(f"{FILES}/{file_id}", json={"name": "C"}).status_code == 403
        assert fields_of(ann.patch(f"{FILES}/{file_id}", json={"name": ""})) == [("name", "string_too_short")]
        assert types_on(team, company) == ["file.stored", "file.renamed", "file.renamed"]

    def test_hanging_one_on_a_record_takes_the_right_to_change_it(self, team: Team, company: str) -> None:
        for scope, status in (("companies:read", 403), ("companies:write", 201)):
            key = team.client(scopes=f"files:write,{scope}")
            assert upload(key, related_type="company", related_id=company).status_code == status


def types_on(team: Team, record_id: str) -> list[str]:
    """The types of the facts on a record's timeline, the oldest first."""

    def work(session: Session) -> list[str]:
        bind_workspace(session, team.workspace_id)
        linked = select(EventRow.type).join(EventLink, EventLink.event_id == EventRow.id)
        return list(session.scalars(linked.where(EventLink.record_id == record_id).order_by(EventRow.id)))

    return team.db.read_sync(work)
