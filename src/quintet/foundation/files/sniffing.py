"""What a file is by its first bytes, and what it may be called."""

import mimetypes
import re
import unicodedata
from urllib.parse import quote

HEAD_BYTES = 16
MAX_NAME = 255

UNKNOWN = "application/octet-stream"
IMAGES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""What is shown inside a page: these formats hold no script."""

PDF = "application/pdf"

_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,63}/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}", re.ASCII)


def sniff_image(head: bytes) -> str | None:
    """The media type of a PNG, JPEG, GIF or WebP by its first `HEAD_BYTES` bytes."""
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image/webp"
    return None


def media_type_of(head: bytes, claimed: str | None, name: str) -> str:
    """The media type to store: what the bytes say, else what the client claims or the name suggests.

    Nothing is called an image or a PDF that is none, so only what was looked at is ever shown by a browser.
    """
    seen = sniff_image(head)
    if seen is not None:
        return seen
    claim = (claimed or "").partition(";")[0].strip().lower()
    if not _MEDIA_TYPE.fullmatch(claim) or claim == UNKNOWN:
        claim = mimetypes.guess_type(name)[0] or UNKNOWN
    if claim == PDF and not head.startswith(b"%PDF-"):
        return UNKNOWN
    return UNKNOWN if claim in IMAGES else claim


def clean_name(name: str | None) -> str:
    """A file name for showing and downloading: no path, no control or direction characters, not too long."""
    last = re.split(r"[/\\]", name or "")[-1]
    shown = "".join(char for char in last if unicodedata.category(char) not in _HIDDEN)
    shown = " ".join(shown.split()).strip(". ")
    if len(shown) > MAX_NAME:
        stem, dot, ending = shown.rpartition(".")
        keep = f".{ending}" if dot and len(ending) <= 10 else ""
        shown = (stem if keep else shown)[: MAX_NAME - len(keep)] + keep
    return shown or "file"


# Control, format (among them the marks that turn text around), surrogate, private, unassigned.
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def content_disposition(kind: str, name: str) -> str:
    """RFC 6266: a plain ASCII name for old readers, the real one for all others."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = re.sub(r'["\\%]', "_", plain).strip() or "file"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
