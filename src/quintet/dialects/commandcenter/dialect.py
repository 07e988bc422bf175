"""The Command Center's API: a session cookie or a bearer token, errors `{error, details?}`."""

from quintet.dialects.dialect import Dialect, carrier
from quintet.dialects.errors import sentences, status_of
from quintet.foundation.http import Reply
from quintet.foundation.http.door import SESSION_COOKIE
from quintet.kit.errors import QuintetError, Unauthenticated


def answer(error: QuintetError) -> Reply:
    content: dict[str, object] = {
        "error": "Unauthorized" if isinstance(error, Unauthenticated) else error.message,
        **error.details,
    }
    if told := sentences(error):
        content["details"] = told
    return Reply.json(content, status_of(error))


DIALECT = Dialect(
    name="commandcenter",
    title="Command Center",
    routers=(),
    answer=answer,
    carrier=carrier(cookie=SESSION_COOKIE),
    depth=1,
)
