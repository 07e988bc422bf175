"""Who keeps people's mailboxes: Google, Microsoft, or the sandbox that plays them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Protocol

from quintet.kit.errors import NotConfigured, NotFound


@dataclass(frozen=True, slots=True)
class Journey:
    """What one way to a provider and back needs. `verifier` is for PKCE: only we and the provider ever see it."""

    state: str
    verifier: str
    redirect_uri: str
    hint: str
    """The address that is most likely meant."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """What lets us into a mailbox: a short-lived access token, and what renews it."""

    access_token: str
    refresh_token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Whose mailbox it is; the address in folded form."""

    address: str
    name: str


class MailHost(Protocol):
    """Keeps mailboxes. All but `connect_url` ask it: ProviderUnavailable when it does not answer, ProviderRejected when
    it refuses (`code` access_ended: somebody has to connect the mailbox again)."""

    name: str
    """In paths and in the database: google."""
    label: str
    """For people: Google."""

    def connect_url(self, journey: Journey) -> str:
        """Where somebody lets us in."""
        ...

    async def grant(self, code: str, journey: Journey) -> Tokens:
        """What the code stands for that somebody came back with."""
        ...

    async def renew(self, refresh_token: str) -> Tokens:
        """Tokens in the place of these; the refresh token may stay the same."""
        ...

    async def mailbox(self, access_token: str) -> Mailbox:
        """Whose mailbox the token opens."""
        ...

    async def revoke(self, refresh_token: str) -> None:
        """Give the way in back. Nothing happens where that can't be done."""
        ...


class MailHosts:
    """The hosts of this installation by name. Made when first asked for."""

    _KNOWN = ("google", "microsoft")

    def __init__(self, make: Callable[[], Iterable[MailHost]]) -> None:
        self._make = make

    @cached_property
    def _by_name(self) -> dict[str, MailHost]:
        return {host.name: host for host in self._make()}

    def all(self) -> list[MailHost]:
        return list(self._by_name.values())

    def get(self, name: str) -> MailHost:
        """NotFound for a name that none has; NotConfigured for one that is not set up here."""
        host = self._by_name.get(name)
        if host is None and name in self._KNOWN:
            raise NotConfigured(f"Not set up here: QUINTET_{name.upper()}_CLIENT_ID is missing.")
        if host is None:
            raise NotFound("provider")
        return host
