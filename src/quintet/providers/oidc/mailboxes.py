"""Mailboxes behind OAuth 2 as Google and Microsoft speak it: authorization code with PKCE, and a token that renews."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import httpx
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from quintet.kit import time
from quintet.kit.errors import ProviderRejected, ProviderUnavailable
from quintet.kit.values import fold_email
from quintet.messaging.mail_accounts.ports import Journey, Mailbox, Tokens
from quintet.providers.vendor import seconds_to_wait, tls

_MOST_BYTES = 1_000_000
_ENDED = ("invalid_grant", "interaction_required", "consent_required", "login_required")


@dataclass(frozen=True, slots=True)
class MailHostSpec:
    """Where one host is, and in what words it is asked. `address` and `person` are fields of the profile, the first
    that is there counts."""

    name: str
    label: str
    authorize_url: str
    token_url: str
    profile_url: str
    revoke_url: str | None
    scopes: tuple[str, ...]
    asks: Mapping[str, str]
    address: tuple[str, ...]
    person: tuple[str, ...]


class OAuthMailHost:
    """One host, for our application there."""

    def __init__(
        self,
        spec: MailHostSpec,
        client_id: str,
        client_secret: str,
        *,
        timeout: float = 15.0,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.name, self.label = spec.name, spec.label
        self._spec = spec
        self._client = {"client_id": client_id, "client_secret": client_secret}
        self._timeout = timeout
        self._transport = transport

    def connect_url(self, journey: Journey) -> str:
        asked = {
            "client_id": self._client["client_id"],
            "response_type": "code",
            "redirect_uri": journey.redirect_uri,
            "scope": " ".join(self._spec.scopes),
            "state": journey.state,
            "code_challenge": create_s256_code_challenge(journey.verifier),
            "code_challenge_method": "S256",
            "login_hint": journey.hint,
            **self._spec.asks,
        }
        return f"{self._spec.authorize_url}?{urlencode(asked)}"

    async def grant(self, code: str, journey: Journey) -> Tokens:
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": journey.redirect_uri}
        found = await self._ask(
            "POST", self._spec.token_url, {**form, "code_verifier": journey.verifier, **self._client}
        )
        if not isinstance(found.get("refresh_token"), str):
            raise self._rejected("it gave nothing to come back with", "provider_rejected")
        return self._tokens(found, found["refresh_token"])

    async def renew(self, refresh_token: str) -> Tokens:
        form = {"grant_type": "refresh_token", "refresh_token": refresh_token, **self._client}
        found = await self._ask("POST", self._spec.token_url, form)
        return self._tokens(found, str(found.get("refresh_token") or refresh_token))

    async def mailbox(self, access_token: str) -> Mailbox:
        found = await self._ask("GET", self._spec.profile_url, access_token=access_token)
        written = next((str(found[name]) for name in self._spec.address if found.get(name)), "")
        try:
            address = fold_email(written)
        except ValueError:
            raise self._rejected("it names no address", "provider_rejected") from None
        return Mailbox(address, next((str(found[name]) for name in self._spec.person if found.get(name)), ""))

    async def revoke(self, refresh_token: str) -> None:
        if self._spec.revoke_url is not None:
            await self._ask("POST", self._spec.revoke_url, {"token": refresh_token})

    def _tokens(self, found: dict[str, Any], refresh_token: str) -> Tokens:
        access, lasts = found.get("access_token"), found.get("expires_in")
        if not isinstance(access, str) or not access:
            raise self._rejected("it gave no token", "provider_rejected")
        seconds = float(lasts) if isinstance(lasts, int | float | str) and str(lasts).isdigit() else 3600.0
        return Tokens(access, refresh_token, time.now() + timedelta(seconds=min(seconds, 86_400)))

    async def _ask(
        self, method: str, url: str, form: dict[str, str] | None = None, *, access_token: str | None = None
    ) -> dict[str, Any]:
        headers = {"Accept": "application/json"}
        if access_token is not None:
            headers["Authorization"] = f"Bearer {access_token}"
        try:
            async with httpx.AsyncClient(transport=self._transport, timeout=self._timeout, verify=tls()) as client:
                answer = await client.request(method, url, data=form, headers=headers)
        except httpx.HTTPError:
            raise ProviderUnavailable(f"{self.label} does not answer. Try again in a while.") from None
        if answer.status_code >= 500 or answer.status_code == 429:
            wait = seconds_to_wait(answer) if answer.status_code == 429 else None
            raise ProviderUnavailable(f"{self.label} has trouble of its own. Try again in a while.", retry_after=wait)
        try:
            found = answer.json() if len(answer.content) <= _MOST_BYTES else None
        except ValueError:
            found = {} if answer.status_code == 200 else None
        if answer.status_code != 200 or not isinstance(found, dict):
            said = found.get("error") if isinstance(found, dict) else None
            said = said if isinstance(said, str) else ""
            ended = answer.status_code in (401, 403) or said in _ENDED
            raise self._rejected(
                "it no longer lets us in" if ended else f"it answered {answer.status_code} {said[:100]}".strip(),
                "access_ended" if ended else "provider_rejected",
            )
        return found

    def _rejected(self, why: str, code: str) -> ProviderRejected:
        return ProviderRejected(f"Asking {self.label} failed: {why}.", code=code)
