"""What surrounds every request: its id, security headers, rate limit, metrics and log line. One pure ASGI layer."""

import hashlib
import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from time import perf_counter

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from quintet.foundation.http import problems
from quintet.foundation.http.door import SESSION_COOKIE
from quintet.foundation.ratelimits import Policy, RateLimit, RateLimiter
from quintet.kit.errors import BadRequest, QuintetError, TooMany
from quintet.kit.ids import new_id

log = logging.getLogger("quintet.http")

_REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{8,80}\Z")
_FORBIDDEN_IN_URL = re.compile(rb"%00|[\x00-\x20\x7f]", re.IGNORECASE)
_UNLIMITED = ("/healthz", "/readyz", "/metrics", "/assets/")
_ENDLESS = ("/api/v1/events/stream",)
_HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
_POLICY = {
    "default-src": "'self'",
    "img-src": "'self' data: blob: https:",
    "style-src": "'self' 'unsafe-inline'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "form-action": "'self'",
}


def content_policy(allowed: Mapping[str, str] | None = None) -> str:
    """The content security policy of our pages; `allowed` says what a page may load besides our own, by directive."""
    further = {name: f"'self' {sources}" for name, sources in (allowed or {}).items()}
    return "; ".join(f"{name} {sources}" for name, sources in {**_POLICY, **further}.items())


_CSP = (b"content-security-policy", content_policy().encode())
_HSTS = (b"strict-transport-security", b"max-age=31536000")

Observe = Callable[[str, str, int, float], None]
"""Told of each request: method, route template, status, seconds."""

Answer = Callable[[Scope, QuintetError], Awaitable[Response]]
"""Gives an error in the form of the face that a request is for."""


async def as_problem(scope: Scope, error: QuintetError) -> Response:
    return problems.of_error(error, (scope.get("state") or {}).get("request_id"))


class Surroundings:
    """Wraps the application; `observe` feeds the metrics, `answer` gives the errors found here."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        limiter: RateLimiter,
        per_minute: int,
        https: bool,
        observe: Observe | None = None,
        answer: Answer = as_problem,
    ) -> None:
        self._app = app
        self._answer = answer
        self._limiter = limiter
        self._policy = Policy("requests", per_minute, 60.0)
        self._headers = (*_HEADERS, _HSTS) if https else _HEADERS
        self._observe = observe

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = perf_counter()
        headers = dict(scope["headers"])
        given = headers.get(b"x-request-id", b"")
        request_id = given if _REQUEST_ID.match(given) else new_id().encode()
        scope.setdefault("state", {})["request_id"] = request_id.decode()
        status = 500
        begun = False
        limit: RateLimit | None = None

        async def surrounded(message: Message) -> None:
            nonlocal status, begun
            if message["type"] == "http.response.start":
                status, begun = message["status"], True
                own = message.setdefault("headers", [])
                own.append((b"x-request-id", request_id))
                own.extend(self._headers)
                if not any(name == b"content-security-policy" for name, _ in own):
                    own.append(_CSP)
                if limit is not None:
                    known = {name for name, _ in own}
                    for name, value in limit.headers.items():
                        if name.lower().encode() not in known:
                            own.append((name.lower().encode(), value.encode()))
            await send(message)

        try:
            if not scope["path"].startswith(_UNLIMITED):
                limit = self._limiter.take(self._policy, _subject(scope, headers))
            refused = _refusal(scope, limit)
            if refused is None:
                await self._app(scope, receive, surrounded)
            else:
                answer = await self._answer(scope, refused)
                await answer(scope, receive, surrounded)
        except Exception:
            log.exception("unexpected error in %s %s id=%s", scope["method"], scope["path"], request_id.decode())
            if begun:
                raise
            await problems.unexpected(request_id.decode())(scope, receive, surrounded)
        finally:
            seconds = perf_counter() - started
            route = getattr(scope.get("route"), "path", "") or "unmatched"
            # A stream's life is no answer's time.
            if self._observe is not None and scope["path"] not in _ENDLESS:
                self._observe(scope["method"], route, status, seconds)
            if log.isEnabledFor(logging.INFO):
                # Search words and tokens stay out of the log: no query, and no path that bears a secret.
                shown = route if "{token}" in route or "{key}" in route else scope["path"]
                log.info("%s %s %d %.1fms id=%s", scope["method"], shown, status, seconds * 1000, request_id.decode())


def _refusal(scope: Scope, limit: RateLimit | None) -> QuintetError | None:
    if _FORBIDDEN_IN_URL.search(scope.get("raw_path") or b"") or _FORBIDDEN_IN_URL.search(scope["query_string"]):
        return BadRequest("The address holds forbidden characters.", code="bad_address")
    if limit is not None and not limit.allowed:
        return TooMany("Too many requests. Slow down a little.", retry_after=limit.retry_after)
    return None


def _subject(scope: Scope, headers: Mapping[bytes, bytes]) -> str:
    """Whom a request counts for: its credentials, else its client's address."""
    token = headers.get(b"authorization") or headers.get(b"x-api-key")
    if token is None and SESSION_COOKIE.encode() in headers.get(b"cookie", b""):
        token = Request(scope).cookies.get(SESSION_COOKIE, "").encode()
    if token:
        return hashlib.blake2b(token, digest_size=12).hexdigest()
    client = scope.get("client")
    return client[0] if client else "unknown"
