"""What can be done with document templates. Texts are checked when they are written, so that they work when they are
needed."""

from functools import partial

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from quintet.commerce.documents.wording import Known, check_text
from quintet.commerce.invoices.object import INVOICE
from quintet.commerce.templates.models import DocumentTemplate, TemplateType
from quintet.commerce.templates.object import DOCUMENT_TEMPLATE
from quintet.commerce.templates.schemas import DocumentTemplateCreate, DocumentTemplateUpdate, Preview
from quintet.commerce.templates.variables import sample_of, values_of
from quintet.foundation.access import Actor, require
from quintet.foundation.db import unless_taken, workspace_of
from quintet.foundation.objects import RecordService, register
from quintet.foundation.objects.reading import get_record
from quintet.foundation.objects.writing import (
    add_record,
    change_record,
    delete_record,
    record_to_change,
    restore_record,
)
from quintet.identity.workspaces.models import Workspace
from quintet.kit.errors import Conflict, Invalid


def create_template(session: Session, actor: Actor, data: DocumentTemplateCreate) -> DocumentTemplate:
    """Add a text. Invalid for one that can't work; Conflict when there is one of this type and name."""
    _check(data.type, data.subject, data.content)
    values = data.model_dump(mode="json")
    template = DocumentTemplate(**values, name_folded=data.name.casefold())
    with unless_taken(session, partial(_refuse_taken, session, template.type, template.name_folded)):
        if template.is_default:
            _demote(session, template.type)
        add_record(session, actor, DOCUMENT_TEMPLATE, template)
    return template


def update_template(session: Session, actor: Actor, template_id: str, data: DocumentTemplateUpdate) -> DocumentTemplate:
    """Change a text, and like `create_template`. What was signed or sent with it keeps its words."""
    template: DocumentTemplate = record_to_change(session, actor, DOCUMENT_TEMPLATE, template_id)
    values = data.model_dump(mode="json", exclude_unset=True)
    for name in ("name", "content"):
        if values.get(name) == "":
            raise Invalid.one(name, "required", "It needs one.")
    _check(TemplateType(template.type), values.get("subject"), values.get("content", ""))
    folded = values.get("name", template.name).casefold()
    with unless_taken(session, partial(_refuse_taken, session, template.type, folded, but=template_id)):
        if values.get("is_default") and not template.is_default:
            _demote(session, template.type)
        template.name_folded = folded
        change_record(session, actor, DOCUMENT_TEMPLATE, template, values)
    return template


def delete_template(session: Session, actor: Actor, template_id: str) -> None:
    """Move a text to the bin."""
    delete_record(
        session, actor, DOCUMENT_TEMPLATE, record_to_change(session, actor, DOCUMENT_TEMPLATE, template_id, "delete")
    )


def restore_template(session: Session, actor: Actor, template_id: str) -> DocumentTemplate:
    """Bring a text back from the bin, not as the default. Conflict when there is one of this name by now."""
    template: DocumentTemplate = record_to_change(
        session, actor, DOCUMENT_TEMPLATE, template_id, "delete", deleted=True
    )
    with unless_taken(session, partial(_refuse_taken, session, template.type, template.name_folded)):
        template.is_default = False
        restore_record(session, actor, DOCUMENT_TEMPLATE, template)
    return template


def values_to_preview(session: Session, actor: Actor, data: Preview) -> Known:
    """What a text to be tried out may say. Invalid for one that can't work, NotFound for an invoice unseen."""
    require(actor, DOCUMENT_TEMPLATE.right("read"))
    _check(data.type, data.subject, data.content)
    sample = sample_of(data.type)
    if data.invoice_id is None:
        return sample
    return values_of(session, get_record(session, actor, INVOICE, data.invoice_id))


def invoice_words(session: Session, actor: Actor, invoice_id: str) -> Known:
    """What texts may say of an invoice. NotFound when the actor does not see it."""
    return values_of(session, get_record(session, actor, INVOICE, invoice_id))


def _check(type_: TemplateType, subject: str | None, content: str) -> None:
    sample = sample_of(type_)
    check_text(subject or "", sample, "subject")
    check_text(content, sample, "content")


def _demote(session: Session, type_: str) -> None:
    # Two who make a default at once come one after the other, or the unique index would see two of them.
    session.execute(select(Workspace.id).where(Workspace.id == workspace_of(session)).with_for_update())
    held = update(DocumentTemplate).where(
        DocumentTemplate.type == type_, DocumentTemplate.is_default, DocumentTemplate.deleted_at.is_(None)
    )
    session.execute(held.values(is_default=False, version=DocumentTemplate.version + 1))


def _refuse_taken(session: Session, type_: str, folded: str, *, but: str | None = None) -> None:
    taken = session.scalar(
        select(DocumentTemplate.id).where(
            DocumentTemplate.type == type_,
            DocumentTemplate.name_folded == folded,
            DocumentTemplate.deleted_at.is_(None),
        )
    )
    if taken is not None and taken != but:
        raise Conflict("There is a text of this name already.", code="duplicate", existing_id=taken, field="name")


DOCUMENT_TEMPLATES = register(
    RecordService(DOCUMENT_TEMPLATE, create_template, update_template, delete_template, restore_template)
)
