"""What others may use of stewardship."""

from quintet.stewardship.duplicates.groups import (
    Candidates,
    GroupFilter,
    get_group,
    list_groups,
    merge_group,
    separate_group,
)
from quintet.stewardship.duplicates.scanning import start_scan
from quintet.stewardship.imports.sniffing import sniff
from quintet.stewardship.imports.tables import TableRow, UnreadableFile, data_rows, read_table
from quintet.stewardship.prospects.maps import businesses
from quintet.stewardship.prospects.schemas import MOST_ROWS, IngestOutcome
from quintet.stewardship.prospects.service import Ingested, ingest_rows

__all__ = [
    "MOST_ROWS",
    "Candidates",
    "GroupFilter",
    "IngestOutcome",
    "Ingested",
    "TableRow",
    "UnreadableFile",
    "businesses",
    "data_rows",
    "get_group",
    "ingest_rows",
    "list_groups",
    "merge_group",
    "read_table",
    "separate_group",
    "sniff",
    "start_scan",
]
