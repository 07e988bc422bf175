"""Text to what is compared: the same on both databases, because it is done here and not by them.

Every word is kept with two blanks before it. So one trigram index answers both ways of looking: three characters
and more anywhere inside a word, and one or two at the beginning of a word (`␣␣a`, `␣an` are trigrams too).
"""

import re
import unicodedata
from functools import lru_cache
from zlib import crc32

MOST_TEXT = 8_000
"""Characters of one record that are indexed; what comes after is not found."""
MOST_WORDS = 8
"""Words of a query that count: the longest ones."""
MOST_QUERY = 200

_SPELLED = str.maketrans({
    "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h",
    "\u2018": "'", "\u2019": "'", "\u02bc": "'", "`": "'", "\u00b4": "'",
    "\u2010": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2212": "-",
})  # fmt: skip
_NUMBER = re.compile(r"[+(]?[0-9](?:[ ().\-/]{0,3}[0-9])+")
_CLOSING = re.compile(r"""[,;:.)"']*(?=\s|$)""")
_PIECE = re.compile(r"(?<=[^\w\s]|_)[^\W_]{1,2}")
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]{2,}")
_WORKSPACE_FROM, _TYPE_FROM, _TYPES = 0xE000, 0xF000, 0x8F0


def fold(text: str) -> str:
    """Without case, accents, control characters and surplus blanks."""
    if text.isascii():
        if not text.isprintable():
            text = "".join(c if c.isprintable() else " " for c in text)
        return " ".join(text.lower().replace("`", "'").split())
    text = text.translate(_SPELLED)
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    kept: list[str] = []
    for character in text.translate(_SPELLED):
        category = unicodedata.category(character)
        if category[0] == "C":
            # Private-use characters mark the workspace in the index: nobody may write them.
            kept.append(" ")
        elif category not in ("Mn", "Me"):
            kept.append(character)
    return " ".join("".join(kept).split())


def indexed_words(*texts: str) -> str:
    """The words of a record, each once, each with two blanks before it."""
    folded = [fold(text[:MOST_TEXT]) for text in texts if text]
    words = dict.fromkeys(word for text in folded for word in text.split())
    # No pattern crosses the end of a line, and folded texts have none.
    text = "\n".join(folded)
    for number in _NUMBER.findall(text):
        digits = _digits(number)
        if digits != number:
            words[digits] = None
    starts = dict.fromkeys(_PIECE.findall(text))
    if not text.isascii():
        for run in _DENSE.findall(text):
            # No blanks between words: any two characters may be the beginning of one.
            starts.update(dict.fromkeys(run[place : place + 2] for place in range(1, len(run))))
    joined = "".join(f"  {word}" for word in words)[:MOST_TEXT]
    return joined + "".join(f"  {start}" for start in starts if f"  {start}" not in joined)


def needles(q: str) -> tuple[str, ...]:
    """What has to occur in a record's words, all of it; empty when nothing can be looked for."""
    text = fold(q[:MOST_QUERY])
    found: list[str] = []
    rest = 0
    for match in _NUMBER.finditer(text):
        start, end = match.span()
        closing = _CLOSING.match(text, end)
        # National and international forms differ in what comes before.
        digits = _digits(match.group()).lstrip("0")
        if text[start - 1 : start].strip() or not closing or len(digits) < (3 if match.group()[0] in "+(" else 6):
            # A number inside a word is written in one way: the word is looked for as it is.
            continue
        found.append(digits)
        found += text[rest:start].split()
        rest = closing.end()
    found += text[rest:].split()
    found = sorted(dict.fromkeys(found), key=len, reverse=True)[:MOST_WORDS]
    return tuple(word if len(word) > 2 else f"{'  '[len(word) - 1 :]}{word}" for word in found)


def _digits(number: str) -> str:
    return re.sub("[^0-9]", "", number)


@lru_cache(maxsize=4096)
def scope(workspace_id: str, record_type: str) -> str:
    """Four private characters before a record's words. The first three are a trigram that only the workspace
    has, the last three one that only this type in this workspace has; other tenants thus cost nothing.
    """
    tail = workspace_id.replace("-", "")[-9:]
    signs = [chr(_WORKSPACE_FROM + int(tail[place : place + 3], 16)) for place in (0, 3, 6)]
    return "".join(signs) + type_sign(record_type)


def type_sign(record_type: str) -> str:
    return chr(_TYPE_FROM + crc32(record_type.encode()) % _TYPES)


def grams(text: str) -> set[int]:
    """The trigrams of a text as 32-bit numbers, for PostgreSQL. Two may share a number: check the text too."""
    return {_gram(text[place : place + 3]) for place in range(len(text) - 2)}


@lru_cache(maxsize=100_000)
def _gram(trigram: str) -> int:
    return signed(crc32(trigram.encode()))


def scope_grams(workspace_id: str, record_type: str) -> tuple[int, int]:
    """The numbers that stand for the workspace and for this type in it."""
    workspace = int(workspace_id[-8:], 16)
    return signed(workspace), signed(workspace ^ type_number(record_type))


def type_number(record_type: str) -> int:
    return crc32(record_type.encode()) or 1


def signed(number: int) -> int:
    return number - (1 << 32) if number >= 1 << 31 else number
