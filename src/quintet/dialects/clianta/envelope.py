"""Clianta's conventions, chosen where the reference shows nothing: `{data}`, lists `{data, pagination}`."""

from typing import Annotated, Any

from fastapi import Body, Query
from sqlalchemy.orm import Session
from starlette.requests import Request

from quintet.dialects.errors import sentences, status_of
from quintet.dialects.records import RecordFace
from quintet.foundation.access import Actor
from quintet.foundation.http import Reply
from quintet.kit.errors import QuintetError

Page = Annotated[int, Query(ge=1)]
Limit = Annotated[int, Query(ge=1, le=100)]
Given = Annotated[dict[str, Any], Body()]
"""Our fields in camelCase."""
WORKSPACE = "/api/workspaces/{workspaceId}"
_RESERVED = {"page", "limit", "search", "sort"}


def data(content: Any, status: int = 200) -> Reply:
    return Reply.json({"data": content}, status)


def listed(
    session: Session,
    actor: Actor,
    records: RecordFace,
    request: Request,
    *more: tuple[str, str],
    page: int,
    limit: int,
    sort: str = "-createdAt",
) -> Reply:
    """A page of records: `search`, `sort` (`-value`) and every field as a filter, as the canonical API takes them."""
    query = request.query_params
    asked = records.filters((name, value) for name, value in query.multi_items() if name not in _RESERVED)
    wanted = query.get("sort") or sort
    (order, _), *_ = records.filters([(wanted.removeprefix("-"), "")])
    asked += [("sort", "-" * wanted.startswith("-") + order), ("q", query.get("search", "")[:200]), *more]
    rows, found = records.page(session, actor, asked, page=page, limit=limit)
    pagination = {"page": page, "limit": limit, "total": found.total, "pages": found.pages}
    return Reply.json({"data": rows, "pagination": pagination})


def answer(error: QuintetError) -> Reply:
    content: dict[str, object] = {"error": error.code, "message": error.message}
    if told := sentences(error):
        content["details"] = told
    return Reply.json(content, status_of(error))
