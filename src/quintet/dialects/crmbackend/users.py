"""Users as CRM Backend shows them."""

from typing import Any, Protocol

from quintet.dialects.crmbackend.envelope import role_word
from quintet.dialects.shapes import moment


class _User(Protocol):
    id: Any
    email: Any
    name: Any
    phone: Any
    avatar_file_id: Any
    timezone: Any
    language: Any
    preferences: Any
    created_at: Any


def shown_user(user: _User, role: str, *, active: bool = True) -> dict[str, Any]:
    first, _, last = str(user.name).partition(" ")
    return {
        "id": user.id,
        "email": user.email,
        "name": user.name,
        "firstName": first,
        "lastName": last,
        "role": role_word(role),
        "status": "active" if active else "inactive",
        "phone": user.phone,
        "avatar": file_url(user.avatar_file_id),
        "timezone": user.timezone,
        "language": user.language,
        "preferences": user.preferences,
        "createdAt": moment(user.created_at),
    }


def file_url(file_id: str | None) -> str | None:
    """Where a picture is read."""
    return None if file_id is None else f"/api/v1/files/{file_id}/content"


def file_of(url: str | None) -> str | None:
    """The file at such an address; the address itself when it is another, which is then refused as no file."""
    return None if url is None else url.removeprefix("/api/v1/files/").removesuffix("/content")
