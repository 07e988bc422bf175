"""CRM Backend's envelopes, pages and roles."""

from typing import Annotated, Any

from fastapi import Body, Query

from quintet.dialects.errors import status_of
from quintet.dialects.lists import Numbered
from quintet.foundation.access import Role
from quintet.foundation.http import Reply
from quintet.kit.errors import QuintetError

Page = Annotated[int, Query(ge=1)]
PageSize = Annotated[int, Query(alias="pageSize", ge=1, le=100)]
Given = Annotated[dict[str, Any], Body()]
"""A body whose fields the reference leaves to its Swagger page: ours in camelCase."""

_WORDS = {Role.owner: "owner", Role.admin: "owner", Role.manager: "manager", Role.member: "staff"}
ROLES = {"owner": Role.owner, "manager": Role.manager, "staff": Role.member}


def role_word(role: str) -> str:
    """Administrators may do here what owners do."""
    return _WORDS[Role(role)]


def success(data: Any, status: int = 200) -> Reply:
    return Reply.json({"success": True, "data": data}, status)


def page_of(name: str, rows: list[dict[str, Any]], found: Numbered) -> Reply:
    """A page of a list; `meta` is inside `data`."""
    pagination = {"page": found.page, "total": found.total, "totalPages": found.pages}
    return success({name: rows, "meta": {"pagination": pagination}})


def answer(error: QuintetError) -> Reply:
    """The reference shows no error form; ours follows its envelope."""
    told: dict[str, object] = {"code": error.code.upper(), "message": error.message}
    if error.errors:
        told["details"] = [{"field": each.field, "message": each.message} for each in error.errors]
    return Reply.json({"success": False, "error": told}, status_of(error))
