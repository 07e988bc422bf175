"""Which document template is taken: the one that is named, else the default of its type."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from quintet.commerce.templates.models import DocumentTemplate, TemplateType
from quintet.kit.errors import Invalid


def default_template(session: Session, type_: TemplateType) -> DocumentTemplate | None:
    """The text that is taken where nothing is said."""
    wanted = select(DocumentTemplate).where(
        DocumentTemplate.type == type_.value,
        DocumentTemplate.is_default,
        DocumentTemplate.active,
        DocumentTemplate.deleted_at.is_(None),
    )
    return session.scalar(wanted)


def check_template(session: Session, type_: TemplateType, template_id: str, field: str) -> None:
    """Invalid, naming the field, for what is no text of this type here."""
    template = session.get(DocumentTemplate, template_id)
    if template is None or template.deleted_at is not None or template.type != type_:
        raise Invalid.one(field, "unknown_reference", f"There is no such {type_}.")
