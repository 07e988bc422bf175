"""The mails that identity writes. A letter is kept as its few values and put into words when it is sent."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from html import escape
from typing import Any, ClassVar
from urllib.parse import quote

from sqlalchemy.orm import Session

from quintet.foundation.jobs import JobContext
from quintet.identity.mail.ports import Attachment
from quintet.identity.mail.words import NEVER_CONFIRMED, ROLES, WORDS, Words

_KINDS: dict[str, type["Letter"]] = {}


@dataclass(frozen=True)
class Letter(ABC):
    """A kind of mail with the values of one. Subclasses say their words; `kind` is stored: keep it."""

    kind: ClassVar[str]
    once: ClassVar[bool] = False
    """Whether none is better than two: a try of which nobody knows how it ended is not made again."""

    def __init_subclass__(cls) -> None:
        if "kind" in vars(cls):
            _KINDS[cls.kind] = cls

    @property
    @abstractmethod
    def subject(self) -> str: ...

    @property
    @abstractmethod
    def paragraphs(self) -> tuple[str, ...]:
        """Before the button."""

    @property
    def button(self) -> tuple[str, str] | None:
        """What the button says, and the path in the web app it leads to."""
        return None

    @property
    def closing(self) -> str:
        """After the button."""
        return ""

    @property
    def language(self) -> str:
        """Of its words."""
        return "en"

    def enclosed(self, ctx: JobContext) -> tuple[Attachment, ...]:
        """The files that go with it, made when it is sent."""
        return ()

    def content(self) -> dict[str, Any]:
        return asdict(self)

    def not_sent(self, session: Session, to: str, error: str) -> None:  # noqa: B027 - most kinds have nothing to do
        """What else is to be done in its workspace when it could not be sent."""

    def text(self, base_url: str) -> str:
        """As plain text."""
        parts = list(self.paragraphs)
        if self.button is not None:
            parts.append(f"{self.button[0]}:\n{base_url}{self.button[1]}")
        if self.closing:
            parts.append(self.closing)
        return "\n\n".join(parts) + "\n"

    def html(self, base_url: str) -> str:
        """As simple HTML that needs nothing from elsewhere."""
        paragraphs = (escape(paragraph).replace("\n", "<br>") for paragraph in self.paragraphs)
        parts = [f"<p>{paragraph}</p>" for paragraph in paragraphs]
        if self.button is not None:
            link = escape(base_url + self.button[1])
            parts.append(f'<p><a href="{link}" style="{_BUTTON}">{escape(self.button[0])}</a></p>')
            parts.append(f'<p style="{_SMALL}">{_OR_OPEN[self.language]}<br>{link}</p>')
        if self.closing:
            parts.append(f'<p style="{_SMALL}">{escape(self.closing)}</p>')
        return _PAGE.format(language=self.language, title=escape(self.subject), body="\n".join(parts))


def letter_of(kind: str, content: Mapping[str, Any]) -> Letter:
    """The letter that was kept as this content."""
    return _KINDS[kind](**content)


_OR_OPEN = {
    "en": "Or open this address:",
    "es": "O abra esta dirección:",
    "fr": "Ou ouvrez cette adresse :",
    "de": "Oder öffnen Sie diese Adresse:",
    "pt": "Ou abra este endereço:",
}
_BUTTON = (
    "display:inline-block;padding:10px 18px;border-radius:6px;background:#2f5bea;color:#ffffff;text-decoration:none"
)
_SMALL = "color:#667085;font-size:13px"
_PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title></head>
<body style="font-family:system-ui,sans-serif;font-size:15px;line-height:1.5;color:#1d2939;max-width:560px;margin:24px">
{body}
</body></html>
"""


@dataclass(frozen=True)
class OwnLetter(Letter):
    """One of identity's: its words stand in `words.py`, in the language of who gets it."""

    # Those that waited when this came have none.
    language: str = field(default="en", kw_only=True)

    @property
    def subject(self) -> str:
        return self._words.subject.format_map(self.said())

    @property
    def paragraphs(self) -> tuple[str, ...]:
        said = self.said()
        return tuple(text for each in self._words.paragraphs if (text := each.format_map(said)))

    @property
    def button(self) -> tuple[str, str] | None:
        return (self._words.button, self.path) if self._words.button else None

    @property
    def closing(self) -> str:
        return self._words.closing.format_map(self.said())

    @property
    def path(self) -> str:
        """Where the button leads, in the web app."""
        return "/forgot-password"

    def said(self) -> dict[str, Any]:
        """What its words name."""
        return self.content()

    @property
    def _words(self) -> Words:
        return WORDS[self.language][self.kind]


@dataclass(frozen=True)
class InvitationLetter(OwnLetter):
    """Asks somebody into a workspace."""

    kind = "invitation"

    workspace: str
    inviter: str
    role: str
    token: str
    days: int

    @property
    def path(self) -> str:
        return f"/invitations/{quote(self.token)}"

    def said(self) -> dict[str, Any]:
        return {**self.content(), "role": ROLES[self.language][self.role]}


@dataclass(frozen=True)
class VerifyEmailLetter(OwnLetter):
    """Asks somebody to confirm that the address is theirs."""

    kind = "verify_email"

    name: str
    token: str
    hours: int

    @property
    def path(self) -> str:
        return f"/verify-email/{quote(self.token)}"


@dataclass(frozen=True)
class ResetPasswordLetter(OwnLetter):
    """Lets somebody set a new password."""

    kind = "reset_password"

    name: str
    token: str
    minutes: int

    @property
    def path(self) -> str:
        return f"/reset-password/{quote(self.token)}"


@dataclass(frozen=True)
class PasswordChangedLetter(OwnLetter):
    """Tells somebody that their password is another now."""

    kind = "password_changed"

    name: str


@dataclass(frozen=True)
class ConfirmNewEmailLetter(OwnLetter):
    """Asks whether a new address is really that person's."""

    kind = "confirm_new_email"

    name: str
    token: str
    hours: int

    @property
    def path(self) -> str:
        return f"/new-email/{quote(self.token)}"


@dataclass(frozen=True)
class EmailInUseLetter(OwnLetter):
    """Tells somebody that an account was to get their address, which stays theirs."""

    kind = "email_in_use"

    name: str


@dataclass(frozen=True)
class NewEmailAskedLetter(OwnLetter):
    """Tells somebody, at their present address, that it is to be replaced."""

    kind = "new_email_asked"

    name: str
    email: str


@dataclass(frozen=True)
class EmailChangedLetter(OwnLetter):
    """Tells somebody, at the address they had, that it was replaced."""

    kind = "email_changed"

    name: str
    email: str


@dataclass(frozen=True)
class SignInLinkedLetter(OwnLetter):
    """Tells somebody that they can now sign in through a provider, and what became of their password."""

    kind = "sign_in_linked"

    name: str
    provider: str
    password_removed: bool

    def said(self) -> dict[str, Any]:
        return {**self.content(), "removed": NEVER_CONFIRMED[self.language] if self.password_removed else ""}
