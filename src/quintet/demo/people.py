"""Invented companies, people and sentences."""

import re
import unicodedata
from dataclasses import dataclass
from random import Random
from typing import Any

from quintet.demo import words

_DOMAINS = ("example.com", "example.net", "example.org")


@dataclass(frozen=True, slots=True)
class Inventor:
    """Makes up what it is asked for, the same for the same dice."""

    dice: Random

    def company(self, number: int) -> dict[str, Any]:
        """The values of a company; `number` keeps names apart."""
        industry = self.dice.choice(list(words.TRADES))
        root = words.ROOTS[number % len(words.ROOTS)]
        name = f"{root} {self.dice.choice(words.TRADES[industry])}"
        if number >= len(words.ROOTS):
            name += f" {words.PLACES[number % len(words.PLACES)][0]}"
        city, region, country, dialling = self.dice.choice(words.PLACES)
        domain = f"{_slug(name)}-{number}.{_DOMAINS[number % 3]}"
        address = {"line1": f"{self.dice.randint(1, 180)} {self.dice.choice(words.STREETS)}", "city": city}
        return {
            "name": name,
            "domain": domain,
            "website": f"https://{domain}",
            "phone": f"{dialling}{self.dice.randint(2_000_000, 9_999_999)}",
            "industry": industry,
            "source": self.dice.choice(words.SOURCES),
            "employees": self.dice.choice((8, 15, 24, 40, 65, 120, 250, 600)),
            "addresses": [{**address, "region": region, "country": country, "postal_code": str(10_000 + number)}],
        }

    def person(self, number: int, domain: str, dialling: str = "+4930") -> dict[str, Any]:
        """The values of a contact at a domain."""
        first, last = self.dice.choice(words.FIRST), self.dice.choice(words.LAST)
        return {
            "first_name": first,
            "last_name": last,
            "email": f"{_slug(first)}.{_slug(last)}.{number}@{domain}",
            "phone": f"{dialling}{self.dice.randint(1_000_000, 9_999_999)}",
            "title": self.dice.choice(words.TITLES),
            "source": self.dice.choice(words.SOURCES),
        }

    def value(self) -> int:
        """What a deal is worth, in minor units: many small ones, few large."""
        return round(self.dice.lognormvariate(9.2, 0.8)) // 50 * 50 * 100

    def mail(self, person: str, sender: str) -> tuple[str, str]:
        subject, text = self.dice.choice(words.MAILS)
        return subject, f"Hello {person},\n\n{text}\n\nBest wishes\n{sender}"


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub("[^a-z0-9]+", "-", plain.lower()).strip("-")
