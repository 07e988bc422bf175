"""Members as the API shows and takes them."""

from datetime import datetime

from pydantic import BaseModel

from quintet.foundation.access import Role
from quintet.foundation.http import Body
from quintet.identity.members.service import Person
from quintet.identity.users.schemas import NewPassword, PersonName
from quintet.kit.values import EmailAddress


class MemberRead(BaseModel):
    """A member, as the others in the workspace see them. Records are owned by `user_id`."""

    id: str
    user_id: str
    name: str
    email: str
    phone: str | None
    avatar_file_id: str | None
    role: Role
    active: bool
    must_change_password: bool
    joined_at: datetime
    deactivated_at: datetime | None

    @classmethod
    def of(cls, person: Person) -> "MemberRead":
        member, user = person.member, person.user
        return cls(
            id=member.id,
            user_id=user.id,
            name=user.name,
            email=user.email,
            phone=user.phone,
            avatar_file_id=user.avatar_file_id,
            role=Role(member.role),
            active=member.deactivated_at is None and user.deactivated_at is None,
            must_change_password=user.must_change_password,
            joined_at=member.created_at,
            deactivated_at=member.deactivated_at,
        )


class MemberPage(BaseModel):
    """`total` only on `?count=true`."""

    data: list[MemberRead]
    next_cursor: str | None
    total: int | None = None


class MemberCreate(Body):
    """A user with a temporary password, which they replace at their first sign-in. Without one, one is made up."""

    name: PersonName
    email: EmailAddress
    role: Role = Role.member
    password: NewPassword | None = None


class MemberCreated(MemberRead):
    """`temporary_password`: shown this once, when it was made up."""

    temporary_password: str | None


class MemberUpdate(Body):
    """Changes to a member; what is not given stays as it is."""

    role: Role = Role.member
    active: bool = True
