"""Mailboxes without mail: whoever connects one is let into the one of their own address."""

from datetime import timedelta
from urllib.parse import urlencode

import orjson

from quintet.kit import time
from quintet.kit.crypto import BadSignature, Keyring
from quintet.kit.errors import ProviderRejected, ProviderUnavailable
from quintet.messaging.mail_accounts.ports import Journey, Mailbox, Tokens
from quintet.providers.sandbox.mail import REJECTING, UNAVAILABLE

_CODE_LASTS = timedelta(minutes=5)
_TOKEN_LASTS = timedelta(hours=1)
_LASTS = timedelta(days=3650)


class SandboxMailHost:
    """Lets everybody in at once. No longer lets into mailboxes at `rejected.example`, and gives no answer for those at
    `unavailable.example`, once they are connected."""

    def __init__(self, name: str, label: str, keyring: Keyring) -> None:
        self.name, self.label = name, f"{label} (sandbox)"
        self._codes = keyring.signer(f"sandbox {name} mailbox codes")

    def connect_url(self, journey: Journey) -> str:
        said = orjson.dumps([journey.hint, journey.verifier]).decode()
        asked = {"code": self._codes.sign(said, _CODE_LASTS), "state": journey.state}
        return f"{journey.redirect_uri}?{urlencode(asked)}"

    async def grant(self, code: str, journey: Journey) -> Tokens:
        address, verifier = self._read(code)
        if verifier != journey.verifier:
            raise ProviderRejected("The sandbox knows no such code.")
        return self._tokens(address)

    async def renew(self, refresh_token: str) -> Tokens:
        address, _ = self._read(refresh_token)
        domain = address.rpartition("@")[2]
        if domain == REJECTING:
            raise ProviderRejected(f"Asking {self.label} failed: it no longer lets us in.", code="access_ended")
        if domain == UNAVAILABLE:
            raise ProviderUnavailable(f"{self.label} does not answer. Try again in a while.")
        return self._tokens(address)

    async def mailbox(self, access_token: str) -> Mailbox:
        address, _ = self._read(access_token)
        return Mailbox(address, address.partition("@")[0])

    async def revoke(self, refresh_token: str) -> None:
        self._read(refresh_token)

    def _tokens(self, address: str) -> Tokens:
        said = orjson.dumps([address, ""]).decode()
        return Tokens(self._codes.sign(said, _TOKEN_LASTS), self._codes.sign(said, _LASTS), time.now() + _TOKEN_LASTS)

    def _read(self, signed: str) -> tuple[str, str]:
        try:
            address, verifier = orjson.loads(self._codes.read(signed))
        except BadSignature:
            raise ProviderRejected("The sandbox knows no such code.", code="access_ended") from None
        return address, verifier
