"""A provider of sequences that runs none and keeps every order among the sandbox's messages."""

from quintet.foundation.db import Database
from quintet.identity.mail.models import SandboxMessage
from quintet.identity.mail.sandbox import keep_message
from quintet.kit.errors import ProviderRejected, ProviderUnavailable
from quintet.providers.sandbox.mail import REJECTING, UNAVAILABLE
from quintet.records.consequences.ports import Order, Step

_WORDS = {
    Step.start: "Start the sequence {sequence}",
    Step.end_precall: "End what runs before the call",
    Step.pause: "Pause all sequences",
    Step.stop: "Stop all sequences",
}


class SandboxOutreach:
    """Takes every order once. Refuses leads at `rejected.example`, has no answer for those at `unavailable.example`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def take(self, order: Order) -> None:
        domain = (order.email or "").rpartition("@")[2]
        if domain == REJECTING:
            raise ProviderRejected(f"There is no mailbox {order.email}.", code="recipient_refused")
        if domain == UNAVAILABLE:
            raise ProviderUnavailable("The provider of sequences does not answer.")
        told = _WORDS[order.step].format(sequence=order.sequence)
        message = SandboxMessage(
            workspace_id=order.workspace_id,
            channel="outreach",
            key=f"outreach:{order.key}",
            sender="Quintet",
            recipient=order.email or "",
            recipient_name=order.name[:200],
            subject=told,
            text=f"{told}: {order.name}",
            html="",
        )
        self._db.write_sync(lambda session: keep_message(session, message))
