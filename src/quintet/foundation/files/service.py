"""What is done with files. Bytes go to storage first (`FileStore.save`), then the row comes: a crash between the two
leaves bytes without a row, which the sweep removes, and never a row without bytes."""

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor, Role, allowed, require
from quintet.foundation.access.rights import declare
from quintet.foundation.db import on_commit
from quintet.foundation.events import Ref, emit
from quintet.foundation.files.blobs import Blob, FileStore
from quintet.foundation.files.facts import FileDeleted, FileRenamed, FileRestored, FileStored
from quintet.foundation.files.models import StoredFile
from quintet.foundation.files.purposes import ATTACHMENT, Purpose, purposes
from quintet.foundation.files.sniffing import IMAGES, clean_name, media_type_of
from quintet.foundation.objects.registry import objects
from quintet.foundation.objects.visibility import visible_ids
from quintet.kit import time
from quintet.kit.errors import Forbidden, Invalid, NotFound
from quintet.kit.ids import is_id

READ = declare("files.read", Role.member)
CREATE = declare("files.create", Role.member)
UPDATE = declare("files.update", Role.member)
DELETE = declare("files.delete", Role.member)

BIN_DAYS = 30


def check_upload(session: Session, actor: Actor) -> Actor:
    """Before the first byte is taken: the actor, if they may upload at all."""
    require(actor, CREATE)
    return actor


def check_related(session: Session, actor: Actor, related: Ref) -> None:
    """Before something is hung on a record: Invalid when the actor sees no such one, Forbidden if they may not
    change what is of its kind."""
    if not _sees_record(session, actor, related):
        raise Invalid.one("related_id", "not_found", "There is no such record.")
    require(actor, objects()[related.type].spec.right("update"))


def store_file(
    session: Session,
    actor: Actor,
    blob: Blob,
    *,
    purpose: Purpose,
    name: str | None,
    content_type: str | None = None,
    related: Ref | None = None,
) -> StoredFile:
    """Give bytes in storage their row. `content_type` is what the client claims, and is believed only so far.

    Raises Invalid for a purpose that takes only images, and for a related record that the actor doesn't see.
    """
    require(actor, CREATE)
    if blob.size == 0:
        raise Invalid.one("file", "empty", "The file is empty.")
    shown = clean_name(name)
    found = media_type_of(blob.head, content_type, shown)
    if purpose.images_only and found not in IMAGES:
        raise Invalid.one("file", "not_an_image", "Must be a PNG, JPEG, GIF or WebP image.")
    if related is not None:
        check_related(session, actor, related)
    file = StoredFile(
        id=blob.id,
        name=shown,
        content_type=found,
        size=blob.size,
        sha256=blob.sha256,
        storage_key=blob.key,
        purpose=purpose.name,
        uploaded_by=actor.user_id,
        related_type=related.type if related else None,
        related_id=related.id if related else None,
    )
    session.add(file)
    session.flush()
    emit(
        session,
        actor,
        FileStored(name=shown, content_type=found, size=blob.size, purpose=purpose.name),
        subject=Ref("file", file.id),
        links=[related] if related else [],
    )
    return file


def get_file(session: Session, actor: Actor, file_id: str, *, deleted: bool = False) -> StoredFile:
    """Raises NotFound for a missing and for an invisible file; `deleted` is looked for in the bin instead.

    A file is seen by who uploaded it, by all when its purpose is shared, by managers, and by those who see the record
    it hangs on.
    """
    require(actor, READ)
    file = None
    if is_id(file_id):
        mine = select(StoredFile).where(StoredFile.id == file_id, StoredFile.workspace_id == actor.workspace_id)
        file = session.scalar(mine)
    if file is None or (file.deleted_at is not None) is not deleted or not _sees(session, actor, file):
        raise NotFound("file")
    return file


def list_files(
    session: Session, actor: Actor, related: Ref, *, limit: int = 50, before: str | None = None
) -> list[StoredFile]:
    """The files of a record, newest first; none for a record that the actor doesn't see."""
    require(actor, READ)
    if not _sees_record(session, actor, related):
        return []
    conditions: list[ColumnElement[bool]] = [
        StoredFile.workspace_id == actor.workspace_id,
        StoredFile.related_type == related.type,
        StoredFile.related_id == related.id,
        StoredFile.deleted_at.is_(None),
    ]
    if before is not None:
        conditions.append(StoredFile.id < before)
    return list(session.scalars(select(StoredFile).where(*conditions).order_by(StoredFile.id.desc()).limit(limit)))


def rename_file(session: Session, actor: Actor, file_id: str, name: str) -> StoredFile:
    """Give one's own file, or as a manager any, another name. What it is stays as it was seen when it came."""
    file = _own(session, actor, UPDATE, file_id)
    before, file.name = file.name, clean_name(name)
    if file.name != before:
        session.flush()
        changes = {"name": [before, file.name]}
        emit(
            session, actor, FileRenamed(name=file.name), subject=Ref("file", file.id), links=_on(file), changes=changes
        )
    return file


def delete_file(session: Session, actor: Actor, store: FileStore, file_id: str) -> None:
    """Delete one's own file, or as a manager any.

    What is attached to a record lies in the bin for `BIN_DAYS`; all else goes, and its bytes after the commit.
    """
    file = _own(session, actor, DELETE, file_id)
    if file.purpose != ATTACHMENT.name or file.related is None:
        remove_file(session, actor, store, file)
        return
    file.deleted_at = time.now()
    session.flush()
    fact = FileDeleted(name=file.name, purpose=file.purpose)
    emit(session, actor, fact, subject=Ref("file", file.id), links=_on(file))


def restore_file(session: Session, actor: Actor, file_id: str) -> StoredFile:
    """Bring a file back from the bin. NotFound when it is not there."""
    file = _own(session, actor, DELETE, file_id, deleted=True)
    file.deleted_at = None
    session.flush()
    fact = FileRestored(name=file.name, purpose=file.purpose)
    emit(session, actor, fact, subject=Ref("file", file.id), links=_on(file))
    return file


def delete_files_of(session: Session, actor: Actor, store: FileStore, related: Ref) -> int:
    """Delete all files of a record that is going for good; for services that have checked the right to that."""
    files = session.scalars(
        select(StoredFile).where(
            StoredFile.workspace_id == actor.workspace_id,
            StoredFile.related_type == related.type,
            StoredFile.related_id == related.id,
        )
    ).all()
    for file in files:
        remove_file(session, actor, store, file)
    return len(files)


def remove_file(session: Session, actor: Actor, store: FileStore, file: StoredFile) -> None:
    """Delete a file whoever asks; for services that have checked the right to that. The bytes go after the commit."""
    key = file.storage_key
    session.delete(file)
    session.flush()
    if file.deleted_at is None:
        fact = FileDeleted(name=file.name, purpose=file.purpose)
        emit(session, actor, fact, subject=Ref("file", file.id), links=_on(file))
    on_commit(session, lambda: store.discard(key))


def _own(session: Session, actor: Actor, right: str, file_id: str, *, deleted: bool = False) -> StoredFile:
    """A file to change: whoever uploaded it may, and managers."""
    file = get_file(session, actor, file_id, deleted=deleted)
    require(actor, right)
    session.refresh(file, with_for_update=True)
    if (file.deleted_at is not None) is not deleted:
        raise NotFound("file")
    if not actor.sees_all and (actor.user_id is None or file.uploaded_by != actor.user_id):
        raise Forbidden("Only who uploaded a file, or a manager, may change or delete it.")
    return file


def _on(file: StoredFile) -> list[Ref]:
    return [file.related] if file.related else []


def _sees(session: Session, actor: Actor, file: StoredFile) -> bool:
    if actor.sees_all or (actor.user_id is not None and file.uploaded_by == actor.user_id):
        return True
    purpose = purposes().get(file.purpose)
    if purpose is not None and purpose.shared:
        return True
    return file.related is not None and _sees_record(session, actor, file.related)


def _sees_record(session: Session, actor: Actor, record: Ref) -> bool:
    known = objects().get(record.type)
    if known is None or not is_id(record.id) or not allowed(actor, known.spec.right("read")):
        return False
    return record.id in visible_ids(session, actor, known.spec, [record.id])
