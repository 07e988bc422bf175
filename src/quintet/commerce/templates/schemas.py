"""Document templates as requests give them."""

from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from quintet.commerce.documents.wording import LONGEST
from quintet.commerce.templates.models import TemplateType
from quintet.foundation.http import Body
from quintet.kit.values import RecordId

Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
GivenName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Subject = Annotated[str, Field(max_length=500)]
Content = Annotated[str, Field(max_length=LONGEST)]
GivenContent = Annotated[str, Field(min_length=1, max_length=LONGEST)]


class DocumentTemplateCreate(Body):
    """A text in Liquid; which variables there are is told by `/document-variables`. As the default of its type it takes
    the place of the one before."""

    type: TemplateType
    name: GivenName
    subject: Subject | None = None
    content: GivenContent
    is_default: bool = False
    active: bool = True


class DocumentTemplateUpdate(Body):
    """Changes to a text; what is not given stays as it is. What was signed or sent keeps its words."""

    name: Name = ""
    subject: Subject | None = None
    content: Content = ""
    is_default: bool = False
    active: bool = True


class Preview(Body):
    """A text to be tried out: with made-up values, or with those of an invoice."""

    type: TemplateType
    subject: Subject | None = None
    content: Content = ""
    invoice_id: RecordId | None = None


class PreviewRead(BaseModel):
    """What it says."""

    subject: str | None
    content: str


class VariableList(BaseModel):
    """The variables of a type of text, with a made-up value each."""

    data: list["VariableRead"]


class VariableRead(BaseModel):
    name: str
    example: str
