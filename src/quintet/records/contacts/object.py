"""What a contact is."""

from collections.abc import Collection

from sqlalchemy import Select, select

from quintet.foundation.objects import Field, FieldType, Link, ObjectSpec, Parent, Visibility
from quintet.records.addresses import words_of
from quintet.records.contacts.models import Contact, ContactPoint
from quintet.records.contacts.schemas import (
    Channel,
    ContactCreate,
    ContactStatus,
    ContactUpdate,
    EmailStatus,
    LifecycleStage,
)
from quintet.records.tags.tagging import tags_field


def _words(contact: Contact) -> list[str | None]:
    points = [entry["value"] for entry in (*contact.emails, *contact.phones)]
    return [*points, contact.title, contact.department, contact.source, *words_of(contact.addresses)]


def _with_addresses(addresses: Collection[str]) -> Select[str, str]:
    points = select(ContactPoint.value, ContactPoint.contact_id)
    return points.where(ContactPoint.kind == "email", ContactPoint.value.in_(addresses))


CONTACT: ObjectSpec[Contact, ContactCreate, ContactUpdate] = ObjectSpec(
    name="contact",
    plural="contacts",
    label="Contact",
    label_plural="Contacts",
    icon="user",
    model=Contact,
    create=ContactCreate,
    update=ContactUpdate,
    title=Contact.full_name,
    subtitle=Contact.email,
    search=_words,
    visibility=Visibility(owners=(Contact.owner_id,), parents=(Parent(Contact.company_id, "company"),)),
    links=(Link(Contact.company_id, "company"),),
    match_keys=("email",),
    lookups={"email": _with_addresses},
    fields=(
        Field(Contact.full_name, "Name", default=True, sort_attr=Contact.full_name_folded),
        Field(Contact.first_name, "First name"),
        Field(Contact.last_name, "Last name"),
        Field(Contact.email, "E-mail", FieldType.email, indexed=True, default=True),
        Field(Contact.phone, "Phone", FieldType.phone, default=True),
        Field(Contact.company_id, "Company", FieldType.relation, relation="company", indexed=True, default=True),
        Field(Contact.title, "Job title", default=True),
        Field(Contact.department, "Department"),
        Field(Contact.owner_id, "Owner", FieldType.relation, relation="user", indexed=True, default=True),
        Field(Contact.status, "Status", FieldType.select, options=ContactStatus, indexed=True),
        Field(
            Contact.lifecycle_stage,
            "Lifecycle stage",
            FieldType.select,
            options=LifecycleStage,
            indexed=True,
            default=True,
        ),
        Field(Contact.source, "Source", vocabulary="source"),
        Field(Contact.score, "Score", FieldType.integer, readonly=True, tracked=False, indexed=True),
        Field(Contact.email_status, "E-mail status", FieldType.select, options=EmailStatus),
        Field(Contact.do_not_contact, "Do not contact by", FieldType.multi_select, options=Channel),
        Field(Contact.emails, "E-mail addresses", FieldType.json, filterable=False, sortable=False),
        Field(Contact.phones, "Phone numbers", FieldType.json, filterable=False, sortable=False),
        Field(Contact.timezone, "Time zone"),
        Field(Contact.language, "Language"),
        Field(Contact.website, "Website", FieldType.url),
        Field(Contact.linkedin_url, "LinkedIn", FieldType.url),
        Field(Contact.description, "Description", FieldType.long_text, sortable=False),
        Field(Contact.addresses, "Addresses", FieldType.json, filterable=False, sortable=False),
        Field(Contact.avatar_file_id, "Avatar", FieldType.relation, filterable=False, sortable=False),
    ),
    computed=(tags_field(Contact, "contact"),),
)
