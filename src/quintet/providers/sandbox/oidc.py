"""A provider of identities with which everybody can be anybody. It speaks OpenID Connect like the real ones, so
signing in runs through the same code."""

import hashlib
from dataclasses import asdict, dataclass
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from quintet.kit import time
from quintet.kit.crypto import BadSignature, Keyring, same_secret

if TYPE_CHECKING:
    from joserfc.jwk import RSAKey

CLIENT_ID = "quintet"
CLIENT_SECRET = "sandbox"  # noqa: S105 - everybody may know it
ISSUER = "http://sandbox.invalid/{provider}"
CODE_LASTS = timedelta(minutes=5)
_TOKEN_LASTS = timedelta(hours=1)
_PERSONAL_TENANT = "9188040d-6c67-4c5b-b112-36a304b66dad"


@dataclass(frozen=True, slots=True)
class Authorization:
    """What the product asks when it sends a browser."""

    provider: str
    client_id: str
    redirect_uri: str
    state: str
    nonce: str
    code_challenge: str


@dataclass(frozen=True, slots=True)
class Persona:
    """Who somebody wants to be."""

    email: str
    name: str
    email_verified: bool = True


class SandboxIdp:
    """The provider itself. Keeps nothing: a code carries what it is worth, signed."""

    def __init__(self, keyring: Keyring, *, issuer: str = ISSUER) -> None:
        self._codes = keyring.signer("sandbox identity codes")
        self._issuer = issuer

    @cached_property
    def _key(self) -> "RSAKey":
        from joserfc.jwk import RSAKey  # loads much, and few installations need it

        return RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"}, auto_kid=True)

    def issuer(self, provider: str) -> str:
        return self._issuer.replace("{provider}", provider)

    def approve(self, asked: Authorization, persona: Persona) -> str:
        """Where to send the browser back to, with a code for who it chose to be."""
        worth = {**asdict(asked), **asdict(persona)}
        code = self._codes.sign(orjson.dumps(worth).decode(), CODE_LASTS)
        return _back(asked, code=code)

    def deny(self, asked: Authorization) -> str:
        """Where to send a browser back to that cancelled."""
        return _back(asked, error="access_denied")

    def configuration(self, provider: str) -> dict[str, Any]:
        issuer = self.issuer(provider)
        return {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}/token",
            "jwks_uri": f"{issuer}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def keys(self) -> dict[str, Any]:
        return {"keys": [self._key.as_dict(private=False)]}

    def exchange(self, provider: str, form: dict[str, str]) -> dict[str, Any] | None:
        """The answer to a code; None when anything about it doesn't fit."""
        from authlib.oauth2.rfc7636 import create_s256_code_challenge

        try:
            worth = orjson.loads(self._codes.read(form.get("code", "")))
        except BadSignature:
            return None
        fits = (
            worth["provider"] == provider
            and form.get("grant_type") == "authorization_code"
            and worth["client_id"] == form.get("client_id") == CLIENT_ID
            and same_secret(form.get("client_secret", ""), CLIENT_SECRET)
            and worth["redirect_uri"] == form.get("redirect_uri")
            and worth["code_challenge"] == create_s256_code_challenge(form.get("code_verifier", ""))
        )
        if not fits:
            return None
        return {"access_token": "sandbox", "token_type": "Bearer", "id_token": self._id_token(provider, worth)}

    def _id_token(self, provider: str, worth: dict[str, Any]) -> str:
        now = time.now()
        claims = {
            "iss": self.issuer(provider),
            "aud": CLIENT_ID,
            "sub": hashlib.sha256(f"{provider}\n{worth['email']}".encode()).hexdigest()[:32],
            "iat": int(now.timestamp()),
            "exp": int((now + _TOKEN_LASTS).timestamp()),
            "nonce": worth["nonce"],
            "email": worth["email"],
            "email_verified": worth["email_verified"],
            "name": worth["name"],
            # What Microsoft says in place of email_verified.
            "tid": _PERSONAL_TENANT if worth["email_verified"] else "00000000-0000-0000-0000-000000000000",
        }
        from joserfc import jwt

        return jwt.encode({"alg": "RS256", "kid": self._key.kid}, claims, self._key)


def wire(idp: SandboxIdp) -> Starlette:
    """The provider's side of the wire: what the product asks it, not what browsers see."""

    async def configuration(request: Request) -> Response:
        return JSONResponse(idp.configuration(request.path_params["provider"]))

    async def keys(_: Request) -> Response:
        return JSONResponse(idp.keys())

    async def token(request: Request) -> Response:
        form = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
        answer = idp.exchange(request.path_params["provider"], form)
        return JSONResponse(answer or {"error": "invalid_grant"}, 200 if answer else 400)

    return Starlette(
        routes=[
            Route("/{provider}/.well-known/openid-configuration", configuration),
            Route("/{provider}/keys", keys),
            Route("/{provider}/token", token, methods=["POST"]),
        ]
    )


def _back(asked: Authorization, **values: str) -> str:
    joint = "&" if "?" in asked.redirect_uri else "?"
    return f"{asked.redirect_uri}{joint}{urlencode({**values, 'state': asked.state})}"
