"""The sandbox in the place of Google or Microsoft, spoken to through their own adapters, without any network."""

from urllib.parse import urlsplit

import httpx

from quintet.identity.oauth.ports import Flow, IdentityProvider, OutsideIdentity
from quintet.providers.google.identity import GoogleIdentity
from quintet.providers.microsoft.identity import MicrosoftIdentity
from quintet.providers.sandbox.oidc import CLIENT_ID, CLIENT_SECRET, ISSUER, SandboxIdp, wire

PATH = "/api/v1/sandbox/oidc"
_DISCOVERY = ISSUER + "/.well-known/openid-configuration"


class SandboxIdentity:
    """Leads browsers to the sandbox's page in our own application, under the name they know it by."""

    pretended = True

    def __init__(self, inner: IdentityProvider) -> None:
        self.name = inner.name
        self.label = inner.label
        self._inner = inner

    async def authorize_url(self, flow: Flow) -> str:
        asked = urlsplit(await self._inner.authorize_url(flow)).query
        back = urlsplit(flow.redirect_uri)
        return f"{back.scheme}://{back.netloc}{PATH}/{self.name}/authorize?{asked}"

    async def identify(self, flow: Flow, code: str) -> OutsideIdentity:
        return await self._inner.identify(flow, code)


def sandbox_google(idp: SandboxIdp) -> IdentityProvider:
    """Google, played."""
    return SandboxIdentity(
        GoogleIdentity(
            CLIENT_ID,
            CLIENT_SECRET,
            discovery_url=_DISCOVERY.replace("{provider}", GoogleIdentity.name),
            transport=httpx.ASGITransport(wire(idp)),
            pretended=True,
        )
    )


def sandbox_microsoft(idp: SandboxIdp) -> IdentityProvider:
    """Microsoft, played."""
    return SandboxIdentity(
        MicrosoftIdentity(
            CLIENT_ID,
            CLIENT_SECRET,
            discovery_url=_DISCOVERY.replace("{provider}", MicrosoftIdentity.name),
            transport=httpx.ASGITransport(wire(idp)),
            pretended=True,
        )
    )
