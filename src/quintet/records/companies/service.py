"""What can be done with companies."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor
from quintet.foundation.db import Model
from quintet.foundation.events import Ref
from quintet.foundation.objects import Draft, RecordService, register
from quintet.foundation.objects.adding import add_draft
from quintet.foundation.objects.writing import (
    change_record,
    delete_record,
    record_to_change,
    restore_record,
)
from quintet.kit.errors import Invalid
from quintet.kit.ids import new_id
from quintet.kit.values import fold_phone
from quintet.records.companies.addresses import draft_addresses, places_of, set_addresses
from quintet.records.companies.models import Company, CompanyAddress
from quintet.records.companies.object import COMPANY
from quintet.records.companies.schemas import CompanyCreate, CompanyUpdate
from quintet.records.phones import region_of
from quintet.records.photos import check_photo
from quintet.records.tags.tagging import bin_tags, draft_tags, set_tags

_DEEPEST = 20
_BESIDE = {"custom", "tag_ids", "addresses"}


def draft_company(session: Session, actor: Actor, data: CompanyCreate) -> Draft[Company]:
    """A company to be added. Without an owner it belongs to whoever adds it."""
    check_photo(session, actor, data.photo_file_id)
    values = data.model_dump(mode="json", exclude=_BESIDE)
    values["owner_id"] = values["owner_id"] if "owner_id" in data.model_fields_set else actor.user_id
    if data.phone:
        values["phone"] = fold_phone(data.phone, region_of(session))
    values |= {"id": new_id(), "name_folded": data.name.casefold()}
    tags = draft_tags(session, COMPANY, values["id"], data.tag_ids)
    addresses = draft_addresses(values["id"], data.addresses)
    values["places"] = places_of(addresses)
    beside: list[tuple[type[Model], dict[str, Any]]] = [*tags.rows, *((CompanyAddress, row) for row in addresses)]
    return Draft(Company, values, data.custom, beside, tags.facts)


def create_company(session: Session, actor: Actor, data: CompanyCreate) -> Company:
    """Add a company."""
    return add_draft(session, actor, COMPANY, draft_company(session, actor, data))


def update_company(session: Session, actor: Actor, company_id: str, data: CompanyUpdate) -> Company:
    """Change a company. Invalid when it would become its own parent, however far up."""
    company: Company = record_to_change(session, actor, COMPANY, company_id)
    check_photo(session, actor, data.photo_file_id)
    values: dict[str, Any] = data.model_dump(mode="json", exclude_unset=True, exclude=_BESIDE)
    if values.get("parent_id"):
        _refuse_circle(session, company.id, values["parent_id"])
    if "name" in values:
        company.name_folded = values["name"].casefold()
    if data.phone:
        values["phone"] = fold_phone(data.phone, region_of(session))
    change_record(session, actor, COMPANY, company, values, custom=data.custom)
    if "addresses" in data.model_fields_set:
        set_addresses(session, actor, company, data.addresses)
    if "tag_ids" in data.model_fields_set:
        set_tags(session, actor, COMPANY, company, data.tag_ids)
    return company


def delete_company(session: Session, actor: Actor, company_id: str) -> None:
    """Move a company to the bin; its contacts stay."""
    delete_record(session, actor, COMPANY, record_to_change(session, actor, COMPANY, company_id, "delete"))
    bin_tags(session, Ref("company", company_id), binned=True)


def restore_company(session: Session, actor: Actor, company_id: str) -> Company:
    """Bring a company back from the bin."""
    company: Company = record_to_change(session, actor, COMPANY, company_id, "delete", deleted=True)
    restore_record(session, actor, COMPANY, company)
    bin_tags(session, Ref("company", company_id), binned=False)
    return company


def _refuse_circle(session: Session, company_id: str, parent_id: str) -> None:
    above: str | None = parent_id
    for _ in range(_DEEPEST):
        if above == company_id:
            raise Invalid.one("parent_id", "circular", "A company can't be its own parent.")
        if above is None:
            return
        above = session.scalar(select(Company.parent_id).where(Company.id == above))
    raise Invalid.one("parent_id", "too_deep", f"At most {_DEEPEST} levels of parent companies.")


COMPANIES = register(
    RecordService(COMPANY, create_company, update_company, delete_company, restore_company, draft_company)
)
