"""GPS Leaders' API: a bearer token, then the cookie `token`; errors `{error}`."""

from quintet.dialects.dialect import Dialect, carrier
from quintet.dialects.errors import status_of
from quintet.foundation.http import Reply
from quintet.kit.errors import QuintetError, Unauthenticated

COOKIE = "token"


def answer(error: QuintetError) -> Reply:
    content = {"error": "Unauthorized" if isinstance(error, Unauthenticated) else error.message}
    return Reply.json(content, status_of(error))


DIALECT = Dialect(
    name="gpsleaders", title="GPS Leaders CRM", routers=(), answer=answer, carrier=carrier(cookie=COOKIE), depth=1
)
