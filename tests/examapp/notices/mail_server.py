"""A real SMTP server on this machine: takes letters, may want STARTTLS and a password, may misbehave."""

import asyncio
import datetime as dt
import ipaddress
import socket
import ssl
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "attestation", "mail-password"


@dataclass
class Mailbox:
    """The handler: letters that were taken, and answers to give before it behaves."""

    letters: list[EmailMessage] = field(default_factory=list)
    to_data: list[str] = field(default_factory=list)
    to_rcpt: dict[str, str] = field(default_factory=dict)
    after_data: list = field(default_factory=list)

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options) -> str:
        answer = self.to_rcpt.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope) -> str:
        if self.to_data:
            return self.to_data.pop(0)
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        if self.after_data:
            self.after_data.pop(0)(server)
        return "250 taken"


def start(mailbox: Mailbox, *, tls: ssl.SSLContext | None = None, password: bool = False) -> Controller:
    options = {}
    if password:
        options = {
            "authenticator": lambda server, session, envelope, mechanism, data: AuthResult(
                success=(data.login, data.password) == (USER.encode(), PASSWORD.encode()), handled=False
            ),
            "auth_required": True,
        }
    if tls:
        options |= {"tls_context": tls, "require_starttls": True}
    controller = Controller(mailbox, hostname="127.0.0.1", port=_free_port(), ready_timeout=60, **options)
    controller.start()
    return controller


def stop(controller: Controller) -> None:
    """End a server once it has noticed that everybody left; else a socket stays open in its loop."""

    async def settle() -> None:
        sessions = asyncio.all_tasks() - {asyncio.current_task()}
        if sessions:
            await asyncio.wait(sessions, timeout=30)
        await asyncio.sleep(0.01)

    asyncio.run_coroutine_threadsafe(settle(), controller.loop).result(60)
    controller.stop()


def _free_port() -> int:
    """The controller knocks at its own door by number, so that port 0 does not do."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def make_certificate(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Return the server's context and a client's that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.test")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "mail.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)
    return server, ssl.create_default_context(cafile=str(file))
