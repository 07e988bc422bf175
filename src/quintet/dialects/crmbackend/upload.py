"""CRM Backend: Upload. A new picture takes the place of the old one, which is deleted."""

from collections.abc import Callable

import orjson
from sqlalchemy.orm import Session
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from quintet.dialects.bodies import build
from quintet.dialects.crmbackend.contacts import RECORDS, with_avatar
from quintet.dialects.crmbackend.envelope import success
from quintet.dialects.crmbackend.pictures import pictures_of
from quintet.dialects.crmbackend.settings import shown_organization
from quintet.dialects.crmbackend.users import shown_member
from quintet.dialects.dialect import dialect_router
from quintet.foundation.access import Actor, require
from quintet.foundation.files import AVATAR, LOGO, Purpose
from quintet.foundation.files.endpoints import files_of
from quintet.foundation.files.pictures import discard_replaced
from quintet.foundation.files.service import check_upload, store_file
from quintet.foundation.files.uploading import write_blob
from quintet.foundation.http import Reply, door_of
from quintet.foundation.objects.reading import read_record
from quintet.identity.public import DESCRIBE, change_avatar, get_workspace, member_of_user, update_workspace
from quintet.kit.errors import BadRequest, Forbidden, Invalid, NotFound, TooLarge
from quintet.records.public import CONTACTS, ContactUpdate

routes = dialect_router("/upload", "Upload")
Old = Callable[[Session, Actor], str | None]
"""The file of the present picture, of what the caller may know of; else NotFound or Forbidden."""
Put = Callable[[Session, Actor, str], Reply]
"""Makes a file the picture."""


@routes.post("/avatar/user/{id}", operation_id="upload.avatar.user")
async def user_avatar(request: Request, id: str) -> Response:
    """One's own, or as an owner anybody's."""
    pictures = pictures_of(request)

    def old(session: Session, actor: Actor) -> str | None:
        try:
            return member_of_user(session, actor, id).user.avatar_file_id
        except NotFound:
            raise NotFound("user", code="user_not_found") from None

    def put(session: Session, actor: Actor, file_id: str) -> Reply:
        person = change_avatar(session, actor, id, file_id)
        return success({"avatar": pictures.url(file_id), "user": shown_member(person, pictures)})

    return await _replace(request, "avatar", AVATAR, old, put)


@routes.post("/avatar/contact/{id}", operation_id="upload.avatar.contact")
async def contact_avatar(request: Request, id: str) -> Response:
    """Staff: of their own contacts."""
    pictures = pictures_of(request)

    def old(session: Session, actor: Actor) -> str | None:
        try:
            file_id: str | None = read_record(session, actor, CONTACTS.spec, id)["avatar_file_id"]
        except NotFound:
            raise NotFound("contact", code="contact_not_found") from None
        return file_id

    def put(session: Session, actor: Actor, file_id: str) -> Reply:
        CONTACTS.update(session, actor, id, build(ContactUpdate, {"avatar_file_id": file_id}))
        contact = with_avatar(RECORDS.one(session, actor, id), pictures)
        return success({"avatar": contact["avatar"], "contact": contact})

    return await _replace(request, "avatar", AVATAR, old, put)


@routes.post("/logo", operation_id="upload.logo")
async def logo(request: Request) -> Response:
    """By owners and managers."""
    pictures = pictures_of(request)

    def old(session: Session, actor: Actor) -> str | None:
        require(actor, DESCRIBE)
        return get_workspace(session, actor).logo_file_id

    def put(session: Session, actor: Actor, file_id: str) -> Reply:
        workspace = update_workspace(session, actor, {"logo_file_id": file_id}, right=DESCRIBE)
        return success({"logo": pictures.url(file_id), "organization": shown_organization(workspace, pictures)})

    return await _replace(request, "logo", LOGO, old, put)


async def _replace(request: Request, part: str, purpose: Purpose, old: Old, put: Put) -> Response:
    store = files_of(request)

    def known(session: Session, actor: Actor) -> Actor:
        old(session, actor)
        return check_upload(session, actor)

    # Nobody who may not gets to send us megabytes.
    actor = await door_of(request).read(request, known)
    try:
        async with request.form(max_files=1, max_fields=10, max_part_size=10_000) as form:
            file = form.get(part)
            if not isinstance(file, UploadFile) or not file.size:
                raise BadRequest(f"No file was uploaded. Send an image as `{part}`.", code="no_file")
            blob = await store.save(actor.workspace_id, file.file, purpose.limit(store.settings))
            name, claimed = file.filename, file.content_type
    except HTTPException as error:
        raise BadRequest(f"The form cannot be read: {error.detail}", code="upload_error") from error
    except TooLarge as error:
        raise TooLarge(error.message, code="upload_error") from None

    def work(session: Session, actor: Actor) -> Reply:
        before = old(session, actor)
        try:
            stored = store_file(session, actor, blob, purpose=purpose, name=name, content_type=claimed)
        except Invalid as error:
            raise BadRequest(error.errors[0].message, code="upload_error") from None
        try:
            reply = put(session, actor, stored.id)
        except Forbidden as error:
            raise Forbidden(error.message) from None  # whatever our reason, the reference has one word
        discard_replaced(session, actor, store, before)
        return reply

    return await write_blob(request, store, blob, orjson.dumps([blob.sha256, name, claimed]), work)
