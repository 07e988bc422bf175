"""The locks agree with pyproject.toml and with one another, and tell nothing of the machine they were made on."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[2]


def pinned(name: str) -> dict[str, set[str]]:
    text = (ROOT / "requirements" / name).read_text()
    pins: dict[str, set[str]] = {}
    for package, version in re.findall(r"^([\w.-]+)==([^\s;\\]+)", text, re.MULTILINE):
        pins.setdefault(canonicalize_name(package), set()).add(version)
    return pins


@pytest.mark.parametrize("name", ["dev.txt", "runtime.txt"])
def test_only_pins_and_hashes(name: str) -> None:
    lines = (ROOT / "requirements" / name).read_text().splitlines()[1:]
    form = re.compile(r"[\w.-]+==[\w.!+]+( ; [\w .'<>=!()]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?")
    assert [line for line in lines if not form.fullmatch(line)] == []


@pytest.mark.parametrize(("name", "extras"), [("runtime.txt", []), ("dev.txt", ["dev"])])
def test_lock_meets_what_the_project_asks_for(name: str, extras: list[str]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = [*project["dependencies"], *(line for e in extras for line in project["optional-dependencies"][e])]
    pins = pinned(name)
    unmet = [
        line
        for line in asked
        if not any(
            Version(version) in Requirement(line).specifier
            for version in pins.get(canonicalize_name(Requirement(line).name), ())
        )
    ]
    assert unmet == [], "run ./dev lock"


def test_runtime_lock_is_a_part_of_the_development_lock() -> None:
    development = pinned("dev.txt")
    assert {
        name: versions for name, versions in pinned("runtime.txt").items() if development.get(name) != versions
    } == {}
