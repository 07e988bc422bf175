"""`/api/v1/sandbox/oidc`: the page on which one chooses whom to sign in as. Plain HTML without scripts."""

from html import escape
from typing import Annotated

from fastapi import Form, Path, Query
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from quintet.foundation.http import door_of
from quintet.foundation.http.routing import router
from quintet.foundation.jobs import Services
from quintet.foundation.objects.openapi import ERRORS
from quintet.identity.oauth.flows import PATH as WAY_BACK
from quintet.identity.oauth.local import pretending_allowed
from quintet.identity.oauth.ports import IdentityProvider, IdentityProviders
from quintet.kit.errors import BadRequest, Invalid, NotFound
from quintet.kit.values import fold_email
from quintet.providers.sandbox.oidc import CLIENT_ID, Authorization, Persona, SandboxIdp

routes = router("/sandbox/oidc", "Sandbox")

ProviderName = Annotated[str, Path(max_length=40)]
Text = Annotated[str, Query(max_length=500)]


@routes.get("/{provider}/authorize", response_class=HTMLResponse, responses=ERRORS)
async def ask(
    request: Request,
    provider: ProviderName,
    client_id: Text = "",
    redirect_uri: Text = "",
    response_type: Text = "",
    state: Text = "",
    nonce: Text = "",
    code_challenge: Text = "",
    code_challenge_method: Text = "",
) -> Response:
    """Ask whom to be. The real providers show their own page here."""
    chosen, _ = _pretended(request, provider)
    if response_type != "code" or code_challenge_method != "S256":
        raise BadRequest("The sandbox signs in by code, with PKCE (S256) only.", code="unsupported_flow")
    _check(request, provider, client_id, redirect_uri)
    hidden = {
        "client_id": client_id,
        "redirect_uri": redirect_uri,
        "state": state,
        "nonce": nonce,
        "code_challenge": code_challenge,
    }
    return HTMLResponse(_page(chosen.label, hidden), headers=_HEADERS)


@routes.post("/{provider}/authorize", status_code=303, response_class=Response, responses=ERRORS)
async def answer(
    request: Request,
    provider: ProviderName,
    client_id: Annotated[str, Form(max_length=500)],
    redirect_uri: Annotated[str, Form(max_length=500)],
    state: Annotated[str, Form(max_length=500)],
    nonce: Annotated[str, Form(max_length=500)],
    code_challenge: Annotated[str, Form(max_length=500)],
    email: Annotated[str, Form(max_length=320)] = "",
    name: Annotated[str, Form(max_length=200)] = "",
    unverified: Annotated[bool, Form()] = False,
    cancel: Annotated[bool, Form()] = False,
) -> Response:
    """Send the browser back as whom it chose to be."""
    door_of(request).refuse_cross_site(request)
    _, idp = _pretended(request, provider)
    _check(request, provider, client_id, redirect_uri)
    asked = Authorization(provider, client_id, redirect_uri, state, nonce, code_challenge)
    if cancel:
        return RedirectResponse(idp.deny(asked), 303)
    try:
        persona = Persona(fold_email(email), name.strip(), not unverified)
    except ValueError as error:
        raise Invalid.one("email", "invalid", str(error)) from None
    return RedirectResponse(idp.approve(asked, persona), 303)


def _pretended(request: Request, name: str) -> tuple[IdentityProvider, SandboxIdp]:
    services: Services = request.app.state.house.services
    provider = services.get(IdentityProviders).get(name)
    if provider is None or not provider.pretended or not pretending_allowed(request):
        raise NotFound("provider")
    return provider, services.get(SandboxIdp)


def _check(request: Request, provider: str, client_id: str, redirect_uri: str) -> None:
    expected = f"{str(request.base_url).rstrip('/')}{WAY_BACK}/{provider}/callback"
    if client_id != CLIENT_ID or redirect_uri != expected:
        raise BadRequest("This is not an application that the sandbox knows.", code="unknown_client")


# Chrome applies form-action to the redirect after the form as well, which leads to our own address.
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "Cache-Control": "no-store",
}


def _page(label: str, hidden: dict[str, str]) -> str:
    fields = "\n".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in hidden.items()
    )
    return _PAGE.replace("{label}", escape(label)).replace("{fields}", fields)


_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Sandbox: {label}</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 26rem; margin: 4rem auto; padding: 0 1rem; color: #1d2939 }
label { display: block; margin: 1rem 0 }
input:not([type=checkbox]) { display: block; width: 100%; box-sizing: border-box; padding: .5rem; font: inherit }
button { font: inherit; padding: .5rem 1rem; margin-right: .5rem }
small { color: #667085 }
</style></head>
<body>
<h1>Whom do you want to be?</h1>
<p>This page stands in for {label}. No password is needed, and nothing leaves this machine.</p>
<form method="post">
{fields}
<label>E-mail address <input type="email" name="email" value="somebody@example.com" required autofocus></label>
<label>Name <input name="name" value="Sam Sandbox" maxlength="200"></label>
<label><input type="checkbox" name="unverified" value="true"> {label} has not verified the address</label>
<button type="submit">Continue</button>
<button type="submit" name="cancel" value="true" formnovalidate>Cancel</button>
</form>
<p><small>Set QUINTET_GOOGLE_CLIENT_ID or QUINTET_MICROSOFT_CLIENT_ID for the real thing.</small></p>
</body></html>
"""
