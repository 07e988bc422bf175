"""Writing what a file that has just come in is for."""

from collections.abc import Callable

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.foundation.access import Actor
from quintet.foundation.files.blobs import Blob, FileStore
from quintet.foundation.http import Reply, door_of
from quintet.kit.errors import QuintetError


async def write_blob(
    request: Request, store: FileStore, blob: Blob, said: bytes, work: Callable[[Session, Actor], Reply]
) -> Response:
    """`Door.write` for work that gives a blob its row; the bytes go again when it gets none."""
    done = False

    def once(session: Session, actor: Actor) -> Reply:
        nonlocal done
        done = True
        return work(session, actor)

    try:
        answer = await door_of(request).write(request, once, said=said)
    except QuintetError:
        # Surely rolled back. Any other failure may have come after the commit, so there the sweep decides.
        store.discard(blob.key)
        raise
    if not done:
        store.discard(blob.key)
    return answer
