"""What can be done with tax rates, payment terms and contract terms: the same with each."""

from functools import partial
from typing import TypeVar

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from quintet.commerce.terms.models import TermRow
from quintet.commerce.terms.object import CONTRACT_TERM, PAYMENT_TERM, TAX_RATE
from quintet.foundation.access import Actor
from quintet.foundation.db import unless_taken, workspace_of
from quintet.foundation.http import Body
from quintet.foundation.objects import ObjectSpec, RecordService, register
from quintet.foundation.objects.writing import (
    add_record,
    change_record,
    delete_record,
    record_to_change,
    restore_record,
)
from quintet.identity.workspaces.models import Workspace
from quintet.kit.errors import Conflict, Invalid

M = TypeVar("M", bound=TermRow)
C = TypeVar("C", bound=Body)
U = TypeVar("U", bound=Body)


def _service(spec: ObjectSpec[M, C, U]) -> RecordService[M, C, U]:
    model = spec.model

    def create(session: Session, actor: Actor, data: C) -> M:
        """Add one. Conflict when there is one of this name."""
        values = data.model_dump(mode="json")
        term = model(**values, name_folded=values["name"].casefold())
        with unless_taken(session, partial(refuse_taken, session, term.name_folded)):
            if term.is_default:
                demote(session)
            add_record(session, actor, spec, term)
        return term

    def change(session: Session, actor: Actor, term_id: str, data: U) -> M:
        """Change one. Conflict when there is one of this name; another becomes the default by being made it."""
        term: M = record_to_change(session, actor, spec, term_id)
        values = data.model_dump(mode="json", exclude_unset=True)
        if values.get("name") == "":
            raise Invalid.one("name", "required", "It needs a name.")
        folded = values.get("name", term.name).casefold()
        with unless_taken(session, partial(refuse_taken, session, folded, but=term_id)):
            if values.get("is_default") and not term.is_default:
                demote(session)
            term.name_folded = folded
            change_record(session, actor, spec, term, values)
        return term

    def delete(session: Session, actor: Actor, term_id: str) -> None:
        """Move one to the bin. Invoices keep what they took from it."""
        delete_record(session, actor, spec, record_to_change(session, actor, spec, term_id, "delete"))

    def restore(session: Session, actor: Actor, term_id: str) -> M:
        """Bring one back from the bin, not as the default. Conflict when there is one of this name by now."""
        term: M = record_to_change(session, actor, spec, term_id, "delete", deleted=True)
        with unless_taken(session, partial(refuse_taken, session, term.name_folded)):
            term.is_default = False
            restore_record(session, actor, spec, term)
        return term

    def demote(session: Session) -> None:
        # Two who make a default at once come one after the other, or the unique index would see two of them.
        session.execute(select(Workspace.id).where(Workspace.id == workspace_of(session)).with_for_update())
        held = update(model).where(model.is_default, model.deleted_at.is_(None))
        session.execute(held.values(is_default=False, version=model.version + 1))

    def refuse_taken(session: Session, folded: str, *, but: str | None = None) -> None:
        taken = session.scalar(select(model.id).where(model.name_folded == folded, model.deleted_at.is_(None)))
        if taken is not None and taken != but:
            raise Conflict(
                f"There is a {spec.label.lower()} of this name already.",
                code="duplicate",
                existing_id=taken,
                field="name",
            )

    return register(RecordService(spec, create, change, delete, restore))


TAX_RATES = _service(TAX_RATE)
PAYMENT_TERMS = _service(PAYMENT_TERM)
CONTRACT_TERMS = _service(CONTRACT_TERM)
