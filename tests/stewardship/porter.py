"""Somebody who imports and exports through the API."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic, sleep
from typing import Any

from tests.world import Person

BUSY = ("checking", "running", "undoing")


def csv_of(*rows: Sequence[object], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


@dataclass
class Porter:
    person: Person
    pause: float = 0.02
    """Seconds between two looks at something under way."""

    def upload(self, content: bytes, name: str = "file.csv") -> str:
        answer = self.person.http.post(
            "/api/v1/files", files={"file": (name, content, "text/csv")}, data={"purpose": "import"}
        )
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def draft(self, content: bytes, object: str = "company", name: str = "file.csv") -> dict[str, Any]:
        return self.person.made("/imports", file_id=self.upload(content, name), object=object)

    def adjust(self, import_: dict[str, Any], **changes: Any) -> dict[str, Any]:
        answer = self.person.patch(f"/imports/{import_['id']}", changes)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def get(self, import_: dict[str, Any]) -> dict[str, Any]:
        answer = self.person.get(f"/imports/{import_['id']}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def do(self, verb: str, import_: dict[str, Any], seconds: float = 20) -> dict[str, Any]:
        """Start it and wait for its end."""
        answer = self.person.post(f"/imports/{import_['id']}/{verb}")
        assert answer.status_code == 202, answer.text
        return self.wait(import_, seconds)

    def wait(self, import_: dict[str, Any], seconds: float = 20) -> dict[str, Any]:
        end = monotonic() + seconds
        while (found := self.get(import_))["state"] in BUSY:
            assert monotonic() < end, found
            sleep(self.pause)
        return found

    def run(self, content: bytes, object: str = "company", name: str = "file.csv", **changes: Any) -> dict[str, Any]:
        """Upload, adjust, and bring in."""
        import_ = self.draft(content, object, name)
        if changes:
            self.adjust(import_, **changes)
        done = self.do("run", import_)
        assert done["state"] == "done", done
        return done

    def rows(self, import_: dict[str, Any], **parameters: Any) -> list[dict[str, Any]]:
        return self.person.listed(f"/imports/{import_['id']}/rows", limit=200, **parameters)

    def rejects(self, import_: dict[str, Any]) -> list[dict[str, str]]:
        answer = self.person.get(f"/imports/{import_['id']}/rejects.csv")
        assert answer.status_code == 200, answer.text
        return rows_of(answer.content)

    def export(self, seconds: float = 20, **body: Any) -> dict[str, Any]:
        """Have a file written and wait for it."""
        answer = self.person.post("/exports", body)
        assert answer.status_code == 202, answer.text
        end = monotonic() + seconds
        while True:
            found = self.person.get(f"/exports/{answer.json()['id']}").json()
            if found["state"] != "running":
                return dict(found)
            assert monotonic() < end, found
            sleep(self.pause)

    def content(self, export: dict[str, Any]) -> bytes:
        answer = self.person.http.get(export["content_url"])
        assert answer.status_code == 200, answer.text
        return bytes(answer.content)


SIMPLE = csv_of(["Name", "Industry"], ["Acme", "Steel"], ["Beta", "Glass"])


def target(import_: dict, header: str) -> dict:  # type: ignore[type-arg]
    return next(column for column in import_["mapping"] if column["header"] == header)
