"""Errors as Soshogle shows them."""

from quintet.dialects.errors import sentences
from quintet.dialects.shapes import moment
from quintet.foundation.http import Reply
from quintet.kit import time
from quintet.kit.errors import NotFound, QuintetError, Unauthenticated


def answer(error: QuintetError) -> Reply:
    """`{error, code, details, timestamp}`; without a session `{error, status}`."""
    if isinstance(error, Unauthenticated):
        return Reply.json({"error": "Unauthorized", "status": 401}, 401)
    told = sentences(error)
    content = {
        "error": "Resource not found" if isinstance(error, NotFound) else error.message,
        "code": error.code.upper(),
        "details": "; ".join(told) or error.message,
        "timestamp": moment(time.now()),
    }
    return Reply.json(content, error.status)
