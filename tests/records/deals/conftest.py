"""What the tests of deals share."""

from dataclasses import dataclass
from typing import Any

import pytest

from tests.world import Person


@dataclass
class Pipeline:
    """A pipeline of deals with its stages by name."""

    id: str
    stages: dict[str, str]


@pytest.fixture
def pipeline(admin: Person) -> Pipeline:
    """Talk (30 %), Offer (60 %), Yes, No."""
    stages = [
        {"name": "Talk", "probability": 30},
        {"name": "Offer", "probability": 60},
        {"name": "Yes", "kind": "won"},
        {"name": "No", "kind": "lost"},
    ]
    made: dict[str, Any] = admin.made("/pipelines", name="Sales", stages=stages)
    return Pipeline(made["id"], {stage["name"]: stage["id"] for stage in made["stages"]})
