"""The OpenAPI document of a dialect: from its routes, with what its contract says of each operation."""

from collections.abc import Mapping
from typing import Any

import orjson
from fastapi import FastAPI
from fastapi.routing import APIRoute

from quintet.dialects.contract import Operation, contract
from quintet.dialects.dialect import Dialect


def document(dialect: Dialect, app: FastAPI) -> dict[str, Any]:
    """The document, made once, in one thread at a time; takes long. Its server is the dialect's own path."""
    if app.openapi_schema is not None:
        return app.openapi_schema
    made = app.openapi()
    made["servers"] = [{"url": f"/{dialect.name}"}]
    operations = contract(dialect.name)
    for methods in made["paths"].values():
        for described in methods.values():
            known = operations.get(described.get("operationId", ""))
            if known is not None:
                _describe(described, known)
    return made


def routed(dialect: Dialect) -> dict[str, tuple[str, str]]:
    """The operations that the dialect has routes for: contract id → (method, path)."""
    found: dict[str, tuple[str, str]] = {}
    for router in dialect.routers:
        for route in router.routes:
            if isinstance(route, APIRoute) and route.operation_id is not None:
                found[route.operation_id] = (min(route.methods or {""}), route.path)
    return found


def _describe(described: dict[str, Any], operation: Operation) -> None:
    facts = operation.facts
    described["summary"] = facts["summary"]
    told = [described.get("description", ""), *_told("Rules", facts.get("rules"))]
    told += _told("Side effects", facts.get("side_effects"))
    described["description"] = "\n\n".join(part for part in told if part)
    if operation.documented is not None:
        shown = orjson.loads(orjson.dumps(operation.documented, default=str))
        answer = {"description": "The documented answer", "content": {"application/json": {"example": shown}}}
        described["responses"] = {str(operation.status): answer}
    for error in facts.get("errors") or ():
        if isinstance(error, Mapping) and isinstance(error.get("status"), int):
            described["responses"].setdefault(str(error["status"]), {"description": str(error.get("when", "Refused"))})


def _told(title: str, lines: Any) -> list[str]:
    if not isinstance(lines, list):
        return []
    return [f"**{title}**\n" + "\n".join(f"- {line}" for line in lines)]
