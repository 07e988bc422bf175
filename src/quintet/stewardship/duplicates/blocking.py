"""Which records are worth comparing: those that share a key. A duplicate that differs in one field shares another."""

import re
from collections.abc import Iterator

from quintet.stewardship.duplicates.matching import Card

MOST_IN_BLOCK = 60
"""Records that share a key with more than this are not compared for it: it tells none of them apart."""
_SOUNDS = str.maketrans("bfpvcgjkqsxzdtlmnr", "111122222222334556")


def keys(card: Card) -> Iterator[str]:
    """The keys of a record, each with the letter of its kind."""
    for email in card.emails:
        yield f"e{email}"
    for phone in card.phones:
        yield f"p{phone[-8:]}"
    if card.domain:
        yield f"d{card.domain}"
    for name, value in card.marks.items():
        yield f"m{name}:{value}"
    if card.last or card.first:
        names = sorted(filter(None, (card.first, card.last)))
        # Both orders give the same: names get into the wrong fields.
        yield "n" + "|".join(sound(name) for name in names)
        place = card.postal or card.city or card.company[:6]
        for name in names:
            yield f"w{sound(name)}|{place}" if place else f"v{name}"
        if card.company:
            yield f"c{sound(card.last or card.first)}|{card.company[:8]}"
    elif card.name:
        words = [word for word in re.findall(r"\w+", card.name) if word not in _COMMON] or [card.name]
        yield "b" + "".join(sorted(words)[0:2])
        yield f"a{words[0][:4]}|{card.postal or card.city}"
    if card.street:
        # A street without its number is many people's, unless the place says which it is.
        yield f"s{card.street}" if len(card.street) > 5 else f"s{card.street}|{card.postal or card.city}"
        yield f"t{card.street[:7]}|{card.postal[:3]}"


_COMMON = frozenset(("the", "and", "of", "group", "services", "solutions", "international", "partners"))


def sound(word: str) -> str:
    """How a word sounds, roughly (Soundex): what is often confused gets the same sign."""
    letters = [letter for letter in word if letter.isalpha()]
    if not letters:
        return word[:4]
    signs = "".join(letters[1:]).translate(_SOUNDS)
    kept, last = [letters[0]], letters[0].translate(_SOUNDS)
    for sign in signs:
        if sign.isdigit() and sign != last:
            kept.append(sign)
        if sign not in "hw":
            last = sign
    return "".join(kept)[:4].ljust(4, "0")
