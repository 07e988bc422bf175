"""What identity's mails say, by kind and language: one module per language (`words_de.py`), all of the same form.

A mail is blocks with an empty line between them: its subject, its paragraphs, the button in brackets, what comes after
it. `{name}` and the like are values of the letter; a paragraph of which nothing is left is left out.
"""

from dataclasses import dataclass

from quintet.identity.mail import words_de, words_en, words_es, words_fr, words_pt


@dataclass(frozen=True, slots=True)
class Words:
    """Of one kind of mail in one language."""

    subject: str
    paragraphs: tuple[str, ...]
    button: str
    closing: str


def _words(text: str) -> Words:
    subject, *blocks = (" ".join(block.split()) for block in text.strip().split("\n\n"))
    at = next((place for place, block in enumerate(blocks) if block.startswith("[")), len(blocks))
    return Words(subject, tuple(blocks[:at]), "".join(blocks[at : at + 1]).strip("[]"), " ".join(blocks[at + 1 :]))


_LANGUAGES = {"en": words_en, "es": words_es, "fr": words_fr, "de": words_de, "pt": words_pt}
WORDS = {code: {kind: _words(text) for kind, text in module.MAILS.items()} for code, module in _LANGUAGES.items()}
ROLES = {code: module.ROLES for code, module in _LANGUAGES.items()}
NEVER_CONFIRMED = {code: " ".join(module.NEVER_CONFIRMED.split()) for code, module in _LANGUAGES.items()}
