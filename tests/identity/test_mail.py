"""Identity's own mail: posted with its transaction, sent by a job, shown by the sandbox."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from quintet.foundation.db import Database
from quintet.foundation.jobs import JobStatus
from quintet.foundation.settings import Settings
from quintet.identity.mail.letters import InvitationLetter, PasswordChangedLetter
from quintet.identity.mail.models import MailStatus
from quintet.identity.mail.ports import Mail, MailSender
from quintet.identity.mail.purge import purge_mails
from quintet.identity.mail.service import post_letter
from quintet.kit import time
from quintet.kit.errors import NotConfigured
from quintet.providers.smtp.mail import NoMailSender
from quintet.wiring import House
from tests.identity.mailbox import Mailbox
from tests.world import ELSEWHERE_ID, HOME_ID, Person

INVITATION = InvitationLetter(
    workspace="Home <b>& Sons</b>", inviter="Ann", role="manager", token="secret-token", days=7
)


@pytest.fixture
def mailbox(house: House) -> Mailbox:
    return Mailbox(house)


@pytest.fixture
def post(db: Database) -> Callable[..., None]:
    def work(to: str = "new@example.com", workspace_id: str | None = HOME_ID) -> None:
        db.write_sync(lambda session: post_letter(session, INVITATION, to=to, name="New", workspace_id=workspace_id))

    return work


class TestSending:
    def test_puts_the_letter_into_words(self, mailbox: Mailbox, post: Callable[..., None]) -> None:
        post()
        [message] = mailbox.messages()
        assert message.recipient == "new@example.com"
        assert message.subject == "Ann invites you to Home <b>& Sons</b>"
        assert "http://testserver/invitations/secret-token" in message.text
        assert "Home <b>& Sons</b>" in message.text
        assert 'href="http://testserver/invitations/secret-token"' in message.html
        assert "Home &lt;b&gt;&amp; Sons&lt;/b&gt;" in message.html
        assert "<b>" not in message.html

    def test_drops_the_content_once_sent(self, mailbox: Mailbox, post: Callable[..., None]) -> None:
        post()
        [waiting] = mailbox.outgoing()
        assert waiting.content["token"] == "secret-token"
        assert mailbox.statuses() == [JobStatus.DONE]
        [sent] = mailbox.outgoing()
        assert sent.status == MailStatus.sent
        assert sent.content == {}
        assert sent.sent_at is not None

    def test_nothing_leaves_when_the_transaction_fails(self, db: Database, mailbox: Mailbox) -> None:
        def work(session: Session) -> None:
            post_letter(session, INVITATION, to="new@example.com", workspace_id=HOME_ID)
            raise RuntimeError("no")

        with pytest.raises(RuntimeError):
            db.write_sync(work)
        assert mailbox.messages() == []

    def test_a_second_run_sends_nothing(self, house: House, mailbox: Mailbox, post: Callable[..., None]) -> None:
        post()
        [row] = mailbox.outgoing()
        sender = house.services.get(MailSender)  # type: ignore[type-abstract]
        mail = Mail("new@example.com", "", "s", "t", "h", key=row.id, workspace_id=HOME_ID)
        # As after a crash between the sending and its record.
        assert sender.send(mail) == sender.send(mail)
        assert len(mailbox.messages()) == 1

    def test_a_refused_address_is_given_up(self, mailbox: Mailbox, post: Callable[..., None]) -> None:
        post("gone@rejected.example")
        [job] = mailbox.run_jobs()
        assert job.status == JobStatus.FAILED
        [mail] = mailbox.outgoing()
        assert mail.status == MailStatus.failed
        assert mail.error is not None
        assert "gone@rejected.example" in mail.error

    def test_a_silent_server_is_tried_again(self, mailbox: Mailbox, post: Callable[..., None]) -> None:
        post("slow@unavailable.example")
        [job] = mailbox.run_jobs()
        assert job.status == JobStatus.RETRYING
        assert mailbox.outgoing()[0].status == MailStatus.queued

    def test_without_a_server_it_says_so(self) -> None:
        with pytest.raises(NotConfigured):
            NoMailSender().send(Mail("a@example.com", "", "s", "t", "h", key="1"))

    def test_old_mails_are_forgotten(self, db: Database, mailbox: Mailbox, post: Callable[..., None]) -> None:
        post("gone@rejected.example")
        post()
        mailbox.run_jobs()
        later = time.now() + timedelta(days=9)
        with time.clock(lambda: later):
            assert db.write_sync(purge_mails) == 1
        assert [mail.to_address for mail in mailbox.outgoing()] == ["new@example.com"]
        later = time.now() + timedelta(days=31)
        with time.clock(lambda: later):
            assert db.write_sync(purge_mails) == 2
        assert mailbox.messages() == []


class TestSandboxMessages:
    PATH = "/sandbox/messages"

    def test_anonymous(self, anonymous: TestClient) -> None:
        assert anonymous.get(f"/api/v1{self.PATH}").status_code == 401

    def test_forbidden_role(self, manager: Person) -> None:
        assert manager.get(self.PATH).status_code == 403

    def test_other_workspace(self, mailbox: Mailbox, stranger: Person, post: Callable[..., None]) -> None:
        post()
        mailbox.run_jobs()
        assert stranger.listed(self.PATH) == []

    def test_newest_first_in_pages(self, mailbox: Mailbox, owner: Person, post: Callable[..., None]) -> None:
        for number in range(3):
            post(f"p{number}@example.com")
            mailbox.run_jobs()
        first = owner.get(self.PATH, limit=2).json()
        assert [m["recipient"] for m in first["data"]] == ["p2@example.com", "p1@example.com"]
        rest = owner.get(self.PATH, limit=2, cursor=first["next_cursor"]).json()
        assert [m["recipient"] for m in rest["data"]] == ["p0@example.com"]
        assert rest["next_cursor"] is None
        assert [m["recipient"] for m in owner.listed(self.PATH, recipient="P1@example.com")] == ["p1@example.com"]

    def test_mail_of_no_workspace_shows_where_its_reader_is_a_member(
        self, db: Database, mailbox: Mailbox, owner: Person, stranger: Person
    ) -> None:
        letter = PasswordChangedLetter(name="Member")
        db.write_sync(lambda session: post_letter(session, letter, to="member@example.com"))
        mailbox.run_jobs()
        assert [m["recipient"] for m in owner.listed(self.PATH)] == ["member@example.com"]
        assert stranger.listed(self.PATH) == []

    def test_there_are_none_outside_the_sandbox(self, app: FastAPI, settings: Settings, owner: Person) -> None:
        app.state.settings = settings.model_copy(update={"sandbox": False})
        assert owner.get(self.PATH).status_code == 404

    def test_bad_parameters(self, owner: Person) -> None:
        for parameters in ({"limit": 0}, {"limit": 201}, {"cursor": "x"}, {"recipient": "x"}):
            assert owner.get(self.PATH, **parameters).status_code == 422

    def test_elsewhere(self, mailbox: Mailbox, stranger: Person, post: Callable[..., None]) -> None:
        post(workspace_id=ELSEWHERE_ID)
        mailbox.run_jobs()
        assert len(stranger.listed(self.PATH)) == 1
