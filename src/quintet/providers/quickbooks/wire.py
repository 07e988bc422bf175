"""QuickBooks Online's wire format: addresses, tokens, and its failures in our words."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import httpx
import orjson

from quintet.commerce.accounting.ports import Access, AccessExpired, Grant
from quintet.commerce.accounting.settings import AccountingSettings
from quintet.kit import time
from quintet.kit.errors import NotFound, ProviderRejected, ProviderUnavailable
from quintet.providers.vendor import seconds_to_wait, tls

Json = dict[str, Any]
_ACCEPT = {"Accept": "application/json"}
_MOST_BYTES = 20_000_000
_MINOR = "75"
"""The version of the format, which Intuit counts up."""
_NAME_TAKEN, _NUMBER_TAKEN, _GONE, _STALE = "6240", "6140", "610", "5010"


class QuickBooksWire:
    """Asks Intuit, each question on a connection of its own."""

    def __init__(self, client_id: str, client_secret: str, settings: AccountingSettings) -> None:
        self._app = httpx.BasicAuth(client_id, client_secret)
        self._settings = settings

    def token(self, form: Mapping[str, str]) -> Grant:
        """What a code or a refresh token is worth. ProviderRejected `connection_ended` when it is worth nothing."""
        asked = time.now()
        answer = self._send("POST", self._settings.quickbooks_token_url, auth=self._app, data=form)
        said = _object(answer.content)
        if answer.status_code != 200:
            if said.get("error") == "invalid_grant":
                raise ProviderRejected("QuickBooks lets us in no longer.", code="connection_ended")
            if answer.status_code == 401 or said.get("error") == "invalid_client":
                message = "QuickBooks does not know our app. Check QUINTET_QUICKBOOKS_CLIENT_ID and _SECRET."
                raise ProviderRejected(message, code="provider_key")
            raise _refused(answer.status_code, said)
        try:
            expires, refresh_expires = int(said["expires_in"]), int(said.get("x_refresh_token_expires_in") or 0)
            access_token, refresh_token = str(said["access_token"]), str(said["refresh_token"])
        except (KeyError, TypeError, ValueError):
            raise ProviderRejected("QuickBooks gave no token that we can read.") from None
        until = asked + timedelta(seconds=refresh_expires) if refresh_expires else None
        return Grant(access_token, refresh_token, asked + timedelta(seconds=expires), until)

    def revoke(self, token: str) -> None:
        answer = self._send("POST", self._settings.quickbooks_revoke_url, auth=self._app, json={"token": token})
        # A token that is no good (400) needs no giving back.
        if answer.status_code not in (200, 400):
            raise _refused(answer.status_code, _object(answer.content))

    def query(self, access: Access, entity: str, where: str) -> list[Json]:
        """Entities by its query language; `where` is all that comes after the entity's name."""
        asked = f"select * from {entity} {where}".strip()  # noqa: S608 - texts in it went through `quoted`
        said = self._books(access, "GET", "query", params={"query": asked})
        found = said.get("QueryResponse")
        rows = found.get(entity, []) if isinstance(found, dict) else []
        return [row for row in rows if isinstance(row, dict)]

    def read(self, access: Access, entity: str, id: str) -> Json:
        """One entity. NotFound."""
        return _inner(self._books(access, "GET", f"{entity.lower()}/{quote(id, safe='')}"), entity)

    def write(self, access: Access, entity: str, body: Json, *, key: str, **params: str) -> Json:
        """Create or change an entity; asked again with the same `key` it gives the same answer."""
        said = self._books(access, "POST", entity.lower(), params={**params, "requestid": key}, body=body)
        return _inner(said, entity)

    def pdf(self, access: Access, id: str) -> bytes:
        path = f"invoice/{quote(id, safe='')}/pdf"
        answer = self._ask(access, "GET", path, headers={"Accept": "application/pdf"})
        if not answer.content.startswith(b"%PDF-"):
            raise ProviderRejected("QuickBooks gave no PDF.")
        return answer.content

    def _books(
        self,
        access: Access,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        body: Json | None = None,
    ) -> Json:
        return _object(self._ask(access, method, path, params=params, json=body).content)

    def _ask(self, access: Access, method: str, path: str, **more: Any) -> httpx.Response:
        more["params"] = {**(more.get("params") or {}), "minorversion": _MINOR}
        more["headers"] = {**more.get("headers", {}), "Authorization": f"Bearer {access.token}"}
        base = self._settings.quickbooks_api_url.rstrip("/")
        answer = self._send(method, f"{base}/v3/company/{quote(access.books_id, safe='')}/{path}", **more)
        if answer.status_code == 401:
            raise AccessExpired
        if answer.status_code != 200:
            raise _refused(answer.status_code, _object(answer.content))
        return answer

    def _send(self, method: str, url: str, **more: Any) -> httpx.Response:
        try:
            with (
                httpx.Client(timeout=self._settings.quickbooks_timeout, headers=_ACCEPT, verify=tls()) as client,
                client.stream(method, url, **more) as answer,
            ):
                content = b""
                for piece in answer.iter_bytes():
                    content += piece
                    if len(content) > _MOST_BYTES:
                        raise ProviderRejected("QuickBooks' answer is too long.")
        except (httpx.HTTPError, httpx.InvalidURL):
            raise ProviderUnavailable("QuickBooks does not answer. Try again in a while.") from None
        if answer.status_code == 429:
            raise ProviderUnavailable(
                "QuickBooks is asked too often. Try again later.", retry_after=seconds_to_wait(answer)
            )
        if answer.status_code >= 500:
            raise ProviderUnavailable("QuickBooks has trouble of its own. Try again in a while.")
        return httpx.Response(answer.status_code, headers=answer.headers, content=content)


def quoted(text: str) -> str:
    """A text in its query language."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _refused(status: int, said: Json) -> Exception:
    """A fault in our words. QuickBooks writes `Fault` where its books speak and `fault` where its gateway does."""
    fault = said.get("Fault") or said.get("fault") or {}
    errors = fault.get("Error") or fault.get("error") or [] if isinstance(fault, dict) else []
    first = errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else {}
    code = str(first.get("code") or "").lstrip("0")
    detail = str(first.get("Detail") or first.get("detail") or first.get("Message") or first.get("message") or "")
    if code == _GONE or status == 404:
        return NotFound("entry")
    if code == _STALE:
        return ProviderUnavailable("Somebody is changing it in QuickBooks at this moment.", retry_after=5)
    if code == _NAME_TAKEN:
        return ProviderRejected("QuickBooks knows somebody else by this name.", code="name_taken")
    if code == _NUMBER_TAKEN:
        return ProviderRejected("QuickBooks has another invoice of this number.", code="number_taken")
    if status == 403:
        return ProviderRejected("QuickBooks does not let us into these books.", code="provider_key")
    return ProviderRejected(f"QuickBooks refused: {detail[:300] or f'it answered {status}'}")


def _object(content: bytes) -> Json:
    try:
        found = orjson.loads(content)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _inner(said: Json, entity: str) -> Json:
    found = said.get(entity)
    if not isinstance(found, dict) or "Id" not in found:
        raise ProviderRejected(f"QuickBooks gave no {entity.lower()} that we can read.")
    return found
