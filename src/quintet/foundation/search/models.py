"""What is kept for every record that can be found."""

from dataclasses import dataclass

from sqlalchemy import BigInteger, Identity, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from quintet.foundation.db.models import Scoped
from quintet.foundation.db.types import Id

TITLE_KEY = 100
"""Characters of the folded title that are kept for finding titles by their beginning."""


@dataclass(frozen=True, slots=True)
class Document:
    """What a record is found by; `text` holds everything beside title and subtitle, as written."""

    record_type: str
    record_id: str
    title: str
    subtitle: str
    text: str


class SearchDocument(Scoped):
    """A record in the index. `number` rises with every record that comes new, so it is the order of age.

    `words` is what the trigram index holds; `search_documents_fts`, made by hand-written DDL, is that index.
    """

    __tablename__ = "search_documents"
    __table_args__ = (
        UniqueConstraint("record_id", "record_type"),
        Index(None, "workspace_id", "title_key", "number"),
    )

    number: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer(), "sqlite"), Identity(always=False), primary_key=True
    )
    record_type: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[str] = mapped_column(Id)
    title: Mapped[str] = mapped_column(String)
    subtitle: Mapped[str] = mapped_column(String)
    title_key: Mapped[str] = mapped_column(
        String(TITLE_KEY).with_variant(String(TITLE_KEY, collation="C"), "postgresql")
    )
    words: Mapped[str] = mapped_column(String)
