"""Workspaces as the API shows and takes them."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, Field

from quintet.foundation.http import Body
from quintet.identity.sessions.schemas import WorkspaceName
from quintet.identity.users.schemas import Document
from quintet.identity.workspaces.models import Workspace
from quintet.kit.values import Currency, Language, Phone, RecordId, Timezone, WebAddress


class EmployeeRange(StrEnum):
    one_to_ten = "1-10"
    eleven_to_fifty = "11-50"
    up_to_200 = "51-200"
    up_to_500 = "201-500"
    up_to_1000 = "501-1000"
    more = "1001+"


class WorkspaceRead(BaseModel):
    """The profile and settings of a workspace. `currency` and `timezone` are the defaults of new records, `language` is
    that of mails to people whose own is not known."""

    id: str
    name: str
    industry: str | None
    employee_range: str | None
    website: str | None
    phone: str | None
    address: str | None
    timezone: str
    currency: str
    language: str
    logo_file_id: str | None
    settings: dict[str, Any]
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, workspace: Workspace) -> "WorkspaceRead":
        return cls(**{name: getattr(workspace, name) for name in cls.model_fields})


class _Fields(Body):
    industry: Annotated[str, Field(max_length=200)] | None = None
    employee_range: EmployeeRange | None = None
    website: WebAddress | None = None
    phone: Phone | None = None
    address: Annotated[str, Field(max_length=1000)] | None = None
    timezone: Timezone = "UTC"
    currency: Currency = "USD"


class WorkspaceCreate(_Fields):
    """A further workspace, which its maker owns. Without a language it has theirs."""

    name: WorkspaceName
    language: Language | None = None


class WorkspaceUpdate(_Fields):
    """Changes to the workspace; null empties a field. `settings` change key by key, null removes a key."""

    name: WorkspaceName = ""
    language: Language = "en"
    logo_file_id: RecordId | None = None
    settings: Document = {}


class WorkspaceDelete(Body):
    """The name of the workspace, typed by hand, as a confirmation."""

    name: WorkspaceName
