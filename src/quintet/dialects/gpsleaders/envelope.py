"""GPS Leaders' conventions: `{data}`, lists `{data, pagination}`, errors `{error}`; admins and reps."""

from typing import Annotated, Any

from fastapi import Body, Query
from sqlalchemy.orm import Session

from quintet.dialects.errors import status_of
from quintet.dialects.lists import Numbered
from quintet.dialects.records import RecordFace
from quintet.foundation.access import Actor, Role
from quintet.foundation.http import Reply
from quintet.kit.errors import Conflict, Forbidden, QuintetError, Unauthenticated

Page = Annotated[int, Query(ge=1)]
Limit = Annotated[int, Query(ge=1, le=100)]
Search = Annotated[str, Query(max_length=200)]
Given = Annotated[dict[str, Any], Body()]
ROLES = {"ADMIN": Role.admin, "REP": Role.member}


def role_word(role: str) -> str:
    """Owners are admins here, and everybody else is a rep."""
    return "ADMIN" if role in (Role.owner, Role.admin) else "REP"


def admin_only(actor: Actor) -> None:
    if actor.role not in (Role.owner, Role.admin):
        raise Forbidden("This is for administrators.")


def data(content: Any, status: int = 200) -> Reply:
    return Reply.json({"data": content}, status)


def page_of(rows: list[dict[str, Any]], found: Numbered) -> Reply:
    return data_page(rows, page=found.page, limit=found.limit, total=found.total)


def data_page(rows: list[dict[str, Any]], *, page: int, limit: int, total: int) -> Reply:
    pagination = {"page": page, "limit": limit, "total": total, "totalPages": max(1, -(-total // limit))}
    return Reply.json({"data": rows, "pagination": pagination})


def listed(
    session: Session, actor: Actor, face: RecordFace, asked: list[tuple[str, str]], *, page: int, limit: int
) -> Reply:
    rows, found = face.page(session, actor, asked, page=page, limit=limit)
    return page_of(rows, found)


class KnownAddress(Conflict):
    """Somebody has this e-mail address. Both ids are null when the caller may not see them."""

    def __init__(self, conflict: Conflict, company_id: str | None) -> None:
        super().__init__(conflict.message, code=conflict.code, existing_id=conflict.existing_id)
        self.company_id = company_id


def answer(error: QuintetError) -> Reply:
    """`{error}`; what is wrong with single fields is said in it."""
    if isinstance(error, Unauthenticated) and error.code != "wrong_credentials":
        return Reply.json({"error": "Unauthorized"}, 401)
    told = "; ".join(f"{each.field}: {each.message}" for each in error.errors)
    content: dict[str, Any] = {"error": told or error.message}
    if isinstance(error, KnownAddress):
        content = {
            "error": error.message,
            "existingContactId": error.existing_id,
            "existingCompanyId": error.company_id,
        }
    return Reply.json(content, status_of(error))
