"""CRM Backend's API: a bearer token, `{success, data}`. It shows no error form; ours follows its envelope."""

from quintet.dialects.dialect import Dialect, carrier
from quintet.dialects.errors import status_of
from quintet.foundation.http import Reply
from quintet.kit.errors import QuintetError


def answer(error: QuintetError) -> Reply:
    told: dict[str, object] = {"code": error.code.upper(), "message": error.message}
    if error.errors:
        told["details"] = [{"field": each.field, "message": each.message} for each in error.errors]
    return Reply.json({"success": False, "error": told}, status_of(error))


DIALECT = Dialect(name="crmbackend", title="CRM Backend", routers=(), answer=answer, carrier=carrier(), depth=0)
