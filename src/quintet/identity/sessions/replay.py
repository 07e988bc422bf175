"""Answers that show a secret once: a repeated `Idempotency-Key` gets the answer again, but not the secret."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of, idempotency


@dataclass(frozen=True, slots=True)
class ShownOnce:
    """What is answered now, and what is kept for a repetition."""

    now: Reply
    later: Reply


async def write_shown_once(request: Request, work: Callable[[Session, Actor], ShownOnce]) -> Response:
    """`Door.write` for such answers, so that no secret lies in the table of kept answers."""
    door = door_of(request)
    credentials = door.credentials(request)
    key = request.headers.get("idempotency-key")
    print_ = idempotency.fingerprint(request.method, request.url.path, "", await request.body()) if key else ""

    def whole(session: Session) -> Reply:
        actor = door.enter(session, credentials)
        claimed = idempotency.claim(session, actor, key, print_) if key is not None else None
        if isinstance(claimed, Reply):
            return claimed
        answer = work(session, actor)
        if claimed is not None:
            idempotency.keep(claimed, answer.later)
        return answer.now

    return (await door.db.write(whole)).response()
