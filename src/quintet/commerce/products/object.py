"""What a product is."""

from quintet.commerce.products.models import Product
from quintet.commerce.products.schemas import ProductCreate, ProductUpdate
from quintet.foundation.access import Role
from quintet.foundation.objects import Field, FieldType, Link, ObjectSpec, Visibility
from quintet.foundation.objects.spec import Rights


def _words(product: Product) -> list[str | None]:
    return [product.sku, product.category, product.description]


PRODUCT: ObjectSpec[Product, ProductCreate, ProductUpdate] = ObjectSpec(
    name="product",
    plural="products",
    label="Product",
    label_plural="Products",
    icon="package",
    model=Product,
    create=ProductCreate,
    update=ProductUpdate,
    title=Product.name,
    subtitle=Product.sku,
    search=_words,
    visibility=Visibility(everyone=True),
    rights=Rights(create=Role.manager, update=Role.manager, delete=Role.manager),
    links=(Link(Product.parent_id, "product"),),
    default_sort="position,name",
    match_keys=("sku", "name"),
    fields=(
        Field(Product.name, "Name", required=True, default=True, sort_attr=Product.name_folded),
        Field(Product.sku, "SKU", default=True),
        Field(Product.category, "Category", indexed=True, default=True),
        Field(Product.price_minor, "Price", FieldType.money, default=True),
        Field(Product.currency, "Currency"),
        Field(Product.unit, "Unit"),
        Field(Product.taxable, "Taxable", FieldType.boolean),
        Field(Product.sellable, "Sold by itself", FieldType.boolean),
        Field(Product.shipped, "Has to be shipped", FieldType.boolean),
        Field(Product.active, "Active", FieldType.boolean, default=True),
        Field(Product.parent_id, "Part of", FieldType.relation, relation="product", indexed=True),
        Field(Product.position, "Place in the catalogue", FieldType.integer, tracked=False, indexed=True),
        Field(Product.description, "Description", FieldType.long_text, sortable=False),
    ),
)
