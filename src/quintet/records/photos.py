"""What a company or lead looks like: a picture that everybody in the workspace sees."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor
from quintet.foundation.files.models import StoredFile
from quintet.foundation.files.pictures import showing
from quintet.foundation.files.purposes import Purpose, declare_purpose
from quintet.identity.users.service import check_image
from quintet.records.companies.models import Company
from quintet.records.leads.models import Lead

PHOTO = declare_purpose(Purpose("photo", shared=True, images_only=True, max_bytes=5_000_000))
showing(Company.photo_file_id)
showing(Lead.photo_file_id)


def check_photo(session: Session, actor: Actor, file_id: str | None) -> None:
    """Invalid unless it is a picture of this workspace that was uploaded as a photo, or none."""
    if file_id is not None:
        check_image(session, actor, file_id, PHOTO.name, "photo_file_id")


def photo_left(session: Session, file_id: str | None) -> str | None:
    """The photo, if its file was not deleted meanwhile."""
    return session.scalar(select(StoredFile.id).where(StoredFile.id == file_id)) if file_id else None
