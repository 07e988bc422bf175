"""In which language the product begins, and writes to whom."""

from dataclasses import fields
from typing import Any

import pytest
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from quintet.foundation.db import Database
from quintet.identity.mail import letters
from quintet.identity.mail.letters import OwnLetter
from quintet.identity.mail.words import WORDS
from quintet.identity.users.models import User
from quintet.kit.values import LANGUAGES, language_asked
from quintet.wiring import House
from tests.identity.mailbox import Mailbox
from tests.world import Person

SIGN_UP = {"name": "Uta", "email": "uta@example.com", "password": "correct horse battery", "workspace_name": "Werft"}


def signed_up(anonymous: TestClient, accept: str, **values: str) -> dict[str, Any]:
    answer = anonymous.post("/api/v1/auth/sign-up", json={**SIGN_UP, **values}, headers={"Accept-Language": accept})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def stages_of(client: TestClient, kind: str) -> list[str]:
    lead = client.post(f"/api/v1/{kind}s", json={"title": "X"} if kind == "deal" else {"first_name": "X"}).json()
    return [stage["name"] for stage in client.get(f"/api/v1/pipelines/{lead['pipeline_id']}").json()["stages"]]


@pytest.mark.parametrize(
    ("accept", "values"), [("de-AT,de;q=0.9,en;q=0.5", {}), ("fr", {"language": "de"}), ("xx, de;q=0.4, en;q=0.3", {})]
)
def test_who_signs_up_in_german_finds_and_gets_german(
    anonymous: TestClient, house: House, accept: str, values: dict[str, str]
) -> None:
    found = signed_up(anonymous, accept, **values)
    assert found["user"]["language"] == "de"
    [mail] = Mailbox(house).messages("uta@example.com")
    assert mail.subject == "Bestätigen Sie Ihre E-Mail-Adresse"
    assert mail.text.startswith("Guten Tag Uta,\n\nbitte bestätigen Sie")
    assert "Adresse bestätigen:\nhttp://testserver/verify-email/" in mail.text
    assert '<html lang="de">' in mail.html
    assert anonymous.get("/api/v1/workspace").json()["language"] == "de"
    assert stages_of(anonymous, "lead") == [
        *("Neu", "Kontaktiert", "Im Gespräch", "Qualifiziert", "Gewonnen", "Verloren", "Nicht echt")
    ]
    assert stages_of(anonymous, "deal") == ["Akquise", "Qualifiziert", "Angebot", "Verhandlung", "Gewonnen", "Verloren"]
    assert anonymous.get("/api/v1/billing-settings").json()["language"] == "de"
    made = anonymous.post("/api/v1/pipelines", json={"name": "Mehr", "kind": "case"}).json()
    assert [stage["name"] for stage in made["stages"]][-1] == "Nicht gelöst"


def test_the_references_words_lead_to_stages_of_any_language(anonymous: TestClient) -> None:
    token = signed_up(anonymous, "de")["token"]
    there = {"Authorization": f"Bearer {token}"}
    made = anonymous.post("/soshogle/api/leads", json={"businessName": "Annes Werft"}, headers=there)
    assert (made.status_code, made.json()["status"]) == (201, "NEW")
    lead = anonymous.get("/api/v1/leads").json()["data"][0]
    assert anonymous.get(f"/api/v1/stages/{lead['stage_id']}").json()["name"] == "Neu"


def test_nobody_asked_for_is_english(anonymous: TestClient, house: House) -> None:
    assert signed_up(anonymous, "ja,*")["user"]["language"] == "en"
    [mail] = Mailbox(house).messages("uta@example.com")
    assert mail.subject == "Confirm your e-mail address"


def speak(db: Database, person: Person, language: str) -> None:
    def work(session: Session) -> None:
        session.get_one(User, person.user_id).language = language

    db.write_sync(work)


def test_who_is_invited_is_asked_in_their_language_else_the_workspaces(
    admin: Person, stranger: Person, anonymous: TestClient, db: Database, house: House
) -> None:
    speak(db, stranger, "fr")
    admin.made("/invitations", email="stranger@example.com", role="member")
    [known] = Mailbox(house).messages("stranger@example.com")
    assert known.subject == "Admin vous invite à rejoindre Home Ltd"
    assert "en tant que membre" in known.text
    assert admin.patch("/workspace", {"language": "es"}).status_code == 200
    admin.made("/invitations", email="new@example.com", role="manager")
    mailbox = Mailbox(house)
    [new] = mailbox.messages("new@example.com")
    assert (new.subject, "como responsable" in new.text) == ("Admin le invita a Home Ltd", True)
    # Who comes speaks as their browser does.
    token = mailbox.token("new@example.com", "invitations")
    joined = anonymous.post(
        f"/api/v1/auth/invitations/{token}/accept",
        json={"name": "Noor", "password": "quite long enough"},
        headers={"Accept-Language": "pt-BR"},
    )
    assert joined.json()["user"]["language"] == "pt"
    anonymous.post("/api/v1/auth/forgot-password", json={"email": "new@example.com"})
    assert mailbox.messages("new@example.com")[-1].subject == "Defina uma nova senha"


def test_another_workspace_speaks_as_its_founder_unless_told(owner: Person, db: Database) -> None:
    speak(db, owner, "pt")
    assert owner.made("/workspaces", name="Filial")["language"] == "pt"
    assert owner.made("/workspaces", name="Filiale", language="fr")["language"] == "fr"
    assert owner.post("/workspaces", {"name": "X", "language": "xx"}).json()["errors"][0]["field"] == "language"
    assert owner.patch("/workspace", {"language": None}).status_code == 422


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_mail_is_put_into_words(language: str) -> None:
    kinds = [each for each in vars(letters).values() if isinstance(each, type) and issubclass(each, OwnLetter)]
    kinds.remove(OwnLetter)
    assert {each.kind for each in kinds} == set(WORDS[language])
    for each in kinds:
        values: dict[str, Any] = {field.name: f"<{field.name}>" for field in fields(each) if field.name != "language"}
        letter = each(**{**values, **({"role": "admin"} if "role" in values else {})}, language=language)
        english = each(**{**values, **({"role": "admin"} if "role" in values else {})})
        text = letter.text("https://here") + letter.subject
        assert "{" not in text
        assert len(letter.paragraphs) == len(english.paragraphs)
        assert [bool(letter.button), bool(letter.closing)] == [bool(english.button), bool(english.closing)]
        named = [value for value in values.values() if value in english.text("https://here") + english.subject]
        assert [value for value in named if value not in text] == []
        assert language == "en" or letter.subject != english.subject


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("de", "de"),
        ("pt-BR, es;q=0.9", "pt"),
        ("es;q=0.3, fr;q=0.8", "fr"),
        ("fr;q=0, de;q=0.1", "de"),
        ("fr;q=nonsense", "en"),
        (",;,=", "en"),
        ("EN-us, de;q=1.0", "en"),
    ],
)
def test_what_a_browser_asks_for(header: str, language: str) -> None:
    assert language_asked(header) == language
