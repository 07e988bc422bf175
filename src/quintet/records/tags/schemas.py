"""Request schemas of tags."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from quintet.foundation.http import Body
from quintet.kit.values import RecordId

GREY = "#868e96"
MOST_NAME = 100
Name = Annotated[str, Field(min_length=1, max_length=MOST_NAME)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,100}$")]
Position = Annotated[int, Field(ge=0, le=10_000)]
Color = Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]
Description = Annotated[str, Field(max_length=500)]
TagIds = Annotated[list[RecordId], Field(max_length=100)]
Names = Annotated[list[Name], Field(max_length=100)]


class TagCategory(StrEnum):
    """What a tag is about. All but `custom` have consequences."""

    custom = "custom"
    icp = "icp"
    precall = "precall"
    spoke = "spoke"
    disposition = "disposition"
    outcome = "outcome"


class TagCreate(Body):
    """A new tag. `color` is `#rrggbb` in lower case; without a slug it gets one made from its name."""

    name: Name
    slug: Slug | None = None
    position: Position = 0
    active: bool = True
    color: Color = GREY
    description: Description = ""


class TagUpdate(Body):
    """Changes to a tag; what is not given stays as it is."""

    name: Name = ""
    position: Position = 0
    active: bool = True
    color: Color = GREY
    description: Description = ""


class Tagging(Body):
    """Tags to apply, by id or by name; names that no tag has yet become tags."""

    tag_ids: TagIds = []
    names: Names = []

    @model_validator(mode="after")
    def _some(self) -> "Tagging":
        if not self.tag_ids and not self.names:
            raise ValueError("give tag_ids or names")
        return self


class BulkTagging(Body):
    """Tags (by id) to apply to and to take from up to 500 records."""

    ids: Annotated[list[RecordId], Field(min_length=1, max_length=500)]
    add: TagIds = []
    remove: TagIds = []

    @model_validator(mode="after")
    def _some(self) -> "BulkTagging":
        if not self.add and not self.remove:
            raise ValueError("give tags to add or to remove")
        if set(self.add) & set(self.remove):
            raise ValueError("the same tag can't be added and removed")
        return self
