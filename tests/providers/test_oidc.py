"""Google's and Microsoft's adapters against a server on the loopback interface that speaks OpenID Connect."""

import asyncio
import hmac
import socket
import threading
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import uvicorn
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from quintet.identity.oauth.ports import Flow, IdentityProvider, OutsideIdentity
from quintet.kit import time
from quintet.kit.errors import ProviderRejected, ProviderUnavailable
from quintet.providers.google.identity import GoogleIdentity
from quintet.providers.microsoft.identity import MicrosoftIdentity

TENANT = "11111111-2222-3333-4444-555555555555"
PERSONAL = "9188040d-6c67-4c5b-b112-36a304b66dad"
FLOW = Flow(state="s" * 43, nonce="n" * 43, verifier="v" * 64, redirect_uri="http://127.0.0.1:8000/back")
DISCOVERY = "/.well-known/openid-configuration"
KEY, OTHER_KEY = (RSAKey.generate_key(2048, {"use": "sig"}, auto_kid=True) for _ in range(2))


class Server:
    """Says what the test wants it to say."""

    def __init__(self) -> None:
        self.url = ""
        self.app = Starlette(
            routes=[
                Route("/{tenant}" + DISCOVERY, self._configuration),
                Route("/keys", self._keys),
                Route("/token", self._token, methods=["POST"]),
            ]
        )

    def begin(self) -> None:
        """Forget what the test before wanted."""
        self.key = self.published = KEY
        self.issuer = ""
        self.changes: dict[str, Any] = {}
        self.signer: tuple[dict[str, str], RSAKey] | None = None
        self.answers: dict[str, Response] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []

    def times(self, path: str) -> int:
        return sum(1 for asked, _ in self.asked if asked == path)

    async def _configuration(self, request: Request) -> Response:
        return self._answer("configuration", {}) or JSONResponse(
            {
                "issuer": self.issuer or f"{self.url}/common",
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/keys",
            }
        )

    async def _keys(self, _: Request) -> Response:
        keys = [self.published.as_dict(private=False)]
        # Real providers publish keys for other uses too.
        return self._answer("keys", {}) or JSONResponse({"keys": [*keys, {"kty": "oct", "k": "AA", "use": "enc"}]})

    async def _token(self, request: Request) -> Response:
        form = {name: str(value) for name, value in (await request.form()).items()}
        return self._answer("token", form) or JSONResponse({"access_token": "a", "id_token": self.id_token()})

    def _answer(self, path: str, form: dict[str, str]) -> Response | None:
        self.asked.append((path, form))
        return self.answers.get(path)

    def id_token(self) -> str:
        now = int(time.now().timestamp())
        claims = {
            "iss": f"{self.url}/common",
            "aud": "client",
            "sub": "account-1",
            "iat": now,
            "exp": now + 3600,
            "nonce": FLOW.nonce,
            "email": "Ann@Example.com",
            "email_verified": True,
            "name": "Ann",
            **self.changes,
        }
        header, key = self.signer or ({"alg": "RS256", "kid": str(self.key.kid)}, self.key)
        given = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(header, given, key, algorithms=[header["alg"]])


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    made = Server()
    # It listens already, so that a test that is quicker than the server's thread waits instead of being refused.
    with socket.create_server(("127.0.0.1", 0)) as listener:
        made.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        served = uvicorn.Server(uvicorn.Config(made.app, log_level="error", ws="none"))
        thread = threading.Thread(target=served.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield made
        finally:
            served.should_exit = True
            thread.join()


@pytest.fixture
def server(running: Server) -> Server:
    running.begin()
    return running


@pytest.fixture
def google(server: Server) -> GoogleIdentity:
    return GoogleIdentity("client", "se&cret", discovery_url=f"{server.url}/common{DISCOVERY}")


@pytest.fixture
def microsoft(server: Server) -> MicrosoftIdentity:
    server.issuer = server.url + "/{tenantid}/v2.0"
    server.changes = {"iss": f"{server.url}/{TENANT}/v2.0", "tid": TENANT, "email_verified": None}
    return MicrosoftIdentity("client", "secret", discovery_url=server.url + "/{tenant}" + DISCOVERY)


def identify(provider: IdentityProvider) -> OutsideIdentity:
    return asyncio.run(provider.identify(FLOW, "the-code"))


class TestGoogle:
    def test_sends_the_browser(self, google: GoogleIdentity, server: Server) -> None:
        url = urlsplit(asyncio.run(google.authorize_url(FLOW)))
        assert url.path == "/authorize"
        assert {name: values[0] for name, values in parse_qs(url.query).items()} == {
            "client_id": "client",
            "response_type": "code",
            "redirect_uri": FLOW.redirect_uri,
            "scope": "openid email profile",
            "state": FLOW.state,
            "nonce": FLOW.nonce,
            "code_challenge": create_s256_code_challenge(FLOW.verifier),
            "code_challenge_method": "S256",
            "prompt": "select_account",
        }

    def test_identifies(self, google: GoogleIdentity, server: Server) -> None:
        assert identify(google) == OutsideIdentity("account-1", "ann@example.com", True, "Ann")
        assert (
            "token",
            {
                "grant_type": "authorization_code",
                "code": "the-code",
                "redirect_uri": FLOW.redirect_uri,
                "client_id": "client",
                "client_secret": "se&cret",
                "code_verifier": FLOW.verifier,
            },
        ) in server.asked

    @pytest.mark.parametrize("verified", [False, None, "false", 1.5])
    def test_an_address_that_is_not_verified(self, google: GoogleIdentity, server: Server, verified: object) -> None:
        server.changes = {"email_verified": verified}
        assert identify(google).email_verified is False

    def test_no_address(self, google: GoogleIdentity, server: Server) -> None:
        for email in (None, "", "nonsense", 7):
            server.changes = {"email": email}
            assert identify(google).email is None


class TestMicrosoft:
    def test_the_issuer_is_the_accounts_tenant(self, microsoft: MicrosoftIdentity, server: Server) -> None:
        found = identify(microsoft)
        assert (found.subject, found.email) == ("account-1", "ann@example.com")
        server.changes["iss"] = f"{server.url}/another/v2.0"
        with pytest.raises(ProviderRejected):
            identify(microsoft)

    @pytest.mark.parametrize(
        ("claims", "verified"),
        [
            ({}, False),
            ({"email_verified": True}, False),
            ({"xms_edov": True}, True),
            ({"xms_edov": "1"}, True),
            ({"xms_edov": False}, False),
            ({"xms_edov": "0"}, False),
        ],
    )
    def test_a_companys_address_counts_only_when_its_domain_is_proved(
        self, microsoft: MicrosoftIdentity, server: Server, claims: dict[str, Any], verified: bool
    ) -> None:
        server.changes |= claims
        assert identify(microsoft).email_verified is verified

    def test_a_personal_account(self, microsoft: MicrosoftIdentity, server: Server) -> None:
        server.changes |= {"iss": f"{server.url}/{PERSONAL}/v2.0", "tid": PERSONAL}
        assert identify(microsoft).email_verified is True

    def test_answers_in_the_query(self, microsoft: MicrosoftIdentity) -> None:
        assert "response_mode=query" in asyncio.run(microsoft.authorize_url(FLOW))


class TestToken:
    @pytest.mark.parametrize(
        "changes",
        [
            {"iss": "http://127.0.0.1:1/common"},
            {"iss": None},
            {"aud": "another"},
            {"aud": ["client", "another"]},
            {"aud": ["client", "another"], "azp": "another"},
            {"aud": None},
            {"sub": None},
            {"sub": ""},
            {"sub": 5},
            {"sub": "x" * 256},
            {"nonce": "another"},
            {"nonce": None},
            {"exp": 1},
            {"exp": None},
            {"iat": 99_999_999_999},
            {"nbf": 99_999_999_999},
        ],
    )
    def test_whatever_does_not_fit_is_refused(
        self, google: GoogleIdentity, server: Server, changes: dict[str, Any]
    ) -> None:
        server.changes = changes
        with pytest.raises(ProviderRejected):
            identify(google)

    def test_for_several_audiences_of_whom_we_asked(self, google: GoogleIdentity, server: Server) -> None:
        server.changes = {"aud": ["client", "another"], "azp": "client"}
        assert identify(google).subject == "account-1"

    def test_small_differences_of_clocks_are_borne(self, google: GoogleIdentity, server: Server) -> None:
        now = int(time.now().timestamp())
        server.changes = {"iat": now + 30, "exp": now - 30}
        assert identify(google).subject == "account-1"

    def test_signed_by_somebody_else(self, google: GoogleIdentity, server: Server) -> None:
        server.signer = ({"alg": "RS256", "kid": str(server.key.kid)}, OTHER_KEY)
        with pytest.raises(ProviderRejected):
            identify(google)

    def test_signed_with_the_public_key_as_a_password(self, google: GoogleIdentity, server: Server) -> None:
        head, body, _ = server.id_token().split(".")
        head = urlsafe_b64encode(b'{"alg":"HS256"}').decode().rstrip("=")
        mac = hmac.digest(server.key.as_pem(private=False), f"{head}.{body}".encode(), "sha256")
        token = f"{head}.{body}.{urlsafe_b64encode(mac).decode().rstrip('=')}"
        server.answers["token"] = JSONResponse({"id_token": token})
        with pytest.raises(ProviderRejected):
            identify(google)

    def test_not_signed(self, google: GoogleIdentity, server: Server) -> None:
        server.answers["token"] = JSONResponse({"id_token": "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0."})
        with pytest.raises(ProviderRejected):
            identify(google)

    @pytest.mark.parametrize("token", [None, "", "x", "a.b.c", 5])
    def test_none_at_all(self, google: GoogleIdentity, server: Server, token: object) -> None:
        server.answers["token"] = JSONResponse({"id_token": token})
        with pytest.raises(ProviderRejected):
            identify(google)


class TestKeys:
    def test_are_kept_for_a_while(self, google: GoogleIdentity, server: Server) -> None:
        for _ in range(3):
            identify(google)
        assert (server.times("configuration"), server.times("keys")) == (1, 1)
        later = time.now() + timedelta(hours=1, seconds=1)
        with time.clock(lambda: later):
            identify(google)
        assert (server.times("configuration"), server.times("keys")) == (2, 2)

    def test_a_new_one_is_looked_for(self, google: GoogleIdentity, server: Server) -> None:
        identify(google)
        server.key = server.published = OTHER_KEY
        later = time.now() + timedelta(minutes=2)
        with time.clock(lambda: later):
            assert identify(google).subject == "account-1"
            assert server.times("keys") == 2

    def test_but_not_at_every_forged_token(self, google: GoogleIdentity, server: Server) -> None:
        server.signer = ({"alg": "RS256", "kid": str(OTHER_KEY.kid)}, OTHER_KEY)
        for _ in range(5):
            with pytest.raises(ProviderRejected):
                identify(google)
        assert server.times("keys") == 1


class TestAnswers:
    @pytest.mark.parametrize("path", ["configuration", "keys", "token"])
    @pytest.mark.parametrize("status", [500, 503, 429])
    def test_not_now(self, google: GoogleIdentity, server: Server, path: str, status: int) -> None:
        server.answers[path] = Response("busy", status)
        with pytest.raises(ProviderUnavailable):
            identify(google)

    @pytest.mark.parametrize("path", ["configuration", "keys", "token"])
    @pytest.mark.parametrize(
        "answer",
        [
            lambda: JSONResponse({"error": "invalid_grant"}, 400),
            lambda: Response("<html>", 200),
            lambda: JSONResponse([]),
            lambda: JSONResponse({}),
            lambda: JSONResponse({"keys": "x", "issuer": 5}),
            lambda: Response("x" * 1_000_001),
        ],
    )
    def test_nonsense(self, google: GoogleIdentity, server: Server, path: str, answer: Callable[[], Response]) -> None:
        server.answers[path] = answer()
        with pytest.raises(ProviderRejected):
            identify(google)

    def test_a_configuration_of_somebody_else(self, google: GoogleIdentity, server: Server) -> None:
        server.issuer = "https://evil.example"
        with pytest.raises(ProviderRejected):
            identify(google)

    def test_nobody_there(self) -> None:
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            port = listener.getsockname()[1]
        nobody = GoogleIdentity("client", "secret", discovery_url=f"http://127.0.0.1:{port}{DISCOVERY}")
        with pytest.raises(ProviderUnavailable):
            identify(nobody)
