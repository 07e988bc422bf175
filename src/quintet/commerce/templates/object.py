"""What a document template is: everybody reads them, managers change them."""

from quintet.commerce.templates.models import DocumentTemplate, TemplateType
from quintet.commerce.templates.schemas import DocumentTemplateCreate, DocumentTemplateUpdate
from quintet.foundation.access import Role
from quintet.foundation.objects import Field, FieldType, ObjectSpec, Visibility
from quintet.foundation.objects.spec import Rights

DOCUMENT_TEMPLATE: ObjectSpec[DocumentTemplate, DocumentTemplateCreate, DocumentTemplateUpdate] = ObjectSpec(
    name="document_template",
    plural="document-templates",
    label="Document template",
    label_plural="Document templates",
    icon="note",
    model=DocumentTemplate,
    create=DocumentTemplateCreate,
    update=DocumentTemplateUpdate,
    title=DocumentTemplate.name,
    visibility=Visibility(everyone=True),
    rights=Rights(create=Role.manager, update=Role.manager, delete=Role.manager),
    default_sort="name",
    custom_fields=False,
    fields=(
        Field(
            DocumentTemplate.name, "Name", required=True, default=True, indexed=True,
            sort_attr=DocumentTemplate.name_folded,
        ),
        Field(
            DocumentTemplate.type, "Type", FieldType.select, options=TemplateType, required=True, indexed=True,
            default=True,
        ),
        Field(DocumentTemplate.subject, "Subject"),
        Field(DocumentTemplate.content, "Content", FieldType.long_text, required=True, sortable=False),
        Field(DocumentTemplate.is_default, "Default", FieldType.boolean, default=True),
        Field(DocumentTemplate.active, "Offered", FieldType.boolean, default=True),
    ),
)  # fmt: skip
