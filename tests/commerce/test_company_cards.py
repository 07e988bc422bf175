"""A company's saved cards: added by the browser and the provider, listed, removed."""

from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from quintet.commerce.payments.ports import CardPayments, NoCardPayments
from quintet.foundation.db import bind_workspace
from quintet.identity.public import create_key
from quintet.wiring import House
from tests.commerce.billing import sent
from tests.identity.mailbox import Mailbox
from tests.world import Person

GOOD = "4242 4242 4242 4242"


@pytest.fixture
def company(member: Person) -> str:
    return str(member.made("/companies", name="Acme")["id"])


def confirm(http: TestClient, secret: str, number: str = GOOD, **values: Any) -> Any:
    body = {"client_secret": secret, "number": number, "exp_month": 12, "exp_year": 2040, **values}
    return http.post("/api/v1/sandbox/cards/confirm", json=body)


def add(person: Person, company: str, number: str = GOOD) -> dict[str, Any]:
    """Save a card as the company page does; gives the newest card."""
    setup = person.made(f"/companies/{company}/cards")
    answer = confirm(person.http, setup["client_secret"], number)
    assert answer.json() == {"status": "succeeded", "error": None}, answer.text
    return sorted(person.listed(f"/companies/{company}/cards"), key=lambda card: str(card["id"]))[-1]


class TestCards:
    def test_anonymous(self, anonymous: TestClient, company: str) -> None:
        path = f"/api/v1/companies/{company}/cards"
        assert [anonymous.get(path).status_code, anonymous.post(path).status_code] == [401, 401]
        assert anonymous.delete(f"{path}/x").status_code == 401

    def test_other_workspace_and_a_company_one_does_not_see(
        self, stranger: Person, colleague: Person, company: str
    ) -> None:
        path = f"/companies/{company}/cards"
        for person in (stranger, colleague):
            assert person.get(path).status_code == 404
            assert person.post(path).status_code == 404
        assert stranger.delete(f"{path}/x").status_code == 404

    def test_forbidden(self, owner: Person, house: House, app: FastAPI, company: str) -> None:
        """An API key that may only read."""

        def make(session: Session) -> str:
            bind_workspace(session, owner.workspace_id)
            return create_key(session, owner.actor, name="Reader", scopes=["*:read"])[1]

        key = {"X-API-Key": house.db.write_sync(make)}
        path, http = f"/api/v1/companies/{company}/cards", TestClient(app)
        assert http.get(path, headers=key).status_code == 200
        assert http.post(path, headers=key).status_code == 403
        assert http.delete(f"{path}/x", headers=key).status_code == 403

    def test_added_listed_and_removed(self, member: Person, owner: Person, company: str, house: House) -> None:
        path = f"/companies/{company}/cards"
        assert member.get(path).json() == {"data": [], "provider": "sandbox-cards"}
        setup = member.made(path)
        assert (setup["provider"], setup["publishable_key"]) == ("sandbox-cards", None)
        first, second = add(member, company), add(member, company, "5555-5555-5555-4444")
        shown = member.listed(path)
        assert [(c["id"], c["brand"], c["last4"], c["is_default"]) for c in shown] == [
            (first["id"], "visa", "4242", True),
            (second["id"], "mastercard", "4444", False),
        ]
        assert owner.delete(f"{path}/{first['id']}").status_code == 204
        assert owner.delete(f"{path}/{first['id']}").status_code == 404
        assert [(c["id"], c["is_default"]) for c in member.listed(path)] == [(second["id"], True)]
        told = [message.subject for message in Mailbox(house).messages() if message.channel == "card"]
        assert "Saved the card visa 4242" in told
        assert "4242424242424242" not in str(told)

    def test_a_company_is_one_customer(self, member: Person, company: str, house: House) -> None:
        add(member, company)
        add(member, company)
        told = [message.subject for message in Mailbox(house).messages() if message.channel == "card"]
        assert told.count("New customer: Acme") == 1

    def test_they_follow_a_company_into_another(self, admin: Person, company: str) -> None:
        other = admin.made("/companies", name="Acme Ltd")["id"]
        first, second = add(admin, company), add(admin, other, "5555555555554444")
        merge = admin.post(f"/companies/{company}/merge", {"ids": [other]}).json()
        path = f"/companies/{company}/cards"
        shown = [(card["id"], card["is_default"]) for card in admin.listed(path)]
        assert shown == [(first["id"], True), (second["id"], False)]
        bill = sent(admin, company)
        charged = admin.post(f"/invoices/{bill['id']}/charge", {"card_id": second["id"]})
        assert charged.json()["status"] == "succeeded"
        assert admin.post(f"/merges/{merge['id']}/undo").status_code == 200
        assert [card["id"] for card in admin.listed(path)] == [first["id"]]
        assert admin.delete(f"/companies/{other}/cards/{second['id']}").status_code == 204

    def test_there_is_one_default_after_a_merge_that_of_the_winner(self, admin: Person, company: str) -> None:
        def shown(id_: str) -> list[tuple[str, bool]]:
            return [(card["id"], card["is_default"]) for card in admin.listed(f"/companies/{id_}/cards")]

        older, other, empty = (admin.made("/companies", name=name)["id"] for name in ("Older", "Other", "Empty"))
        theirs = [add(admin, older)["id"], add(admin, older)["id"]]
        more = add(admin, other)["id"]
        mine = [add(admin, company)["id"], add(admin, company)["id"]]
        into_mine = admin.post(f"/companies/{company}/merge", {"ids": [older, other]}).json()
        assert [card for card, is_default in shown(company) if is_default] == [mine[0]]
        assert {card for card, _ in shown(company)} == {*mine, *theirs, more}
        # One more is added to the winner's own, not to those that go with an undo.
        mine.append(add(admin, company)["id"])
        assert admin.post(f"/merges/{into_mine['id']}/undo").status_code == 200
        assert shown(company) == [(mine[0], True), (mine[2], False), (mine[1], False)]
        assert (shown(older), shown(other)) == ([(theirs[0], True), (theirs[1], False)], [(more, True)])
        # A winner without cards has one default, too.
        into_empty = admin.post(f"/companies/{empty}/merge", {"ids": [other, older]}).json()
        assert [card for card, is_default in shown(empty) if is_default] == [theirs[0]]
        assert admin.post(f"/merges/{into_empty['id']}/undo").status_code == 200
        assert (shown(empty), shown(other)) == ([], [(more, True)])

    def test_a_card_of_another_company(self, member: Person, owner: Person, company: str) -> None:
        card, other = add(member, company), member.made("/companies", name="Other")["id"]
        assert owner.delete(f"/companies/{other}/cards/{card['id']}").status_code == 404
        add(member, other)
        assert owner.delete(f"/companies/{other}/cards/{card['id']}").status_code == 404

    def test_nobody_takes_cards(self, member: Person, company: str, house: House) -> None:
        house.services.add(CardPayments, NoCardPayments())  # type: ignore[type-abstract]
        answer = member.post(f"/companies/{company}/cards")
        assert (answer.status_code, "QUINTET_STRIPE_SECRET_KEY" in answer.text) == (501, True)
        assert member.http.get("/api/v1/sandbox/cards/numbers").status_code == 404


class TestTestCards:
    def test_which_there_are(self, anonymous: TestClient) -> None:
        shown = anonymous.get("/api/v1/sandbox/cards/numbers").json()["data"]
        assert {"number": "4242424242424242", "brand": "visa", "label": "Succeeds"} in shown

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"number": "4111111111111111"}, "number"),
            ({"number": "4000000000000002"}, "number"),
            ({"number": ""}, "number"),
            ({"exp_month": 13}, "exp_month"),
            ({"exp_year": 1999}, "exp_year"),
            ({"cvc": "123"}, "cvc"),
        ],
    )
    def test_invalid(self, member: Person, company: str, values: dict[str, Any], field: str) -> None:
        secret = member.made(f"/companies/{company}/cards")["client_secret"]
        answer = confirm(member.http, secret, **{"number": GOOD, **values})
        assert answer.status_code == 422, answer.text
        assert [error["field"] for error in answer.json()["errors"]] == [field]
        assert member.listed(f"/companies/{company}/cards") == []

    def test_a_secret_is_good_for_one_card(self, member: Person, anonymous: TestClient, company: str) -> None:
        secret = member.made(f"/companies/{company}/cards")["client_secret"]
        assert confirm(anonymous, "x" * 40).status_code == 404
        assert confirm(anonymous, secret).status_code == 200
        assert confirm(anonymous, secret).status_code == 409
        assert len(member.listed(f"/companies/{company}/cards")) == 1
