"""What a word of a vocabulary is."""

from quintet.foundation.access import Role
from quintet.foundation.objects import Field, FieldType, ObjectSpec, Visibility
from quintet.foundation.objects.spec import Rights
from quintet.records.taxonomies.models import Taxonomy
from quintet.records.taxonomies.schemas import TaxonomyCreate, TaxonomyKind, TaxonomyUpdate


def _no_further_words(_: Taxonomy) -> list[str | None]:
    return []


TAXONOMY: ObjectSpec[Taxonomy, TaxonomyCreate, TaxonomyUpdate] = ObjectSpec(
    name="taxonomy",
    plural="taxonomies",
    label="Taxonomy value",
    label_plural="Taxonomies",
    icon="list",
    model=Taxonomy,
    create=TaxonomyCreate,
    update=TaxonomyUpdate,
    title=Taxonomy.value,
    search=_no_further_words,
    visibility=Visibility(everyone=True),
    rights=Rights(create=Role.admin, update=Role.manager, delete=Role.manager),
    default_sort="kind,position",
    custom_fields=False,
    fields=(
        Field(Taxonomy.kind, "Vocabulary", FieldType.select, options=TaxonomyKind, indexed=True, default=True),
        Field(Taxonomy.value, "Value", required=True, default=True, sort_attr=Taxonomy.value_folded),
        Field(Taxonomy.position, "Position", FieldType.integer, default=True),
        Field(Taxonomy.active, "Offered", FieldType.boolean, default=True),
    ),
)
