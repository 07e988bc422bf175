"""The contracts: every documented operation of the five references as data (`contracts/<name>.yaml`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

NAMES = ("clianta", "commandcenter", "crmbackend", "gpsleaders", "soshogle")
_FOLDER = Path(__file__).parent / "contracts"


@dataclass(frozen=True, slots=True)
class Operation:
    """One documented operation. `facts` is its whole entry: body, query, response, errors, rules, side effects,
    and under `chosen` what we chose where the reference is silent."""

    id: str
    group: str
    method: str
    path: str
    facts: Mapping[str, Any]

    @property
    def auth(self) -> str:
        """Who may call it, `user` where the reference does not say; `chosen.auth` tightens what it prints."""
        printed = self.facts.get("auth")
        return str((self.facts.get("chosen") or {}).get("auth") or (printed if isinstance(printed, str) else "user"))

    @property
    def status(self) -> int:
        """The documented status of success, else the chosen one, else 200."""
        for source in (self.facts.get("response"), self.facts.get("chosen")):
            if isinstance(source, Mapping) and isinstance(source.get("status"), int):
                return int(source["status"])
        return 200

    @property
    def documented(self) -> Any:
        """The documented answer: an example or a shape; None when it is told in words only or not at all."""
        for source in (self.facts.get("response"), self.facts.get("chosen")):
            for key in ("example", "shape"):
                found = source.get(key) if isinstance(source, Mapping) else None
                # A list of texts tells in words what is answered.
                if isinstance(found, Mapping) or (isinstance(found, list) and isinstance(found[0], Mapping)):
                    return found
        return None


@cache
def contract(name: str) -> Mapping[str, Operation]:
    """The operations of a reference by id, in the document's order. Takes some 0.1 s the first time."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    document = yaml.load((_FOLDER / f"{name}.yaml").read_bytes(), loader)  # noqa: S506 - a safe loader
    return {entry["id"]: _operation(entry) for entry in document["operations"]}


def _operation(entry: Mapping[str, Any]) -> Operation:
    # A reference may describe an operation without saying where it is.
    chosen = entry.get("chosen") or {}
    method, path = entry["method"] or chosen.get("method", ""), entry["path"] or chosen.get("path", "")
    return Operation(entry["id"], entry["group"], method, path, entry)
