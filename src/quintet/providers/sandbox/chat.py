"""A chat without channels: every message is kept among the sandbox's."""

from quintet.automation.announcements.ports import ChatMessage
from quintet.foundation.db import Database
from quintet.identity.mail.models import SandboxMessage
from quintet.identity.mail.sandbox import keep_message
from quintet.kit.errors import Invalid, ProviderRejected, ProviderUnavailable


class SandboxChat:
    """Takes every message once. The channel `rejected` refuses, the channel `unavailable` has no answer."""

    name = "sandbox"

    def __init__(self, db: Database) -> None:
        self._db = db

    def check(self, hook: str) -> None:
        if hook:
            raise Invalid.one("hook", "invalid", "The sandbox has no addresses.")

    def post(self, hook: str, message: ChatMessage) -> None:
        channel = message.channel.lstrip("#").strip().lower()
        if channel == "rejected":
            raise ProviderRejected("The chat did not take the message: there is no such channel.", code="chat_refused")
        if channel == "unavailable":
            raise ProviderUnavailable("The chat does not answer.")
        kept = SandboxMessage(
            workspace_id=message.workspace_id,
            channel="chat",
            key=f"chat:{message.key}",
            sender="Quintet",
            recipient=message.channel,
            subject=message.text[:500],
            text=message.text if message.url is None else f"{message.text}\n{message.url}",
        )
        self._db.write_sync(lambda session: keep_message(session, kept))
