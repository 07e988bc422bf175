"""Users as CRM Backend shows them."""

from typing import Any, Protocol

from quintet.dialects.crmbackend.envelope import role_word
from quintet.dialects.crmbackend.pictures import Pictures
from quintet.dialects.shapes import moment
from quintet.identity.public import Person


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


def shown_user(user: _User, role: str, pictures: Pictures, *, active: bool = True) -> dict[str, Any]:
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
        "avatar": pictures.url(user.avatar_file_id),
        "timezone": user.timezone,
        "language": user.language,
        "preferences": user.preferences,
        "createdAt": moment(user.created_at),
    }


def shown_member(person: Person, pictures: Pictures) -> dict[str, Any]:
    return shown_user(person.user, person.member.role, pictures, active=person.member.deactivated_at is None)
