"""OpenID Connect as every provider speaks it: authorization code with PKCE, the answer a signed token."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from quintet.identity.oauth.ports import Flow
from quintet.kit import time
from quintet.kit.crypto import same_secret
from quintet.kit.errors import ProviderRejected, ProviderUnavailable
from quintet.kit.values import fold_email
from quintet.providers.vendor import tls

SCOPE = "openid email profile"
ALGORITHMS = ["RS256", "ES256"]
_KEPT = timedelta(hours=1)
_NOT_AGAIN_FOR = timedelta(minutes=1)
_LEEWAY = 60
_MOST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Configuration:
    """What the provider says of itself."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str


class OidcClient:
    """Speaks to one provider. `issuer` may hold `{tenantid}`, which each token then fills in with its `tid`."""

    def __init__(
        self,
        *,
        label: str,
        discovery_url: str,
        client_id: str,
        client_secret: str,
        transport: httpx.AsyncBaseTransport | None = None,
        timeout: float = 10.0,
    ) -> None:
        self._label = label
        self._discovery_url = discovery_url
        self._client_id = client_id
        self._client_secret = client_secret
        self._transport = transport
        self._timeout = timeout
        self._configuration: tuple[Configuration, datetime] | None = None
        self._keys: tuple[KeySet, datetime] | None = None

    async def authorize_url(self, flow: Flow, **more: str) -> str:
        """Where the browser signs in."""
        configuration = await self._configure()
        url: str = prepare_grant_uri(
            configuration.authorization_endpoint,
            client_id=self._client_id,
            response_type="code",
            redirect_uri=flow.redirect_uri,
            scope=SCOPE,
            state=flow.state,
            nonce=flow.nonce,
            code_challenge=create_s256_code_challenge(flow.verifier),
            code_challenge_method="S256",
            **more,
        )
        return url

    async def claims(self, flow: Flow, code: str) -> dict[str, Any]:
        """What the provider says of who came back, once everything about it is checked. ProviderRejected if not."""
        configuration = await self._configure()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": flow.redirect_uri,
            "client_id": self._client_id,
            "client_secret": self._client_secret,
            "code_verifier": flow.verifier,
        }
        answer = await self._json("POST", configuration.token_endpoint, form)
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise self._rejected("the answer holds no id_token")
        claims = await self._verified(configuration, token)
        self._check(configuration, claims, flow)
        return claims

    async def _configure(self) -> Configuration:
        now = time.now()
        if self._configuration is not None and self._configuration[1] > now - _KEPT:
            return self._configuration[0]
        found = await self._json("GET", self._discovery_url)
        names = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")
        if not all(isinstance(found.get(name), str) for name in names):
            raise self._rejected("its configuration is not complete")
        configuration = Configuration(**{name: found[name] for name in names})
        here = urlsplit(self._discovery_url)
        if urlsplit(configuration.issuer).netloc != here.netloc:
            raise self._rejected(f"its configuration is that of {configuration.issuer}")
        for url in (configuration.token_endpoint, configuration.jwks_uri):
            if urlsplit(url).scheme != here.scheme:
                raise self._rejected("its configuration leads to another scheme")
        self._configuration = (configuration, now)
        return configuration

    async def _verified(self, configuration: Configuration, token: str) -> dict[str, Any]:
        """The claims of a token that one of the provider's keys has signed."""
        for fresh in (False, True):
            try:
                keys = await self._load_keys(configuration, fresh=fresh)
                return dict(jwt.decode(token, keys, algorithms=ALGORITHMS).claims)
            except (JoseError, ValueError) as error:
                # Providers change their keys: an unknown one is worth another look.
                if fresh:
                    raise self._rejected(f"the token cannot be read: {error}") from None
        raise self._rejected("the token cannot be read")

    async def _load_keys(self, configuration: Configuration, *, fresh: bool) -> KeySet:
        now = time.now()
        if self._keys is not None and self._keys[1] > now - (_NOT_AGAIN_FOR if fresh else _KEPT):
            return self._keys[0]
        found = await self._json("GET", configuration.jwks_uri)
        listed = found.get("keys")
        if not isinstance(listed, list) or not all(isinstance(key, dict) for key in listed):
            raise self._rejected("its keys cannot be read")
        keys = KeySet.import_key_set({"keys": [key for key in listed if key.get("use", "sig") == "sig"]})
        self._keys = (keys, now)
        return keys

    def _check(self, configuration: Configuration, claims: dict[str, Any], flow: Flow) -> None:
        issuer = configuration.issuer.replace("{tenantid}", str(claims.get("tid", "")))
        moment = int(time.now().timestamp())
        registry = jwt.JWTClaimsRegistry(
            now=moment,
            leeway=_LEEWAY,
            iss={"essential": True, "value": issuer},
            sub={"essential": True},
            aud={"essential": True, "value": self._client_id},
            exp={"essential": True},
            iat={"essential": True},
        )
        try:
            registry.validate(claims)
        except JoseError as error:
            raise self._rejected(f"the token is not for us or not for now: {error}") from None
        if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != self._client_id:
            raise self._rejected("the token was made for another application")
        if not same_secret(str(claims.get("nonce", "")), flow.nonce):
            raise self._rejected("the token is not of this sign-in")
        if not isinstance(claims["sub"], str) or not 1 <= len(claims["sub"]) <= 255:
            raise self._rejected("the token names nobody")

    async def _json(self, method: str, url: str, form: dict[str, str] | None = None) -> dict[str, Any]:
        unavailable = ProviderUnavailable(f"{self._label} does not answer. Try again in a while.")
        try:
            async with httpx.AsyncClient(transport=self._transport, timeout=self._timeout, verify=tls()) as client:
                answer = await client.request(method, url, data=form, headers={"Accept": "application/json"})
        except httpx.HTTPError:
            raise unavailable from None
        if answer.status_code >= 500 or answer.status_code == 429:
            raise unavailable
        try:
            found = answer.json() if len(answer.content) <= _MOST_BYTES else None
        except ValueError:
            found = None
        if answer.status_code != 200 or not isinstance(found, dict):
            said = found.get("error") if isinstance(found, dict) else None
            raise self._rejected(f"it answered {answer.status_code} {said or ''}".strip())
        return found

    def _rejected(self, why: str) -> ProviderRejected:
        return ProviderRejected(f"Signing in with {self._label} failed: {why}.")


def address_of(claims: dict[str, Any]) -> str | None:
    """The e-mail address among the claims, in folded form; None when there is none that we could keep."""
    try:
        return fold_email(str(claims["email"]))
    except (KeyError, ValueError):
        return None
