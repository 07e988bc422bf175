"""What a file is: its format, and for text its encoding and delimiter."""

import codecs
import csv
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from charset_normalizer import from_bytes

from quintet.stewardship.imports.tables import Bytes, Form, UnreadableFile, read_table, sheets_of, text_of

ENCODINGS = (
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "cp1252",
    "latin-1",
    "iso8859-15",
    "cp1250",
    "cp1251",
    "cp1253",
    "cp1254",
    "mac-roman",
    "shift_jis",
    "euc_kr",
    "gb18030",
    "big5",
)
DELIMITERS = (",", ";", "\t", "|")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_SAMPLE = 64 * 1024
_SAMPLE_ROWS = 50


def sniff(open_bytes: Bytes) -> Form:
    """How the file is best read. Raises UnreadableFile when it is empty or no table."""
    head = _head(open_bytes)
    if not head.strip(b"\x00\xef\xbb\xbf\xff\xfe \t\r\n"):
        raise UnreadableFile("The file is empty.", "empty")
    if head.startswith(_WORKBOOKS):
        return _with_header(open_bytes, Form("excel", sheet=_first_filled(open_bytes)))
    encoding = _encoding(open_bytes, head)
    return _with_header(open_bytes, Form("csv", encoding=encoding, delimiter=_delimiter(open_bytes, encoding)))


def _first_filled(open_bytes: Bytes) -> str:
    names = sheets_of(open_bytes)
    for name in names:
        if next(read_table(open_bytes, Form("excel", sheet=name)), None) is not None:
            return name
    raise UnreadableFile("The workbook is empty.", "empty")


def _with_header(open_bytes: Bytes, form: Form) -> Form:
    """The header is the first row that is about as wide as the table: titles above it are narrower."""
    rows = list(islice(read_table(open_bytes, form), _SAMPLE_ROWS))
    if not rows:
        raise UnreadableFile("The file is empty.", "empty")
    widths = [sum(1 for cell in row.cells if cell) for row in rows]
    usual = Counter(widths).most_common(1)[0][0]
    chosen = next((row for row, width in zip(rows, widths, strict=True) if width >= min(usual, 2)), rows[0])
    return Form(form.kind, form.encoding, form.delimiter, form.sheet, chosen.number)


def _head(open_bytes: Bytes) -> bytes:
    head = b""
    chunks = open_bytes()
    for chunk in chunks:
        head += chunk
        if len(head) >= _SAMPLE:
            break
    return head[:_SAMPLE]


def _encoding(open_bytes: Bytes, head: bytes) -> str:
    for bom, name in _BOMS:
        if head.startswith(bom):
            return name
    even, odd = head[::2].count(0), head[1::2].count(0)
    half = len(head) // 2 or 1
    if max(even, odd) > half * 0.3:
        return "utf-16-le" if odd > even else "utf-16-be"
    if (even + odd) * 500 > len(head):
        raise UnreadableFile("This is neither text nor a workbook.", "not_a_table")
    wrong_at = _first_not_utf8(open_bytes)
    if wrong_at is None:
        return "utf-8"
    return _legacy(_around(open_bytes, wrong_at))


def _first_not_utf8(open_bytes: Bytes) -> int | None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    place = 0
    for chunk in _and_end(open_bytes()):
        try:
            decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError:
            return max(0, place - 8)
        place += len(chunk)
    return None


def _and_end(chunks: Iterator[bytes]) -> Iterator[bytes]:
    yield from chunks
    yield b""


def _around(open_bytes: Bytes, place: int) -> bytes:
    """Bytes from shortly before the first that is not ASCII's kin: there the encoding shows."""
    start, seen, kept = max(0, place - 4_000), 0, b""
    for chunk in open_bytes():
        if seen + len(chunk) > start:
            kept += chunk[max(0, start - seen) :]
        seen += len(chunk)
        if len(kept) >= _SAMPLE + 300_000:
            break
    return kept[: _SAMPLE + 300_000]


def _legacy(sample: bytes) -> str:
    """An encoding from before Unicode. Western files are by far the most, so they are the answer when in doubt."""
    text = sample.decode("cp1252", errors="replace")
    foreign = sum(1 for char in text if ord(char) >= 0x80)
    western = sum(1 for char in text if char in _WESTERN)
    letters = sum(1 for char in text if char.isalpha())
    # Words made of accented letters only are another alphabet's.
    if "\ufffd" not in text and western >= 0.9 * foreign and foreign < 0.3 * letters:
        return "cp1252"
    found = from_bytes(
        sample, cp_isolation=[e for e in ENCODINGS if not e.startswith("utf")], enable_fallback=False
    ).best()
    if found is not None:
        name = codecs.lookup(found.encoding).name
        return next((e for e in ENCODINGS if codecs.lookup(e).name == name), "latin-1")
    return "latin-1" if "\ufffd" in text else "cp1252"


_WESTERN = frozenset("äöüßÄÖÜéèêëàâáãåæçíìîïñóòôõøœúùûýÿÉÈÊËÀÂÁÃÅÆÇÍÌÎÏÑÓÒÔÕØŒÚÙÛÝŸ€£§°·–—‘’“”„…«»®©™\u00a0ªº")


def _delimiter(open_bytes: Bytes, encoding: str) -> str:
    """The one that cuts the first rows into equally many cells, as many as possible."""
    with text_of(open_bytes, encoding) as text:
        try:
            lines = list(islice(iter(lambda: text.readline(100_000), ""), _SAMPLE_ROWS))
        except UnicodeError as error:
            raise UnreadableFile("The file's text can't be read in any encoding.", "wrong_encoding") from error

    def fits(delimiter: str) -> tuple[float, int]:
        try:
            counts = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter) if row)
        except csv.Error:
            return 0.0, 0
        usual, times = counts.most_common(1)[0] if counts else (1, 0)
        return (times / counts.total() if usual > 1 else 0.0), usual

    scores = {delimiter: fits(delimiter) for delimiter in DELIMITERS}
    best = max(scores, key=lambda delimiter: (round(scores[delimiter][0], 1), scores[delimiter][1]))
    return best if scores[best][1] > 1 else ","
