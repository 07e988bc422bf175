"""How document templates are reached, their variables, and trying them out."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.commerce.documents.typesetting import in_a_thread
from quintet.commerce.documents.wording import names_in, render
from quintet.commerce.templates.models import TemplateType
from quintet.commerce.templates.object import DOCUMENT_TEMPLATE
from quintet.commerce.templates.schemas import Preview, PreviewRead, VariableList
from quintet.commerce.templates.service import DOCUMENT_TEMPLATES, values_to_preview
from quintet.commerce.templates.variables import sample_of
from quintet.foundation.access import Actor, require
from quintet.foundation.http import Reply, door_of
from quintet.foundation.http.routing import router
from quintet.foundation.objects.openapi import ERRORS
from quintet.foundation.objects.router import record_router

routes = record_router(DOCUMENT_TEMPLATES)
variable_routes = router("/document-variables", "Document templates")
preview_routes = router("/document-previews", "Document templates")


@variable_routes.get("", operation_id="list_document_variables", response_model=VariableList, responses=ERRORS)
async def variables(request: Request, type: TemplateType = TemplateType.agreement) -> Response:
    """What a text of this type may say."""

    def work(session: Session, actor: Actor) -> Reply:
        require(actor, DOCUMENT_TEMPLATE.right("read"))
        sample = sample_of(type)
        return Reply.json({"data": [{"name": name, "example": _example(name, sample)} for name in names_in(sample)]})

    return (await door_of(request).read(request, work)).response()


@preview_routes.post("", operation_id="preview_document", response_model=PreviewRead, responses=ERRORS)
async def preview(request: Request, body: Preview) -> Response:
    """What a text says, with made-up values or those of an invoice. Nothing is kept."""
    known = await door_of(request).read(request, lambda session, actor: values_to_preview(session, actor, body))

    def said() -> dict[str, str | None]:
        subject = render(body.subject, known, "subject") if body.subject is not None else None
        return {"subject": subject, "content": render(body.content, known)}

    return Reply.json(await in_a_thread(said)).response()


def _example(name: str, sample: Mapping[str, Any]) -> str:
    value: Any = sample
    for part in name.split("."):
        value = value[part.removesuffix("[]")]
        value = value[0] if part.endswith("[]") else value
    return str(value)
