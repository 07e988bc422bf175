"""Errors as RFC 9457 problem documents."""

from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Any

import orjson
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from quintet.kit.errors import BadRequest, FieldError, Invalid, ProviderUnavailable, QuintetError, TooMany

_CODES = {404: "not_found", 405: "method_not_allowed", 413: "too_large", 415: "unsupported_media_type"}


def problem(
    status: int,
    code: str,
    message: str,
    *,
    request_id: str | None = None,
    errors: Sequence[FieldError] = (),
    details: dict[str, Any] | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    """An `application/problem+json` answer."""
    content: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": message,
        "errors": [{"field": e.field, "code": e.code, "message": e.message} for e in errors],
        "request_id": request_id,
        **(details or {}),
    }
    return Response(orjson.dumps(content), status, headers, "application/problem+json")


def request_id_of(request: Request) -> str | None:
    return getattr(request.state, "request_id", None)


def of_error(error: QuintetError, request_id: str | None) -> Response:
    headers: dict[str, str] = {}
    if error.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, TooMany | ProviderUnavailable) and error.retry_after is not None:
        headers["Retry-After"] = str(error.retry_after)
    return problem(
        error.status,
        error.code,
        error.message,
        request_id=request_id,
        errors=error.errors,
        details=dict(error.details),
        headers=headers,
    )


def unexpected(request_id: str | None) -> Response:
    """The answer when something broke that nobody foresaw."""
    return problem(
        500,
        "internal_error",
        "Something went wrong on our side. Nothing was changed. Quote the request id when you ask for help.",
        request_id=request_id,
    )


def from_pydantic(errors: Iterable[Any], skip: int = 0) -> Invalid:
    """Pydantic's list of errors as ours; `skip` leading parts of each place are left out (`body`)."""
    found = []
    for error in errors:
        place = [str(part) for part in error["loc"][skip:]]
        found.append(FieldError(".".join(place) or "body", str(error["type"]), str(error["msg"])[:300]))
    return Invalid(found[:50])


def from_request(error: RequestValidationError) -> QuintetError:
    """What was wrong with a request that FastAPI could not read: BadRequest when it is no JSON, else Invalid."""
    errors = error.errors()
    if any(each["type"] == "json_invalid" for each in errors):
        return BadRequest("The body is not valid JSON.", code="malformed_json")
    # The first part of each place says body, query or path.
    return from_pydantic(errors, skip=1)


def install(app: FastAPI) -> None:
    """Make an application answer every error as a problem document."""

    async def quintet_error(request: Request, error: Exception) -> Response:
        if not isinstance(error, QuintetError):
            raise error
        return of_error(error, request_id_of(request))

    async def validation_error(request: Request, error: Exception) -> Response:
        if not isinstance(error, RequestValidationError):
            raise error
        return of_error(from_request(error), request_id_of(request))

    async def http_error(request: Request, error: Exception) -> Response:
        if not isinstance(error, HTTPException):
            raise error
        if isinstance(error.__cause__, QuintetError):  # what reading the body raised, in FastAPI's wrapping
            return of_error(error.__cause__, request_id_of(request))
        code = _CODES.get(error.status_code, "http_error")
        headers = dict(error.headers) if error.headers else None
        return problem(error.status_code, code, str(error.detail), request_id=request_id_of(request), headers=headers)

    app.add_exception_handler(QuintetError, quintet_error)
    app.add_exception_handler(RequestValidationError, validation_error)
    app.add_exception_handler(HTTPException, http_error)
