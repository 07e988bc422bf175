"""Request schemas of memories."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from quintet.foundation.http import Body
from quintet.kit.values import RecordId

Fact = Annotated[str, Field(min_length=1, max_length=500)]
Reference = Annotated[str, Field(max_length=2000)]
Confidence = Annotated[float, Field(ge=0, le=1)]
ModelName = Annotated[str, Field(min_length=1, max_length=100)]


class MemorySource(StrEnum):
    person = "person"
    conversation = "conversation"
    document = "document"
    web = "web"
    rule = "rule"
    ai = "ai"


class MemoryCreate(Body):
    """Something known about a company. Without a confidence, what a person says counts as certain (1)."""

    company_id: RecordId
    fact: Fact
    source: MemorySource = MemorySource.person
    reference: Reference | None = None
    confidence: Confidence | None = None
    model: ModelName | None = None


class MemoryUpdate(Body):
    """Changes to a memory; it stays with its company."""

    fact: Fact = ""
    source: MemorySource = MemorySource.person
    reference: Reference | None = None
    confidence: Confidence = 1.0
    model: ModelName | None = None
