"""Mailing invoices: who may, what goes out, what fails, and that nothing goes out twice."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from quintet.commerce.invoice_mails.models import InvoiceMail
from quintet.foundation.db import Database, all_workspaces
from quintet.foundation.jobs import REGISTRY, Job, JobStatus, outcomes
from quintet.identity.mail.ports import Mail, MailSender
from quintet.wiring import House
from tests.identity.mailbox import Mailbox, events
from tests.world import Person

Facts = Callable[..., list[str]]
LINES = [{"description": "Consulting", "unit_price_minor": 10_000}]


@pytest.fixture
def mailbox(house: House) -> Mailbox:
    return Mailbox(house)


def billed(person: Person, email: str | None = "ann@acme.example", **values: Any) -> dict[str, Any]:
    company = person.made("/companies", name="Acme", email="office@acme.example")
    contact = person.made("/contacts", first_name="Ann", email=email, company_id=company["id"])
    return person.made("/invoices", contact_id=contact["id"], lines=LINES, **values)


def mails(person: Person, invoice: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = person.get(f"/invoices/{invoice['id']}/mails").json()["data"]
    return found


def corrected(session: Session, address: str) -> None:
    """Have the mails there are go elsewhere."""
    with all_workspaces(session):
        session.execute(update(InvoiceMail).values(to_address=address))


def found_dead(session: Session) -> None:
    """What is done once it is noticed that the process that ran a job is gone."""
    for job in session.scalars(select(Job).where(Job.status == JobStatus.RUNNING)):
        outcomes.recover(session, REGISTRY, job, hook=True)


class TestSend:
    def test_who_may(self, anonymous: TestClient, member: Person, colleague: Person, reader: Person) -> None:
        invoice = billed(member)
        for verb in ("send", "remind"):
            assert anonymous.post(f"/api/v1/invoices/{invoice['id']}/{verb}", json={}).status_code == 401
            assert colleague.post(f"/invoices/{invoice['id']}/{verb}").status_code == 404
            assert reader.post(f"/invoices/{invoice['id']}/{verb}").status_code in (403, 404)
        assert colleague.get(f"/invoices/{invoice['id']}/mails").status_code == 404
        assert colleague.get(f"/invoices/{invoice['id']}/mail-draft").status_code == 404

    def test_a_draft_goes_out(self, member: Person, owner: Person, mailbox: Mailbox, facts_of: Facts) -> None:
        owner.patch("/workspace", {"name": "Nordlicht"})
        invoice = billed(member)
        path = f"/invoices/{invoice['id']}"
        draft = member.get(f"{path}/mail-draft").json()
        assert draft["to"] == "ann@acme.example"
        assert draft["subject"] == f"Invoice {invoice['number']} from Nordlicht"
        assert draft["message"].startswith(
            f"Hello Ann,\n\nPlease find attached invoice {invoice['number']} over €100.00,"
        )

        answer = member.post(f"{path}/send", {"subject": "Your bill <1>", "message": "Dear Ann,\nas agreed.\n\nBob"})
        assert (answer.status_code, answer.json()["status"]) == (202, "queued")
        assert member.get(path).json()["status"] == "draft"
        again = member.post(f"{path}/send")
        assert (again.status_code, again.json()["code"]) == (409, "being_sent")

        [message] = mailbox.messages("ann@acme.example")
        assert (message.subject, message.recipient_name) == ("Your bill <1>", "Ann")
        page = member.get(f"{path}/pay-link").json()["url"]
        assert message.text == f"Dear Ann,\nas agreed.\n\nBob\n\nSee and pay the invoice:\n{page}\n"
        assert "<p>Dear Ann,<br>as agreed.</p>" in message.html
        assert "<title>Your bill &lt;1&gt;</title>" in message.html
        [attachment] = message.attachments
        assert (attachment["name"], attachment["content_type"]) == (f"{invoice['number']}.pdf", "application/pdf")
        assert attachment["size"] > 1_000
        found = member.get(path).json()
        assert (found["status"], found["sent_to"]) == ("sent", "ann@acme.example")
        assert found["sent_at"] is not None
        [mail] = mails(member, invoice)
        assert (mail["to"], mail["status"], mail["error"]) == ("ann@acme.example", "sent", None)
        assert facts_of("invoice", invoice["id"])[-1] == "invoice.sent"
        [sent] = events(mailbox.house.db, "invoice.sent")
        assert (sent.data["to"], sent.actor_label) == ("ann@acme.example", "Member")
        [shown] = owner.get("/sandbox/messages", recipient="ann@acme.example").json()["data"]
        assert shown["attachments"] == [attachment]

        assert owner.patch("/billing-settings", {"language": "de"}).status_code == 200
        assert member.post(f"{path}/send", {"to": "other@acme.example"}).status_code == 202
        [other] = mailbox.messages("other@acme.example")
        assert f"Rechnung ansehen und bezahlen:\n{page}" in other.text
        assert "Oder öffnen Sie diese Adresse:" in other.html
        assert '<html lang="de">' in other.html
        assert member.get(path).json()["status"] == "sent"
        assert facts_of("invoice", invoice["id"])[-1] == "invoice.resent"
        assert [each["to"] for each in mails(member, invoice)] == ["other@acme.example", "ann@acme.example"]
        paid = {"invoice_id": invoice["id"], "amount_minor": 10_000, "method": "cash"}
        assert owner.post("/payments", paid).status_code == 201
        assert member.post(f"{path}/send", {"to": "third@acme.example"}).status_code == 202
        [third] = mailbox.messages("third@acme.example")
        assert "/pay#" not in third.text, "there is nothing to pay any more"

    def test_where_it_goes(self, member: Person) -> None:
        invoice = billed(member, email=None)
        assert member.get(f"/invoices/{invoice['id']}/mail-draft").json()["to"] == "office@acme.example"
        nobody = member.made("/companies", name="Unknown")
        silent = member.made("/invoices", company_id=nobody["id"], lines=LINES)
        refused = member.post(f"/invoices/{silent['id']}/send")
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "to")
        for wrong in (
            {"to": "nobody"},
            {"subject": " "},
            {"message": ""},
            {"subject": "x" * 301},
            {"cc": "a@b.example"},
        ):
            assert member.post(f"/invoices/{silent['id']}/send", wrong).status_code == 422

    def test_void_ones_stay(self, member: Person, mailbox: Mailbox, facts_of: Facts) -> None:
        invoice = billed(member)
        path = f"/invoices/{invoice['id']}"
        assert member.post(f"{path}/send").status_code == 202
        assert member.post(f"{path}/void").status_code == 200
        assert mailbox.messages("ann@acme.example") == []
        [mail] = mails(member, invoice)
        assert mail["status"] == "failed"
        assert "void" in mail["error"]
        assert member.post(f"{path}/send").json()["code"] == "invoice_void"
        assert member.post(f"{path}/mails/{mail['id']}/retry").json()["code"] == "invoice_void"

    def test_only_one_of_many_at_once(self, member: Person, mailbox: Mailbox) -> None:
        invoice = billed(member)

        def send(_: int) -> int:
            return member.post(f"/invoices/{invoice['id']}/send").status_code

        with ThreadPoolExecutor(4) as pool:
            assert sorted(pool.map(send, range(4))) == [202, 409, 409, 409]
        assert len(mailbox.messages("ann@acme.example")) == 1


class TestFailing:
    def test_seen_and_retried(self, member: Person, mailbox: Mailbox, db: Database, facts_of: Facts) -> None:
        invoice = billed(member)
        path = f"/invoices/{invoice['id']}"
        member.post(f"{path}/send", {"to": "ann@rejected.example"})
        assert mailbox.statuses() == [JobStatus.FAILED]
        [mail] = mails(member, invoice)
        assert (mail["status"], mail["error"]) == ("failed", "There is no mailbox ann@rejected.example.")
        assert member.get(path).json()["status"] == "draft"
        assert facts_of("invoice", invoice["id"])[-1] == "invoice.mail_failed"
        [notice] = member.get("/notifications").json()["data"]
        assert "ann@rejected.example" in notice["title"]

        db.write_sync(lambda session: corrected(session, "ann@acme.example"))
        retried = member.post(f"{path}/mails/{mail['id']}/retry")
        assert (retried.status_code, retried.json()["status"]) == (202, "queued")
        assert member.post(f"{path}/mails/{mail['id']}/retry").json()["code"] == "not_failed"
        assert len(mailbox.messages("ann@acme.example")) == 1
        assert member.get(path).json()["status"] == "sent"
        other = billed(member, email=None)
        assert member.post(f"/invoices/{other['id']}/mails/{mail['id']}/retry").status_code == 404

    def test_an_absent_server_is_asked_again(self, member: Person, mailbox: Mailbox) -> None:
        invoice = billed(member)
        member.post(f"/invoices/{invoice['id']}/send", {"to": "ann@unavailable.example"})
        assert mailbox.statuses() == [JobStatus.RETRYING]
        assert mails(member, invoice)[0]["status"] == "queued"

    def test_a_killed_process_sends_nothing_twice(
        self, member: Person, anonymous: TestClient, mailbox: Mailbox, house: House
    ) -> None:
        class Killed(BaseException):
            """What a process does not survive."""

        handed_over: list[Mail] = []

        class Dying:
            def send(self, mail: Mail) -> str:
                handed_over.append(mail)
                raise Killed

        sender = house.services.get(MailSender)  # type: ignore[type-abstract]

        def send_and_die(invoice: dict[str, Any]) -> None:
            member.post(f"/invoices/{invoice['id']}/send")
            house.services.add(MailSender, Dying())  # type: ignore[type-abstract]
            with pytest.raises(Killed):
                mailbox.run_jobs()
            house.services.add(MailSender, sender)  # type: ignore[type-abstract]
            house.db.write_sync(found_dead)

        # Whoever comes by its link got the mail, whatever our notes say.
        arrived = billed(member, email="bo@acme.example")
        send_and_die(arrived)
        [token] = re.findall(r"/pay#([\w-]+)", handed_over[0].text)
        path = f"/api/v1/public/invoices/{token}"
        assert member.http.get(path).status_code == 404
        assert (anonymous.get(path).json()["status"], mails(member, arrived)[0]["status"]) == ("sent", "sent")
        assert mailbox.statuses() == [JobStatus.DONE]
        invoice = billed(member)
        assert anonymous.get(path.replace(token, "x" * 43)).status_code == 404
        send_and_die(invoice)
        assert mailbox.statuses()[-1] == JobStatus.FAILED
        assert (len(handed_over), mailbox.messages("ann@acme.example")) == (2, [])
        [mail] = mails(member, invoice)
        assert mail["status"] == "failed"
        assert "not known whether this mail left" in mail["error"]
        assert member.post(f"/invoices/{invoice['id']}/mails/{mail['id']}/retry").status_code == 202
        assert len(mailbox.messages("ann@acme.example")) == 1


class TestRemind:
    def test_only_of_overdue_ones(self, member: Person, mailbox: Mailbox, facts_of: Facts) -> None:
        invoice = billed(member, issued_on="2026-01-01", due_on="2026-01-31")
        path = f"/invoices/{invoice['id']}"
        assert member.post(f"{path}/remind").json()["code"] == "not_overdue"
        assert member.post(f"{path}/mark-sent").json()["status"] == "overdue"
        assert member.post(f"{path}/remind").status_code == 202
        [message] = mailbox.messages("ann@acme.example")
        assert message.subject.startswith(f"Reminder: invoice {invoice['number']}")
        assert "was due on January 31, 2026, and €100.00 is still open" in message.text
        assert member.get(f"{path}/pay-link").json()["url"] in message.text
        assert len(message.attachments) == 1
        found = member.get(path).json()
        assert (found["status"], found["sent_to"]) == ("overdue", None)
        assert facts_of("invoice", invoice["id"])[-1] == "invoice.reminded"
        assert mails(member, invoice)[0]["kind"] == "reminder"
