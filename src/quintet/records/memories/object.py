"""What a memory is."""

from quintet.foundation.objects import Field, FieldType, Link, ObjectSpec, Parent, Visibility
from quintet.records.memories.models import Memory
from quintet.records.memories.schemas import MemoryCreate, MemorySource, MemoryUpdate


def _words(memory: Memory) -> list[str | None]:
    return [memory.reference]


MEMORY: ObjectSpec[Memory, MemoryCreate, MemoryUpdate] = ObjectSpec(
    name="memory",
    plural="memories",
    label="Memory",
    label_plural="Memories",
    icon="bulb",
    model=Memory,
    create=MemoryCreate,
    update=MemoryUpdate,
    title=Memory.fact,
    search=_words,
    visibility=Visibility(parents=(Parent(Memory.company_id, "company"),)),
    links=(Link(Memory.company_id, "company"),),
    custom_fields=False,
    fields=(
        Field(Memory.fact, "Fact", required=True, default=True, sortable=False),
        Field(
            Memory.company_id,
            "Company",
            FieldType.relation,
            relation="company",
            indexed=True,
            required=True,
            default=True,
        ),
        Field(Memory.source, "Source", FieldType.select, options=MemorySource, default=True),
        Field(Memory.reference, "Where", sortable=False),
        Field(Memory.confidence, "Confidence", FieldType.number, default=True),
        Field(Memory.model, "Model"),
        Field(
            Memory.author_id, "Author", FieldType.relation, relation="user", indexed=True, readonly=True, default=True
        ),
    ),
)
