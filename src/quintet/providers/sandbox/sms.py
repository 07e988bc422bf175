"""Text messages that are not sent and can be read."""

from quintet.foundation.db import Database
from quintet.identity.mail.models import SandboxMessage
from quintet.identity.mail.sandbox import keep_message
from quintet.kit.errors import Invalid, NotConfigured, ProviderRejected, ProviderUnavailable
from quintet.messaging.sms_gateways.ports import Gateway, TextMessage
from quintet.providers.sandbox.mail import REJECTING, UNAVAILABLE


class SandboxSms:
    """Keeps messages among the sandbox's. Gateways at `rejected.example` refuse our password, those at
    `unavailable.example` have no answer."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def check(self, url: str) -> None:
        if not url.startswith(("https://", "http://")):
            raise Invalid.one("url", "invalid", "The address has to begin with https://.")

    async def send(self, gateway: Gateway, message: TextMessage) -> str:
        if REJECTING in gateway.url:
            raise ProviderRejected("The SMS gateway does not take this name and password.", code="provider_key")
        if UNAVAILABLE in gateway.url:
            raise ProviderUnavailable("The SMS gateway does not answer.")
        kept = SandboxMessage(
            workspace_id=message.workspace_id,
            channel="sms",
            key=f"sms:{message.key}",
            sender=gateway.from_number,
            recipient=message.to,
            subject=message.text[:100],
            text=message.text,
        )
        await self._db.write(lambda session: keep_message(session, kept))
        return message.key


class NoSms:
    """Where nothing can be sent: no sandbox, and no gateways."""

    def check(self, url: str) -> None:
        """Any: it may be set up before it is used."""

    async def send(self, gateway: Gateway, message: TextMessage) -> str:
        raise NotConfigured("Text messages are not set up here: set QUINTET_SMS_GATEWAYS to android.")
