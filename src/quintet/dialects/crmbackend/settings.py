"""CRM Backend: Settings of the organization, the profile, the team."""

from time import monotonic
from typing import Annotated, Any, Literal

from pydantic import Field
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.dialects.bodies import CamelBody, build, in_their_names
from quintet.dialects.crmbackend.envelope import ROLES, success
from quintet.dialects.crmbackend.pictures import Pictures, pictures_of
from quintet.dialects.crmbackend.users import shown_member
from quintet.dialects.dialect import dialect_router
from quintet.dialects.shapes import moment
from quintet.foundation.access import Actor, Role
from quintet.foundation.http import Reply, door_of
from quintet.identity.public import (
    DESCRIBE,
    MemberFilter,
    Person,
    ProfileUpdate,
    WorkspaceUpdate,
    auth_settings_of,
    change_password,
    change_role,
    deactivate_member,
    get_workspace,
    list_members,
    member_of_user,
    reactivate_member,
    system_state,
    update_profile,
    update_workspace,
    user_of,
)
from quintet.kit.errors import Forbidden, Invalid

routes = dialect_router("/settings", "Settings")
MOST = 1000
_STARTED = monotonic()
_LARGEST = "500+"
_OURS = {"employee_count": "employee_range", "contact_phone": "phone", "logo": "logo_file_id"}
_NAMES = {"employee_range": "employeeCount", "phone": "contactPhone", "logo_file_id": "logo"}


class Organization(CamelBody):
    name: Annotated[str, Field(max_length=200)] = ""
    industry: Annotated[str, Field(max_length=100)] | None = None
    employee_count: Literal["1-10", "11-50", "51-200", "201-500", "500+"] | None = None
    website: str | None = None
    contact_phone: Annotated[str, Field(max_length=20)] | None = None
    address: Annotated[str, Field(max_length=500)] | None = None
    timezone: str = "UTC"
    currency: str = "USD"
    logo: str | None = None
    settings: dict[str, Any] = {}


class Profile(CamelBody):
    first_name: Annotated[str, Field(max_length=100)] = ""
    last_name: Annotated[str, Field(max_length=100)] = ""
    phone: Annotated[str, Field(max_length=20)] | None = None
    avatar: str | None = None
    timezone: str = "UTC"
    language: str = "en"
    preferences: dict[str, Any] = {}


class NewPassword(CamelBody):
    current_password: str
    new_password: str
    confirm_password: str


class TeamChange(CamelBody):
    role: Literal["owner", "manager", "staff"] | None = None
    status: Literal["active", "inactive"] | None = None


@routes.get("/organization", operation_id="settings.organization.get")
async def organization(request: Request) -> Response:
    pictures = pictures_of(request)

    def work(session: Session, actor: Actor) -> Reply:
        return success({"organization": shown_organization(get_workspace(session, actor), pictures)})

    return (await door_of(request).read(request, work)).response()


@routes.patch("/organization", operation_id="settings.organization.update")
async def update_organization(request: Request, body: Organization) -> Response:
    """By owners and managers. A logo is the address of one that was uploaded."""
    pictures = pictures_of(request)

    def work(session: Session, actor: Actor) -> Reply:
        values = {_OURS.get(name, name): value for name, value in body.given().items()}
        if values.get("employee_range") == _LARGEST:
            values["employee_range"] = "501-1000"
        if "logo_file_id" in values:
            values["logo_file_id"] = pictures.file(values["logo_file_id"])
        checked = build(WorkspaceUpdate, values, _NAMES).model_dump(exclude_unset=True, mode="json")
        workspace = update_workspace(session, actor, checked, right=DESCRIBE)
        return success({"organization": shown_organization(workspace, pictures)})

    return await door_of(request).write(request, work)


@routes.get("/profile", operation_id="settings.profile.get")
async def profile(request: Request) -> Response:
    pictures = pictures_of(request)

    def work(session: Session, actor: Actor) -> Reply:
        person = member_of_user(session, actor, actor.user_id or "")
        return success({"user": shown_member(person, pictures)})

    return (await door_of(request).read(request, work)).response()


@routes.patch("/profile", operation_id="settings.profile.update")
async def update_own_profile(request: Request, body: Profile) -> Response:
    pictures = pictures_of(request)

    def work(session: Session, actor: Actor) -> Reply:
        given = body.given()
        first, _, last = user_of(session, actor.user_id).name.partition(" ")
        named = {"first_name": first, "last_name": last} | {
            name: given.pop(name) for name in ("first_name", "last_name") if name in given
        }
        if body.model_fields_set & {"first_name", "last_name"}:
            given["name"] = f"{named['first_name']} {named['last_name']}".strip()
        if "avatar" in given:
            given["avatar_file_id"] = pictures.file(given.pop("avatar"))
        checked = build(ProfileUpdate, given, {"name": "firstName", "avatar_file_id": "avatar"})
        update_profile(session, actor, checked.model_dump(exclude_unset=True, mode="json"))
        return success({"user": shown_member(member_of_user(session, actor, actor.user_id or ""), pictures)})

    return await door_of(request).write(request, work)


@routes.patch("/password", operation_id="settings.password.update")
async def update_password(request: Request, body: NewPassword) -> Response:
    """All other sessions of the user end."""
    door = door_of(request)
    credentials = door.credentials(request)
    if body.new_password != body.confirm_password:
        raise Invalid.one("confirmPassword", "different", "The two passwords differ.")
    with in_their_names({"current_password": "currentPassword", "new_password": "newPassword"}):
        ended = await change_password(
            door.db, auth_settings_of(request), credentials, body.current_password, body.new_password
        )
    return success({"message": "Password changed", "sessionsEnded": ended}).response()


@routes.get("/team", operation_id="settings.team.list")
async def team(request: Request) -> Response:
    pictures = pictures_of(request)

    def work(session: Session, actor: Actor) -> Reply:
        _owner_only(actor)
        people = list_members(session, actor, MemberFilter(), limit=MOST)
        return success({"team": [shown_member(person, pictures) for person in people]})

    return (await door_of(request).read(request, work)).response()


@routes.patch("/team/{userId}", operation_id="settings.team.update")
async def update_member(request: Request, userId: str, body: TeamChange) -> Response:  # noqa: N803 - as documented
    """Another user's role, or whether they may come in."""
    pictures = pictures_of(request)

    def work(session: Session, actor: Actor) -> Reply:
        _owner_only(actor)
        person = _other(session, actor, userId)
        if body.status == "active":
            person = reactivate_member(session, actor, person.member.id)
        if body.role is not None:
            person = change_role(session, actor, person.member.id, ROLES[body.role])
        if body.status == "inactive":
            person = deactivate_member(session, actor, person.member.id)
        return success({"user": shown_member(person, pictures)})

    return await door_of(request).write(request, work)


@routes.delete("/team/{userId}", operation_id="settings.team.remove")
async def remove_member(request: Request, userId: str) -> Response:  # noqa: N803 - as documented
    """They are out at their next request; what they own stays theirs."""
    pictures = pictures_of(request)

    def work(session: Session, actor: Actor) -> Reply:
        _owner_only(actor)
        person = deactivate_member(session, actor, _other(session, actor, userId).member.id)
        return success({"user": shown_member(person, pictures)})

    return await door_of(request).write(request, work)


@routes.get("/system", operation_id="settings.system")
async def system(request: Request) -> Response:
    sandbox = request.app.state.house.settings.sandbox

    def work(session: Session, actor: Actor) -> Reply:
        _owner_only(actor)
        state = system_state(session, actor, sandbox=sandbox)
        content = {
            "version": state.version,
            "uptime": round(monotonic() - _STARTED),
            "organization": state.counts,
            "features": {"sandbox": state.sandbox},
        }
        return success(content)

    return (await door_of(request).read(request, work, heavy=True)).response()


def _owner_only(actor: Actor) -> None:
    if actor.role not in (Role.owner, Role.admin):
        raise Forbidden("This is for owners.")


def _other(session: Session, actor: Actor, user_id: str) -> Person:
    person = member_of_user(session, actor, user_id)
    if person.user.id == actor.user_id:
        raise Forbidden("You cannot change your own account here.", code="own_membership")
    return person


def shown_organization(workspace: Any, pictures: Pictures) -> dict[str, Any]:
    range_ = workspace.employee_range
    return {
        "id": workspace.id,
        "name": workspace.name,
        "industry": workspace.industry,
        "employeeCount": _LARGEST if range_ in ("501-1000", "1001+") else range_,
        "website": workspace.website,
        "contactPhone": workspace.phone,
        "address": workspace.address,
        "timezone": workspace.timezone,
        "currency": workspace.currency,
        "logo": pictures.url(workspace.logo_file_id),
        "settings": workspace.settings,
        "createdAt": moment(workspace.created_at),
        "updatedAt": moment(workspace.updated_at),
    }
