"""Mail through a real SMTP server on the loopback interface."""

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from quintet.identity.mail.ports import Attachment, Mail
from quintet.kit import time
from quintet.kit.errors import NotConfigured, ProviderRejected, ProviderUnavailable
from quintet.providers.smtp.mail import SmtpMailSender, SmtpServer

MAIL = Mail("ann@example.com", "Ann Ünal", "Grüße, Ann", "Hello Ann\n", "<p>Hello Ann</p>\n", key="mail-1")


class Post:
    """What the server was given; it refuses as the address says."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        local = address.partition("@")[0]
        if local.isdigit():
            return f"{local} as you wish"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.envelopes.append(envelope)
        return "250 OK"

    def message(self) -> EmailMessage:
        [envelope] = self.envelopes
        assert isinstance(envelope.content, bytes)
        return message_from_bytes(envelope.content, policy=default)


class Certificate:
    """A certificate for the loopback interface, and the contexts for both ends."""

    def __init__(self, folder: Path) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
        names = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(1)
            .not_valid_before(time.now() - timedelta(days=1))
            .not_valid_after(time.now() + timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(key, hashes.SHA256())
        )
        pem = made.public_bytes(serialization.Encoding.PEM)
        secret = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        (folder / "both.pem").write_bytes(secret + pem)
        self.server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.server.load_cert_chain(folder / "both.pem")
        self.client = ssl.create_default_context(cadata=pem.decode())


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return Certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def post() -> Post:
    return Post()


Start = Callable[..., str]


@pytest.fixture
def start(post: Post) -> Iterator[Start]:
    """Starts a server; returns its host and port."""
    with ExitStack() as stack:

        def run(**options: Any) -> str:
            port = free_port()
            controller = Controller(post, hostname="127.0.0.1", port=port, **options)
            controller.start()
            stack.callback(controller.stop)
            return f"127.0.0.1:{port}"

        yield run


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def sender(url: str, certificate: Certificate | None = None) -> SmtpMailSender:
    return SmtpMailSender(
        SmtpServer.from_url(url),
        sender="crm@quintet.example",
        sender_name="Quintet, the CRM",
        timeout=5,
        context=certificate.client if certificate else None,
    )


def to(address: str, **changes: Any) -> Mail:
    values: dict[str, Any] = {
        "to": address,
        "to_name": "",
        "subject": "s",
        "text": "t",
        "html": "h",
        "key": "k",
        **changes,
    }
    return Mail(**values)


class TestMessage:
    def test_arrives_whole(self, start: Start, post: Post) -> None:
        receipt = sender(f"smtp://{start()}").send(MAIL)
        assert post.envelopes[0].mail_from == "crm@quintet.example"
        assert post.envelopes[0].rcpt_tos == ["ann@example.com"]
        message = post.message()
        assert message["Subject"] == "Grüße, Ann"
        assert message["From"] == '"Quintet, the CRM" <crm@quintet.example>'
        assert message["To"].addresses[0].display_name == "Ann Ünal"
        assert message["Message-ID"] == receipt == "<mail-1@quintet.example>"
        assert message["Date"].datetime.tzinfo is not None
        assert message["Auto-Submitted"] == "auto-generated"
        text, html = message.iter_parts()
        assert text.get_content() == "Hello Ann\r\n"
        assert html.get_content_type() == "text/html"
        assert html.get_content() == "<p>Hello Ann</p>\r\n"

    def test_in_the_name_of_others_and_with_files(self, start: Start, post: Post) -> None:
        pdf = Attachment("Fällig 1.pdf", "application/pdf", b"%PDF-\xff\r\n.\r\n")
        mail = to("ann@example.com", sender_name="Nord, Licht", reply_to="bob@example.com", attachments=(pdf,))
        sender(f"smtp://{start()}").send(mail)
        message = post.message()
        assert message["From"].addresses[0].display_name == "Nord, Licht"
        assert message["From"].addresses[0].addr_spec == "crm@quintet.example"
        assert message["Reply-To"] == "bob@example.com"
        [attached] = message.iter_attachments()
        assert (attached.get_filename(), attached.get_content_type()) == ("Fällig 1.pdf", "application/pdf")
        assert attached.get_content() == pdf.content
        body = message.get_body(("html",))
        assert body is not None
        assert body.get_content().strip() == "h"

    def test_headers_cannot_be_smuggled_in(self, start: Start, post: Post) -> None:
        mail = to("ann@example.com", to_name="Ann\r\nBcc: eve@example.com", subject="Hi\nX-Evil: 1")
        sender(f"smtp://{start()}").send(mail)
        message = post.message()
        assert message["Bcc"] is None
        assert message["X-Evil"] is None
        assert message["Subject"] == "Hi X-Evil: 1"
        assert post.envelopes[0].rcpt_tos == ["ann@example.com"]

    @pytest.mark.parametrize("address", ["ann@example.com\r\nRCPT TO:<eve@example.com>", "ann", "@", "a b@example.com"])
    def test_no_such_address(self, start: Start, post: Post, address: str) -> None:
        with pytest.raises(ProviderRejected):
            sender(f"smtp://{start()}").send(to(address))
        assert post.envelopes == []


class TestAnswers:
    def test_never(self, start: Start) -> None:
        with pytest.raises(ProviderRejected, match="550: as you wish") as caught:
            sender(f"smtp://{start()}").send(to("550@example.com"))
        assert caught.value.code == "recipient_refused"

    def test_not_now(self, start: Start) -> None:
        with pytest.raises(ProviderUnavailable, match="451: as you wish"):
            sender(f"smtp://{start()}").send(to("451@example.com"))

    def test_nobody_there(self) -> None:
        with pytest.raises(ProviderUnavailable):
            sender(f"smtp://127.0.0.1:{free_port()}").send(MAIL)

    def test_no_mail_server_there(self) -> None:
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            listener.listen()
            deaf = SmtpServer.from_url(f"smtp://127.0.0.1:{listener.getsockname()[1]}")
            with pytest.raises(ProviderUnavailable):
                SmtpMailSender(deaf, sender="a@example.com", sender_name="", timeout=0.2).send(MAIL)


class TestSecurity:
    def test_starttls_and_sign_in(self, start: Start, post: Post, certificate: Certificate) -> None:
        url = start(tls_context=certificate.server, require_starttls=True, auth_required=True, authenticator=knows)
        sender(f"smtp://crm:p%40ss@{url}", certificate).send(MAIL)
        assert len(post.envelopes) == 1

    def test_implicit_tls(self, start: Start, post: Post, certificate: Certificate) -> None:
        sender(f"smtps://{start(ssl_context=certificate.server)}", certificate).send(MAIL)
        assert len(post.envelopes) == 1

    def test_wrong_password(self, start: Start, certificate: Certificate) -> None:
        url = start(tls_context=certificate.server, auth_required=True, authenticator=knows)
        with pytest.raises(ProviderRejected) as caught:
            sender(f"smtp://crm:wrong@{url}", certificate).send(MAIL)
        assert caught.value.code == "sign_in_refused"
        assert "wrong" not in caught.value.message

    def test_unknown_certificate(self, start: Start, post: Post, certificate: Certificate) -> None:
        with pytest.raises(NotConfigured, match="certificate"):
            sender(f"smtp://{start(tls_context=certificate.server)}").send(MAIL)
        assert post.envelopes == []

    def test_required_encryption_that_is_not_offered(self, start: Start, post: Post) -> None:
        with pytest.raises(NotConfigured, match="STARTTLS"):
            sender(f"smtp://{start()}?tls=required").send(MAIL)
        assert post.envelopes == []

    def test_sign_in_that_is_not_offered(self, start: Start) -> None:
        with pytest.raises(ProviderRejected):
            sender(f"smtp://crm:secret@{start()}").send(MAIL)


class TestUrl:
    @pytest.mark.parametrize(
        ("url", "server"),
        [
            ("smtp://mail.example.com", SmtpServer("mail.example.com", 587, None, None, "required")),
            ("smtp://mail.example.com:25?tls=none", SmtpServer("mail.example.com", 25, None, None, "none")),
            ("smtps://a%40b:c%2Fd@mail.example.com", SmtpServer("mail.example.com", 465, "a@b", "c/d", "implicit")),
            ("smtp://localhost", SmtpServer("localhost", 25, None, None, "offered")),
        ],
    )
    def test_read(self, url: str, server: SmtpServer) -> None:
        assert SmtpServer.from_url(url) == server

    @pytest.mark.parametrize("url", ["http://mail.example.com", "mail.example.com", "smtp://", "smtp://x?tls=maybe"])
    def test_refused(self, url: str) -> None:
        with pytest.raises(ValueError, match="must be"):
            SmtpServer.from_url(url)


def knows(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    known = isinstance(data, LoginPassword) and (data.login, data.password) == (b"crm", b"p@ss")
    return AuthResult(success=known, handled=False)
