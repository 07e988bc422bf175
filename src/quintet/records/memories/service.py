"""What can be done with memories."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from quintet.foundation.access import Actor
from quintet.foundation.objects import Draft, RecordService, register
from quintet.foundation.objects.adding import add_draft
from quintet.foundation.objects.writing import change_record, delete_record, record_to_change, restore_record
from quintet.kit.errors import Invalid
from quintet.kit.ids import new_id
from quintet.records.memories.models import Memory
from quintet.records.memories.object import MEMORY
from quintet.records.memories.schemas import MemoryCreate, MemorySource, MemoryUpdate


def draft_memory(session: Session, actor: Actor, data: MemoryCreate) -> Draft[Memory]:
    """A memory to be added, by the actor."""
    values = data.model_dump(mode="json")
    if data.confidence is None:
        if data.source is not MemorySource.person:
            raise Invalid.one("confidence", "required", "Say how sure this source is, from 0 to 1.")
        values["confidence"] = 1.0
    _check_model(values)
    return Draft(Memory, {**values, "id": new_id(), "author_id": actor.user_id})


def create_memory(session: Session, actor: Actor, data: MemoryCreate) -> Memory:
    """Remember something about a company."""
    return add_draft(session, actor, MEMORY, draft_memory(session, actor, data))


def update_memory(session: Session, actor: Actor, memory_id: str, data: MemoryUpdate) -> Memory:
    """Change a memory. Whoever sees the company may put right what is known about it."""
    memory: Memory = record_to_change(session, actor, MEMORY, memory_id)
    values: dict[str, Any] = data.model_dump(mode="json", exclude_unset=True)
    _check_model({"source": memory.source, "model": memory.model, **values})
    change_record(session, actor, MEMORY, memory, values)
    return memory


def delete_memory(session: Session, actor: Actor, memory_id: str) -> None:
    """Move a memory to the bin."""
    delete_record(session, actor, MEMORY, record_to_change(session, actor, MEMORY, memory_id, "delete"))


def restore_memory(session: Session, actor: Actor, memory_id: str) -> Memory:
    """Bring a memory back from the bin."""
    memory: Memory = record_to_change(session, actor, MEMORY, memory_id, "delete", deleted=True)
    restore_record(session, actor, MEMORY, memory)
    return memory


def _check_model(values: Mapping[str, Any]) -> None:
    derived = values["source"] == MemorySource.ai
    if derived and values["model"] is None:
        raise Invalid.one("model", "required", "Say which model derived this.")
    if not derived and values["model"] is not None:
        raise Invalid.one("model", "invalid", "Only what AI derived has a model.")


MEMORIES = register(RecordService(MEMORY, create_memory, update_memory, delete_memory, restore_memory, draft_memory))
