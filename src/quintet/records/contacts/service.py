"""What can be done with contacts."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor
from quintet.foundation.db import insert_new
from quintet.foundation.events import Event, Ref
from quintet.foundation.files.pictures import showing
from quintet.foundation.files.purposes import AVATAR
from quintet.foundation.objects import Draft, RecordService, register
from quintet.foundation.objects.adding import add_draft
from quintet.foundation.objects.writing import (
    change_record,
    delete_record,
    record_to_change,
    restore_record,
)
from quintet.identity.users.service import check_image
from quintet.kit.errors import Conflict
from quintet.kit.ids import new_id
from quintet.records.contacts.deriving import Point, derive, derive_change, points_of
from quintet.records.contacts.models import Contact, ContactPoint
from quintet.records.contacts.object import CONTACT
from quintet.records.contacts.schemas import ContactCreate, ContactStatus, ContactUpdate
from quintet.records.phones import UNKNOWN_REGION, region_of
from quintet.records.tags.tagging import bin_tags, draft_tags, set_tags

showing(Contact.avatar_file_id)
_BEFORE = ("first_name", "last_name", "email", "emails", "phones")


def draft_contact(session: Session, actor: Actor, data: ContactCreate) -> Draft[Contact]:
    """A contact to be added, with what it is reached by and its tags."""
    draft, points = _drafted(session, actor, data)
    rows = [(ContactPoint, {"kind": p.kind, "value": p.value, "contact_id": draft.id}) for p in points]
    return replace(draft, beside=[*rows, *draft.beside])


def create_contact(session: Session, actor: Actor, data: ContactCreate) -> Contact:
    """Add a contact. Without an owner it belongs to whoever adds it. Conflict when another has the e-mail address."""
    draft, points = _drafted(session, actor, data)
    contact = add_draft(session, actor, CONTACT, draft)
    _claim(session, contact.id, points)
    return contact


def update_contact(
    session: Session, actor: Actor, contact_id: str, data: ContactUpdate, *, fact: Event | None = None
) -> Contact:
    """Change a contact. Conflict when another has one of the new e-mail addresses. `fact` as in `change_record`."""
    contact: Contact = record_to_change(session, actor, CONTACT, contact_id)
    if data.avatar_file_id is not None:
        check_image(session, actor, data.avatar_file_id, AVATAR.name, "avatar_file_id")
    derived = derive_change(data, {name: getattr(contact, name) for name in _BEFORE}, region=region_of(session))
    known = set(points_of(contact.emails, contact.phones))
    new = [point for point in derived.points if point not in known]
    _refuse_taken(session, new)
    contact.full_name_folded = derived.values.pop("full_name_folded")
    change_record(session, actor, CONTACT, contact, derived.values, custom=data.custom, fact=fact)
    _release(session, contact.id, known.difference(derived.points))
    _claim(session, contact.id, new)
    if "tag_ids" in data.model_fields_set:
        set_tags(session, actor, CONTACT, contact, data.tag_ids)
    return contact


def deactivate_contact(session: Session, actor: Actor, contact_id: str) -> Contact:
    """Mark a contact as inactive, for faces in which deleting is no more than that; with the right to delete."""
    record_to_change(session, actor, CONTACT, contact_id, "delete")
    return update_contact(session, actor, contact_id, ContactUpdate(status=ContactStatus.inactive))


def delete_contact(session: Session, actor: Actor, contact_id: str) -> None:
    """Move a contact to the bin. Its e-mail addresses are free for others."""
    contact: Contact = record_to_change(session, actor, CONTACT, contact_id, "delete")
    delete_record(session, actor, CONTACT, contact)
    _release(session, contact_id, points_of(contact.emails, contact.phones))
    bin_tags(session, Ref("contact", contact_id), binned=True)


def restore_contact(session: Session, actor: Actor, contact_id: str) -> Contact:
    """Bring a contact back from the bin. Conflict when another has one of its e-mail addresses by now."""
    contact: Contact = record_to_change(session, actor, CONTACT, contact_id, "delete", deleted=True)
    points = points_of(contact.emails, contact.phones)
    _refuse_taken(session, points)
    restore_record(session, actor, CONTACT, contact)
    _claim(session, contact_id, points)
    bin_tags(session, Ref("contact", contact_id), binned=False)
    return contact


def _drafted(session: Session, actor: Actor, data: ContactCreate) -> tuple[Draft[Contact], Sequence[Point]]:
    """A contact to be added with its tags, and what it is reached by."""
    if data.avatar_file_id is not None:
        check_image(session, actor, data.avatar_file_id, AVATAR.name, "avatar_file_id")
    region = region_of(session) if data.phone or data.phones else UNKNOWN_REGION
    derived = derive(data, owner_id=actor.user_id, region=region)
    id_ = new_id()
    tags = draft_tags(session, CONTACT, id_, data.tag_ids)
    return Draft(Contact, {"id": id_, **derived.values}, data.custom, tags.rows, tags.facts), derived.points


def _claim(session: Session, contact_id: str, points: Sequence[Point]) -> None:
    """Make these the contact's. The unique index decides between two who try at once."""
    rows = [{"kind": point.kind, "value": point.value, "contact_id": contact_id} for point in points]
    claimed = insert_new(session, ContactPoint, rows, "kind", "value")
    if len(claimed) < len(rows):
        lost = set(points).difference(Point(*row) for row in claimed)
        _refuse_taken(session, list(lost))
        raise Conflict("Another contact has one of these e-mail addresses.", code="duplicate", field="email")


def _refuse_taken(session: Session, points: Sequence[Point]) -> None:
    addresses = [point.value for point in points if point.kind == "email"]
    if not addresses:
        return
    taken = session.execute(
        select(ContactPoint.value, ContactPoint.contact_id)
        .where(ContactPoint.kind == "email", ContactPoint.value.in_(addresses))
        .order_by(ContactPoint.value)
    ).first()
    if taken is not None:
        raise Conflict(
            f"There is already a contact with the e-mail address {taken.value}.",
            code="duplicate",
            existing_id=taken.contact_id,
            field="email",
        )


def _release(session: Session, contact_id: str, points: Sequence[Point] | set[Point]) -> None:
    for kind in {point.kind for point in points}:
        values = [point.value for point in points if point.kind == kind]
        session.execute(
            delete(ContactPoint)
            .where(ContactPoint.contact_id == contact_id, ContactPoint.kind == kind, ContactPoint.value.in_(values))
            .execution_options(synchronize_session=False)
        )


CONTACTS = register(
    RecordService(CONTACT, create_contact, update_contact, delete_contact, restore_contact, draft_contact)
)
