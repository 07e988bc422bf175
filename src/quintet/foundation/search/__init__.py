"""One index of words for global search and for the `?q=` of lists, kept in the transaction that changes a record."""

from quintet.foundation.search.finding import Hit, Sight, find
from quintet.foundation.search.models import Document, SearchDocument
from quintet.foundation.search.writing import index_document, index_many, remove

__all__ = ["Document", "Hit", "SearchDocument", "Sight", "find", "index_document", "index_many", "remove"]
