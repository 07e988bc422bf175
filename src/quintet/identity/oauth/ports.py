"""What identity needs of those who know people already: Google, Microsoft, or the sandbox that plays them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Flow:
    """The secrets of one sign-in, from its start to the way back. They stay between us and one browser."""

    state: str
    nonce: str
    verifier: str
    """For PKCE: the provider is shown its hash first and itself later."""
    redirect_uri: str


@dataclass(frozen=True, slots=True)
class OutsideIdentity:
    """Who somebody is, in a provider's words."""

    subject: str
    """The provider's own id of the account; never changes."""
    email: str | None
    """In folded form."""
    email_verified: bool
    """Whether the provider knows that the address is theirs."""
    name: str


class IdentityProvider(Protocol):
    """Signs people in somewhere else."""

    name: str
    """In paths and in the database: google."""
    label: str
    """For people: Google."""
    pretended: bool
    """Whether this is the sandbox, which lets everybody be anybody."""

    async def authorize_url(self, flow: Flow) -> str:
        """Where to send the browser. ProviderUnavailable."""
        ...

    async def identify(self, flow: Flow, code: str) -> OutsideIdentity:
        """Who came back with this code. ProviderUnavailable, or ProviderRejected when anything doesn't fit."""
        ...


class IdentityProviders:
    """The providers that this installation offers, by name. Made when first asked for: they load much code."""

    def __init__(self, make: Callable[[], Iterable[IdentityProvider]]) -> None:
        self._make = make

    @cached_property
    def _by_name(self) -> dict[str, IdentityProvider]:
        return {provider.name: provider for provider in self._make()}

    def all(self) -> list[IdentityProvider]:
        return list(self._by_name.values())

    def get(self, name: str) -> IdentityProvider | None:
        return self._by_name.get(name)
