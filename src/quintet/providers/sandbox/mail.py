"""A mail sender that sends nothing and keeps everything."""

from quintet.foundation.db import Database
from quintet.identity.mail.models import SandboxMessage
from quintet.identity.mail.ports import Mail
from quintet.identity.mail.sandbox import keep_message
from quintet.kit.errors import ProviderRejected, ProviderUnavailable

REJECTING = "rejected.example"
UNAVAILABLE = "unavailable.example"


class SandboxMailSender:
    """Keeps mails where they can be read. Refuses addresses at `rejected.example`, and has no answer for those at
    `unavailable.example`."""

    def __init__(self, db: Database, sender: str) -> None:
        self._db = db
        self._sender = sender

    def send(self, mail: Mail) -> str:
        domain = mail.to.rpartition("@")[2]
        if domain == REJECTING:
            raise ProviderRejected(f"There is no mailbox {mail.to}.", code="recipient_refused")
        if domain == UNAVAILABLE:
            raise ProviderUnavailable("The mail server does not answer.")
        message = SandboxMessage(
            workspace_id=mail.workspace_id,
            channel="email",
            key=f"mail:{mail.key}",
            sender=self._sender,
            recipient=mail.to,
            recipient_name=mail.to_name,
            subject=mail.subject[:500],
            text=mail.text,
            html=mail.html,
            attachments=[
                {"name": each.name, "content_type": each.content_type, "size": len(each.content)}
                for each in mail.attachments
            ],
        )
        return self._db.write_sync(lambda session: keep_message(session, message))
