"""What others may use of stewardship."""

from quintet.stewardship.imports.sniffing import sniff
from quintet.stewardship.imports.tables import TableRow, UnreadableFile, data_rows, read_table

__all__ = ["TableRow", "UnreadableFile", "data_rows", "read_table", "sniff"]
