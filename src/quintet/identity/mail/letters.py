"""The mails that identity writes. A letter is kept as its few values and put into words when it is sent."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from html import escape
from typing import Any, ClassVar
from urllib.parse import quote

from sqlalchemy.orm import Session

from quintet.foundation.jobs import JobContext
from quintet.identity.mail.ports import Attachment

_KINDS: dict[str, type["Letter"]] = {}


@dataclass(frozen=True)
class Letter(ABC):
    """A kind of mail with the values of one. Subclasses say their words; `kind` is stored: keep it."""

    kind: ClassVar[str]
    once: ClassVar[bool] = False
    """Whether none is better than two: a try of which nobody knows how it ended is not made again."""

    def __init_subclass__(cls) -> None:
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
class InvitationLetter(Letter):
    """Asks somebody into a workspace."""

    kind = "invitation"

    workspace: str
    inviter: str
    role: str
    token: str
    days: int

    @property
    def subject(self) -> str:
        return f"{self.inviter} invites you to {self.workspace}"

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return ("Hello,", f"{self.inviter} invites you to work in {self.workspace} on Quintet as {self.role}.")

    @property
    def button(self) -> tuple[str, str]:
        return "Accept the invitation", f"/invitations/{quote(self.token)}"

    @property
    def closing(self) -> str:
        return (
            f"The invitation is good for {self.days} days and for one person. "
            "If you don't know who sent it, leave it unanswered and nothing will happen."
        )


@dataclass(frozen=True)
class VerifyEmailLetter(Letter):
    """Asks somebody to confirm that the address is theirs."""

    kind = "verify_email"

    name: str
    token: str
    hours: int

    @property
    def subject(self) -> str:
        return "Confirm your e-mail address"

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return (f"Hello {self.name},", "please confirm that this e-mail address is yours.")

    @property
    def button(self) -> tuple[str, str]:
        return "Confirm the address", f"/verify-email/{quote(self.token)}"

    @property
    def closing(self) -> str:
        return f"The link works once, for {self.hours} hours. If you didn't sign up for Quintet, ignore this message."


@dataclass(frozen=True)
class ResetPasswordLetter(Letter):
    """Lets somebody set a new password."""

    kind = "reset_password"

    name: str
    token: str
    minutes: int

    @property
    def subject(self) -> str:
        return "Set a new password"

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return (f"Hello {self.name},", "somebody, probably you, asked for a new password for your Quintet account.")

    @property
    def button(self) -> tuple[str, str]:
        return "Set a new password", f"/reset-password/{quote(self.token)}"

    @property
    def closing(self) -> str:
        return (
            f"The link works once, for {self.minutes} minutes. "
            "If it wasn't you, ignore this message: your password stays as it is."
        )


@dataclass(frozen=True)
class PasswordChangedLetter(Letter):
    """Tells somebody that their password is another now."""

    kind = "password_changed"

    name: str

    @property
    def subject(self) -> str:
        return "Your password was changed"

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return (
            f"Hello {self.name},",
            "the password of your Quintet account was changed just now, and all other devices were signed out.",
            "If this was you, there is nothing to do. If it wasn't, set a new password at once.",
        )

    @property
    def button(self) -> tuple[str, str]:
        return "Set a new password", "/forgot-password"


@dataclass(frozen=True)
class ConfirmNewEmailLetter(Letter):
    """Asks whether a new address is really that person's."""

    kind = "confirm_new_email"

    name: str
    token: str
    hours: int

    @property
    def subject(self) -> str:
        return "Confirm your new e-mail address"

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return (f"Hello {self.name},", "from now on you want to sign in to Quintet with this e-mail address.")

    @property
    def button(self) -> tuple[str, str]:
        return "Use this address", f"/new-email/{quote(self.token)}"

    @property
    def closing(self) -> str:
        return f"The link works once, for {self.hours} hours. If you don't know of this, ignore this message."


@dataclass(frozen=True)
class EmailInUseLetter(Letter):
    """Tells somebody that an account was to get their address, which stays theirs."""

    kind = "email_in_use"

    name: str

    @property
    def subject(self) -> str:
        return "You have an account with this address"

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return (
            f"Hello {self.name},",
            (
                "somebody wanted to use this e-mail address for another Quintet account. It belongs to yours, "
                "so nothing was changed."
            ),
            "If it was you: sign in with this address, or give the account that has it another one first.",
        )


@dataclass(frozen=True)
class NewEmailAskedLetter(Letter):
    """Tells somebody, at their present address, that it is to be replaced."""

    kind = "new_email_asked"

    name: str
    email: str

    @property
    def subject(self) -> str:
        return "Your e-mail address is to be changed"

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return (
            f"Hello {self.name},",
            (
                f"somebody who knows your password asked to sign in to your Quintet account with {self.email} instead "
                "of this address. It changes when the link that we mailed there is opened."
            ),
            (
                "If this was you, there is nothing to do here. If it wasn't, set a new password at once: "
                "that also makes the link worthless."
            ),
        )

    @property
    def button(self) -> tuple[str, str]:
        return "Set a new password", "/forgot-password"


@dataclass(frozen=True)
class EmailChangedLetter(Letter):
    """Tells somebody, at the address they had, that it was replaced."""

    kind = "email_changed"

    name: str
    email: str

    @property
    def subject(self) -> str:
        return "Your e-mail address was changed"

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return (
            f"Hello {self.name},",
            f"your Quintet account now has the e-mail address {self.email}. This one no longer signs in.",
            "If this wasn't you, tell an administrator of your workspace at once.",
        )


@dataclass(frozen=True)
class SignInLinkedLetter(Letter):
    """Tells somebody that they can now sign in through a provider, and what became of their password."""

    kind = "sign_in_linked"

    name: str
    provider: str
    password_removed: bool

    @property
    def subject(self) -> str:
        return f"You can now sign in with {self.provider}"

    @property
    def paragraphs(self) -> tuple[str, ...]:
        removed = (
            "The e-mail address had never been confirmed, so the password and API keys that were set up before "
            "no longer work. You can set a new password."
        )
        return (
            f"Hello {self.name},",
            f"your Quintet account was linked to your {self.provider} account.",
            *([removed] if self.password_removed else []),
            "If this wasn't you, set a new password at once.",
        )

    @property
    def button(self) -> tuple[str, str]:
        return "Set a new password", "/forgot-password"
