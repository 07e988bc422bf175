"""Files: bytes in storage (local disk or S3), their rows in the database, and how they are served."""

from quintet.foundation.files.blobs import Blob, FileStore, make_storage
from quintet.foundation.files.models import StoredFile
from quintet.foundation.files.purposes import ATTACHMENT, AVATAR, LOGO, Purpose, declare_purpose
from quintet.foundation.files.settings import FilesSettings
from quintet.foundation.files.storage import BlobMissing, Storage

__all__ = [
    "ATTACHMENT",
    "AVATAR",
    "LOGO",
    "Blob",
    "BlobMissing",
    "FileStore",
    "FilesSettings",
    "Purpose",
    "Storage",
    "StoredFile",
    "declare_purpose",
    "make_storage",
]
