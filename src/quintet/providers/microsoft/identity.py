"""Signing in with Microsoft (https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc)."""

import httpx

from quintet.identity.oauth.ports import Flow, OutsideIdentity
from quintet.providers.oidc.client import OidcClient, address_of

DISCOVERY_URL = "https://login.microsoftonline.com/{tenant}/v2.0/.well-known/openid-configuration"
_PERSONAL_TENANT = "9188040d-6c67-4c5b-b112-36a304b66dad"


class MicrosoftIdentity:
    """Administrators of any company may write any address into their people's accounts, so the address counts only
    for personal accounts, or with the optional claim `xms_edov` (the domain is proved to be the company's)."""

    name = "microsoft"
    label = "Microsoft"

    def __init__(
        self,
        client_id: str,
        client_secret: str,
        *,
        tenant: str = "common",
        discovery_url: str = DISCOVERY_URL,
        transport: httpx.AsyncBaseTransport | None = None,
        pretended: bool = False,
    ) -> None:
        self.pretended = pretended
        self._client = OidcClient(
            label=self.label,
            discovery_url=discovery_url.replace("{tenant}", tenant),
            client_id=client_id,
            client_secret=client_secret,
            transport=transport,
        )

    async def authorize_url(self, flow: Flow) -> str:
        return await self._client.authorize_url(flow, prompt="select_account", response_mode="query")

    async def identify(self, flow: Flow, code: str) -> OutsideIdentity:
        claims = await self._client.claims(flow, code)
        proved = claims.get("xms_edov") in (True, 1, "1", "true")
        return OutsideIdentity(
            subject=claims["sub"],
            email=address_of(claims),
            email_verified=proved or claims.get("tid") == _PERSONAL_TENANT,
            name=str(claims.get("name", "")),
        )
