"""Deals of products: filters, titles, and a real file of sales, some of whose products are misspelt."""

from typing import Any

from quintet.foundation.db import Database
from quintet.foundation.db.raw import count_queries
from quintet.kit.ids import new_id
from tests.stewardship.porter import Porter, csv_of
from tests.world import Person

# From the "CRM Sales Opportunities" data set of Maven Analytics (public domain), whose sales call the GTX Pro GTXPro.
PRODUCTS: tuple[list[Any], ...] = (
    ["product", "series", "sales_price"], ["GTX Basic", "GTX", 550], ["GTX Pro", "GTX", 4821],
    ["MG Special", "MG", 55], ["GTX Plus Basic", "GTX", 1096], ["GTK 500", "GTK", 26768],
)  # fmt: skip
SALES = (
    ["opportunity_id", "sales_agent", "product", "account", "deal_stage", "engage_date", "close_date", "close_value"],
    ["1C1I7A6R", "Moses Frase", "GTX Plus Basic", "Cancity", "Won", "2016-10-20", "2017-03-01", "1054"],
    ["Z063OYW0", "Darcel Schlecht", "GTXPro", "Isdom", "Won", "2016-10-25", "2017-03-11", "4514"],
    ["EC4QE1BX", "Darcel Schlecht", "MG Special", "Cancity", "Won", "2016-10-25", "2017-03-07", "50"],
    ["MV1LWRNH", "Moses Frase", "GTX Basic", "Codehow", "Won", "2016-10-25", "2017-03-09", "588"],
    ["PE84CX4O", "Zane Levy", "GTX Basic", "Hatfan", "Won", "2016-10-25", "2017-03-02", "517"],
    ["9ME3374G", "Moses Frase", "MG Special", "Ron-tech", "Won", "2016-10-30", "2017-03-01", "49"],
    ["HAXMC4IX", "James Ascencio", "MG Advanced", "", "Engaging", "2016-11-03", "", ""],
)


def test_a_deal_names_what_is_to_be_sold(admin: Person, member: Person, stranger: Person, db: Database) -> None:
    lamp, lens = (admin.made("/products", name=name)["id"] for name in ("Lamp", "Lens"))
    first = member.made("/deals", title="First", product_id=lamp)
    member.made("/deals", title="Second", product_id=lens)
    member.made("/deals", title="Third")
    assert first["product_id"] == lamp

    def titles(**asked: Any) -> list[str]:
        return [row["title"] for row in member.listed("/deals", sort="title", **asked)]

    assert titles(product_id=lamp) == ["First"]
    assert titles(**{"product_id[in]": f"{lamp},{lens}"}) == ["First", "Second"]
    assert titles(**{"product_id[is_null]": "true"}) == ["Third"]
    with count_queries(db.engine) as few:
        member.listed("/deals", expand="product", sort="title", limit=1)
    with count_queries(db.engine) as many:
        shown = member.listed("/deals", expand="product", sort="title")
    assert len(few) == len(many)
    assert [row["product"] and row["product"]["title"] for row in shown] == ["Lamp", "Lens", None]
    path = f"/deals/{first['id']}"
    changed = member.patch(path, {"product_id": lens}).json()
    assert changed["product_id"] == lens
    assert admin.get(f"/timeline/product/{lens}").json()["data"][0]["type"] == "deal.updated"
    for wrong in (stranger.made("/products", name="Lamp")["id"], new_id(), "x"):
        answer = member.patch(path, {"product_id": wrong})
        assert answer.json()["errors"][0]["field"] == "product_id", answer.text
    assert member.patch(path, {"product_id": None}).json()["product_id"] is None


def test_sales_come_in_with_their_products(porter: Porter, admin: Person) -> None:
    for name, _, price in PRODUCTS[1:]:
        admin.made("/products", name=name, price_minor=int(str(price)) * 100)
    for name in ("Cancity", "Isdom", "Codehow", "Hatfan", "Ron-tech"):
        admin.made("/companies", name=name)
    import_ = porter.draft(csv_of(*SALES), "deal")
    mapping = {column["column"]: column for column in import_["mapping"]}
    assert (mapping[2]["target"], mapping[2]["by"]) == ("product_id", "title")
    chosen = [
        {"column": 0, "target": "title"},
        {"column": 2, "target": "product_id", "by": "title"},
        {"column": 3, "target": "company_id", "by": "title"},
        {"column": 7, "target": "value_minor"},
        *({"column": column, "target": None} for column in (1, 4, 5, 6)),
    ]
    porter.adjust(import_, mapping=chosen)
    tried = porter.do("dry-run", import_)
    assert tried["counts"]["error"] == 2
    done = porter.do("run", import_)
    assert done["counts"] == {"created": 5, "error": 2}
    problems = {row["number"]: row["problems"][0] for row in porter.rows(done, status="error")}
    assert {row: (each["code"], each["suggestion"]) for row, each in problems.items()} == {
        3: ("unknown_reference", "GTX Pro"),
        8: ("unknown_reference", None),
    }
    assert problems[3]["message"] == "There is no product GTXPro. Did you mean GTX Pro?"
    sold = {row["title"]: row["product"]["title"] for row in admin.listed("/deals", expand="product")}
    assert sold == {row[0]: row[2] for row in SALES[1:] if row[2] not in ("GTXPro", "MG Advanced")}
    # Mended as it was suggested, the rest comes in.
    rejected = porter.rejects(done)
    assert [row["product"] for row in rejected] == ["GTXPro", "MG Advanced"]
