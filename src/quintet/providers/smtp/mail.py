"""Mail through an SMTP server."""

import smtplib
import ssl
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import parse_qs, unquote, urlsplit

from quintet.identity.mail.ports import Mail
from quintet.kit import time
from quintet.kit.errors import NotConfigured, ProviderRejected, ProviderUnavailable
from quintet.kit.values import fold_email

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_TLS = ("required", "offered", "none")


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where and how to hand mail over."""

    host: str
    port: int
    user: str | None
    password: str | None
    tls: str
    """`implicit`, `required` (STARTTLS or nothing), `offered` (STARTTLS if the server knows it), `none`."""

    @classmethod
    def from_url(cls, url: str) -> "SmtpServer":
        """`smtp://user:password@host:587?tls=required|offered|none` or `smtps://host`. ValueError when it is neither.

        STARTTLS is required unless the server is on this machine.
        """
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise ValueError("the address of the mail server must be smtp://host:port or smtps://host:port")
        local = parts.hostname in _LOOPBACK
        tls = parse_qs(parts.query).get("tls", ["offered" if local else "required"])[0]
        if tls not in _TLS:
            raise ValueError(f"tls must be one of {', '.join(_TLS)}")
        implicit = parts.scheme == "smtps"
        return cls(
            host=parts.hostname,
            port=parts.port or (465 if implicit else 25 if local else 587),
            user=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            tls="implicit" if implicit else tls,
        )


class SmtpMailSender:
    """Sends each mail over a connection of its own. Safe to use from several threads."""

    def __init__(
        self,
        server: SmtpServer,
        *,
        sender: str,
        sender_name: str,
        timeout: float = 20.0,
        context: ssl.SSLContext | None = None,
    ) -> None:
        self._server = server
        self._from = _address(sender, sender_name)
        self._timeout = timeout
        self._context = context or ssl.create_default_context()

    def send(self, mail: Mail) -> str:
        """The Message-ID, which is the same for every try."""
        message = self._compose(mail)
        try:
            with self._connect() as smtp:
                smtp.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code, answer = next(iter(error.recipients.values()))
            raise _refused(code, answer, "recipient_refused") from None
        except smtplib.SMTPAuthenticationError as error:
            raise _refused(error.smtp_code, error.smtp_error, "sign_in_refused") from None
        except smtplib.SMTPResponseException as error:
            raise _refused(error.smtp_code, error.smtp_error, "mail_refused") from None
        except smtplib.SMTPNotSupportedError as error:
            raise ProviderRejected(f"The mail server cannot take this mail: {error}", code="mail_refused") from None
        except ssl.SSLCertVerificationError as error:
            raise NotConfigured(f"The mail server's certificate is not valid: {error.verify_message}") from None
        except (OSError, smtplib.SMTPException) as error:
            raise ProviderUnavailable(f"The mail server cannot be reached: {error}") from None
        return str(message["Message-ID"])

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        if server.tls == "implicit":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=self._timeout, context=self._context
            )
        else:
            smtp = smtplib.SMTP(server.host, server.port, timeout=self._timeout)
        try:
            self._secure(smtp)
            if server.user is not None:
                smtp.login(server.user, server.password or "")
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _secure(self, smtp: smtplib.SMTP) -> None:
        smtp.ehlo_or_helo_if_needed()
        if self._server.tls in ("implicit", "none"):
            return
        if smtp.has_extn("starttls"):
            smtp.starttls(context=self._context)
            smtp.ehlo()
        elif self._server.tls == "required":
            raise NotConfigured(
                "The mail server offers no encryption (STARTTLS). Add ?tls=none to QUINTET_SMTP_URL to do without."
            )

    def _compose(self, mail: Mail) -> EmailMessage:
        message = EmailMessage(policy=SMTP)
        try:
            sender = self._from
            message["From"] = _address(sender.addr_spec, mail.sender_name) if mail.sender_name else sender
            if mail.reply_to is not None:
                message["Reply-To"] = _address(fold_email(mail.reply_to), "")
            message["To"] = _address(fold_email(mail.to), mail.to_name)
            message["Subject"] = " ".join(mail.subject.split())
        except ValueError as error:
            raise ProviderRejected(f"This mail cannot be addressed: {error}", code="bad_address") from None
        message["Date"] = format_datetime(time.now())
        # The same id for every try: a mail that came twice after a crash is shown once by most programs.
        message["Message-ID"] = f"<{mail.key}@{self._from.domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(mail.text)
        message.add_alternative(mail.html, subtype="html")
        for each in mail.attachments:
            kind, _, subtype = each.content_type.partition("/")
            message.add_attachment(each.content, maintype=kind, subtype=subtype, filename=each.name)
        return message


class NoMailSender:
    """Stands in when no mail server is set and nothing is to be pretended."""

    def send(self, mail: Mail) -> str:
        raise NotConfigured("No mail server is set up: set QUINTET_SMTP_URL.")


def _address(address: str, name: str) -> Address:
    local, _, domain = address.rpartition("@")
    return Address(" ".join(name.split()), local, domain)


def _refused(code: int, answer: bytes | str, reason: str) -> ProviderRejected | ProviderUnavailable:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    said = f"The mail server answered {code}: {text}"[:500]
    # 4xx: not now; 5xx: never.
    return ProviderRejected(said, code=reason) if code >= 500 else ProviderUnavailable(said)
