"""The adapters of Google's and Microsoft's mailboxes, at a server that speaks their format."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from quintet.kit.errors import ProviderRejected, ProviderUnavailable
from quintet.messaging.mail_accounts.ports import Journey
from quintet.providers.google.mailbox import GOOGLE
from quintet.providers.microsoft.mailbox import microsoft
from quintet.providers.oidc.mailboxes import MailHostSpec, OAuthMailHost

JOURNEY = Journey("the state", "a verifier that is long enough for anybody", "https://crm.example/back", "a@b.example")
SPECS = pytest.mark.parametrize("spec", [GOOGLE, microsoft("common")], ids=["google", "microsoft"])
Answers = Callable[[httpx.Request], httpx.Response]


def host(spec: MailHostSpec, answers: Answers) -> OAuthMailHost:
    return OAuthMailHost(spec, "our id", "our secret", transport=httpx.MockTransport(answers))


@SPECS
def test_where_somebody_lets_us_in(spec: MailHostSpec) -> None:
    url = urlsplit(host(spec, lambda _: httpx.Response(500)).connect_url(JOURNEY))
    asked = {name: values[0] for name, values in parse_qs(url.query).items()}
    assert (url.scheme, asked["client_id"], asked["state"]) == ("https", "our id", "the state")
    assert (asked["redirect_uri"], asked["login_hint"]) == (JOURNEY.redirect_uri, "a@b.example")
    assert asked["code_challenge_method"] == "S256"
    assert JOURNEY.verifier not in url.query
    scopes = asked["scope"].split()
    assert ("https://www.googleapis.com/auth/gmail.modify" in scopes) or ("Mail.ReadWrite" in scopes)
    assert asked.get("access_type") == "offline" or "offline_access" in scopes


@SPECS
@pytest.mark.anyio
async def test_a_code_becomes_a_mailbox(spec: MailHostSpec) -> None:
    asked: list[httpx.Request] = []

    def answers(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        if str(request.url) == spec.token_url:
            return httpx.Response(200, json={"access_token": "in", "refresh_token": "again", "expires_in": 3599})
        if str(request.url) == spec.profile_url and request.headers["authorization"] == "Bearer in":
            return httpx.Response(
                200, json={"email": "Ann@B.example", "mail": "Ann@B.example", "name": "Ann", "displayName": "Ann"}
            )
        return httpx.Response(200)

    there = host(spec, answers)
    tokens = await there.grant("the code", JOURNEY)
    form = parse_qs(asked[0].content.decode())
    assert (form["code"], form["code_verifier"], form["client_secret"]) == (
        ["the code"],
        [JOURNEY.verifier],
        ["our secret"],
    )
    assert (tokens.access_token, tokens.refresh_token) == ("in", "again")
    mailbox = await there.mailbox(tokens.access_token)
    assert (mailbox.address, mailbox.name) == ("ann@b.example", "Ann")
    assert (await there.renew("again")).refresh_token == "again"
    await there.revoke("again")
    given_back = [str(request.url) for request in asked if str(request.url) == spec.revoke_url]
    assert len(given_back) == (1 if spec.revoke_url else 0)


@pytest.mark.anyio
async def test_what_goes_wrong_is_told() -> None:
    def failing(status: int, body: object) -> OAuthMailHost:
        return host(GOOGLE, lambda _: httpx.Response(status, json=body))

    with pytest.raises(ProviderRejected) as ended:
        await failing(400, {"error": "invalid_grant"}).renew("x")
    assert ended.value.code == "access_ended"
    with pytest.raises(ProviderRejected) as refused:
        await failing(400, {"error": "invalid_client"}).renew("x")
    assert refused.value.code == "provider_rejected"
    with pytest.raises(ProviderRejected):
        await failing(200, {"access_token": "in"}).grant("code", JOURNEY)
    with pytest.raises(ProviderRejected):
        await failing(200, {"email": "nonsense"}).mailbox("in")
    for status in (500, 429):
        with pytest.raises(ProviderUnavailable):
            await failing(status, {}).renew("x")

    def down(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no route")

    with pytest.raises(ProviderUnavailable):
        await host(GOOGLE, down).renew("x")
