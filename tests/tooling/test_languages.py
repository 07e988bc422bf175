"""Every text of the web app goes through a catalogue, and every language has all of them."""

import re
from pathlib import Path

import pytest

import quintet.wiring  # noqa: F401  it makes all facts known
from quintet.foundation.events.facts import known_types
from quintet.foundation.objects.registry import objects
from quintet.kit import values

WEB = Path(__file__).parents[2] / "web" / "src"
LANGUAGES = sorted(folder.name for folder in (WEB / "languages").iterdir())
KEY = re.compile(r"^  (\w+)(?=[:(])", re.M)
LINES_OF_WORDS = re.compile(r"(?<![\w'])(\w+): '")
# What people read between tags, or in an attribute that is read out or shown.
LITERAL = re.compile(
    r"(?:<[A-Za-z][^<>]*[^=<>]>\s*(?P<text>[A-Z][a-z]+[^<>{}=;]*)</)"
    r"|(?:\b(?:label|title|placeholder|aria-label|description|alt)=[\"'](?P<attribute>[A-Za-z][^\"']+)[\"'])"
)
NO_WORDS = {"Ctrl K"}
# What the server says in English itself: each language has what any other has.
OF_THE_SERVER = ("problems", "fieldProblems", "notices")


def english() -> dict[str, set[str]]:
    """The keys of each catalogue by its name."""
    found: dict[str, set[str]] = {}
    for file in [*WEB.rglob("*texts.ts"), WEB / "app" / "words.ts"]:
        for name, body in re.findall(r"catalogue(?:<[^(]*>)?\('(\w+)', \{\n(.*?)\n\}\)", file.read_text(), re.S):
            found[name] = set(KEY.findall(body)) if file.name != "words.ts" else set(LINES_OF_WORDS.findall(body))
    return found


def spoken(language: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for file in (WEB / "languages" / language).glob("*.ts"):
        for name, body in re.findall(r"^export const (\w+)[^{\n]*\{\n(.*?)\n\}", file.read_text(), re.S | re.M):
            found[name] = set(KEY.findall(body)) if file.name != "words.ts" else set(LINES_OF_WORDS.findall(body))
    return found


def test_there_is_something_to_compare() -> None:
    found = english()
    assert {"app", "settings", "imports", "merge", "operators", "events"} <= set(found)
    assert len(found["app"]) > 250
    assert len(found["operators"]) == 11


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_text(language: str) -> None:
    mine = spoken(language)
    wanted = english() | {name: set().union(*(spoken(each)[name] for each in LANGUAGES)) for name in OF_THE_SERVER}
    lacking = {f"{name}.{key}" for name, keys in wanted.items() for key in keys - mine.get(name, set())}
    assert lacking == set()


def test_timelines_have_words_for_whatever_happens_to_records() -> None:
    happens = {type_.split(".")[1] for type_ in known_types() if type_.split(".")[0] in objects()}
    assert len(happens) > 40
    assert happens - english()["events"] == set()


def test_no_text_stands_in_the_markup() -> None:
    found = [
        f"{file.relative_to(WEB)}: {text}"
        for file in sorted(WEB.rglob("*.tsx"))
        for match in LITERAL.finditer(file.read_text())
        if (text := (match["text"] or match["attribute"]).strip()) not in NO_WORDS
    ]
    assert found == []


def test_the_profile_offers_what_is_there() -> None:
    offered = re.findall(r"import\('@/languages/(\w+)'\)", (WEB / "app" / "language.ts").read_text())
    assert sorted(offered) == LANGUAGES == sorted(set(values.LANGUAGES) - {"en"})
