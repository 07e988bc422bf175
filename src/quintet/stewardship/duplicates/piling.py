"""Cards and their keys in a temporary database: a scan of a million records needs no more memory than one of ten."""

import sqlite3
from collections.abc import Iterable, Iterator
from hashlib import blake2b

import orjson

from quintet.stewardship.duplicates.blocking import MOST_IN_BLOCK, keys
from quintet.stewardship.duplicates.matching import Card

_TELLING = 0.3
"""How many of a custom field's values have to differ for it to tell records apart."""


class Pile:
    """All cards of a scan. Add them, then go through the blocks."""

    def __init__(self) -> None:
        self._base = sqlite3.connect("", isolation_level=None)
        self._base.executescript(
            "pragma journal_mode=off; pragma synchronous=off; pragma cache_size=-65536; begin;"
            "create table cards (number integer primary key, card blob);"
            "create table keys (hash integer, number integer);"
            "create table marks (name text, hash integer, primary key (name, hash)) without rowid;"
        )
        self._count = 0
        self._marks: dict[str, int] = {}

    def add(self, cards: Iterable[Card]) -> None:
        for card in cards:
            self._count += 1
            self._base.execute("insert into cards values (?, ?)", (self._count, _pack(card)))
            self._base.executemany("insert into keys values (?, ?)", {(_hash(key), self._count) for key in keys(card)})
            for name, value in card.marks.items():
                self._marks[name] = self._marks.get(name, 0) + 1
                self._base.execute("insert or ignore into marks values (?, ?)", (name, _hash(value)))

    def blocks(self) -> Iterator[list[Card]]:
        """The cards that share a key, key by key. Marks that hardly tell records apart are left out of them."""
        differing = dict(self._base.execute("select name, count(*) from marks group by name"))
        telling = {name for name, count in self._marks.items() if differing[name] >= _TELLING * count}
        self._base.execute("create index by_hash on keys (hash, number)")
        shared = self._base.cursor()
        shared.execute(
            "select group_concat(number) from keys group by hash having count(*) between 2 and ?", (MOST_IN_BLOCK,)
        )
        for (numbers,) in shared:
            rows = self._base.execute(f"select card from cards where number in ({numbers})")  # noqa: S608 - whole numbers
            yield [_unpack(row[0], telling) for row in rows]

    def close(self) -> None:
        self._base.close()


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)


_TEXTS = ("id", "name", "first", "last", "domain", "company", "street", "city", "postal")


def _pack(card: Card) -> bytes:
    texts = [getattr(card, name) for name in _TEXTS]
    return orjson.dumps([texts, list(card.emails), list(card.phones), dict(card.marks)])


def _unpack(packed: bytes, telling: set[str]) -> Card:
    texts, emails, phones, marks = orjson.loads(packed)
    kept = {name: value for name, value in marks.items() if name in telling}
    return Card(**dict(zip(_TEXTS, texts, strict=True)), emails=frozenset(emails), phones=frozenset(phones), marks=kept)
