"""What others may use of stewardship."""

from quintet.stewardship.imports.sniffing import sniff
from quintet.stewardship.imports.tables import TableRow, UnreadableFile, data_rows, read_table
from quintet.stewardship.prospects.maps import businesses
from quintet.stewardship.prospects.schemas import MOST_ROWS, Outcome
from quintet.stewardship.prospects.service import Ingested, ingest_rows

__all__ = [
    "MOST_ROWS",
    "Ingested",
    "Outcome",
    "TableRow",
    "UnreadableFile",
    "businesses",
    "data_rows",
    "ingest_rows",
    "read_table",
    "sniff",
]
