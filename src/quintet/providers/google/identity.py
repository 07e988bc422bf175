"""Signing in with Google (https://developers.google.com/identity/openid-connect/openid-connect)."""

import httpx

from quintet.identity.oauth.ports import Flow, OutsideIdentity
from quintet.providers.oidc.client import OidcClient, address_of

DISCOVERY_URL = "https://accounts.google.com/.well-known/openid-configuration"


class GoogleIdentity:
    """Google says of each address whether it has verified it."""

    name = "google"
    label = "Google"

    def __init__(
        self,
        client_id: str,
        client_secret: str,
        *,
        discovery_url: str = DISCOVERY_URL,
        transport: httpx.AsyncBaseTransport | None = None,
        pretended: bool = False,
    ) -> None:
        self.pretended = pretended
        self._client = OidcClient(
            label=self.label,
            discovery_url=discovery_url,
            client_id=client_id,
            client_secret=client_secret,
            transport=transport,
        )

    async def authorize_url(self, flow: Flow) -> str:
        return await self._client.authorize_url(flow, prompt="select_account")

    async def identify(self, flow: Flow, code: str) -> OutsideIdentity:
        claims = await self._client.claims(flow, code)
        return OutsideIdentity(
            subject=claims["sub"],
            email=address_of(claims),
            email_verified=claims.get("email_verified") in (True, "true"),
            name=str(claims.get("name", "")),
        )
