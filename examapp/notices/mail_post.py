"""E-mail by SMTP: one connection a round, STARTTLS, and an answer that tells not sent from not known."""

import smtplib
import ssl
from contextlib import suppress
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final
from urllib.parse import urlsplit

from examapp.core.post_settings import PostSettings
from examapp.notices.errors import ChannelAway, PostBusy, PostRefused, PostUnsure
from examapp.notices.messages import Arrival, Message

SECONDS: Final = 20
_PERMANENT: Final = 500


class MailPost:
    """The mail server, reached at the first message of a round."""

    reports_arrival = False

    def __init__(self, settings: PostSettings, base_url: str, *, trust: ssl.SSLContext | None = None) -> None:
        self.settings = settings
        self.domain = urlsplit(base_url).hostname or "localhost"
        self._trust = trust or ssl.create_default_context()
        self._server: smtplib.SMTP | None = None

    def send(self, message: Message) -> str:
        """Hand the letter to the server; its Message-ID is the same at each try."""
        letter = write_letter(message, self.settings.smtp_from, self.domain)
        server = self._server or self._connect()
        try:
            self._name_people(server, message.to)
        except (OSError, smtplib.SMTPServerDisconnected) as error:
            self._drop()
            raise ChannelAway(_tell(error)) from error
        try:
            code, answer = server.data(letter.as_bytes(policy=SMTP))
        except smtplib.SMTPDataError as error:  # the server did not want the letter at all
            raise _refusal(error.smtp_code, error.smtp_error) from error
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            raise PostUnsure(_tell(error)) from error
        if code >= 400:
            raise _refusal(code, answer)
        return str(letter["Message-ID"])

    def ask(self, provider_id: str) -> Arrival:
        """Return that nothing is known: SMTP does not say."""
        del provider_id
        return Arrival.WAITING

    def close(self) -> None:
        """Take leave of the server."""
        if self._server is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._server.quit()
            self._server = None

    def _drop(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None

    def _connect(self) -> smtplib.SMTP:
        try:
            self._server = self._reach()
            self._introduce(self._server)
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            raise ChannelAway(_tell(error)) from error
        return self._server

    def _reach(self) -> smtplib.SMTP:
        settings = self.settings
        address = (settings.smtp_host, settings.smtp_port)
        if settings.smtp_security == "tls":
            return smtplib.SMTP_SSL(*address, timeout=SECONDS, context=self._trust)
        return smtplib.SMTP(*address, timeout=SECONDS)

    def _introduce(self, server: smtplib.SMTP) -> None:
        settings = self.settings
        if settings.smtp_security == "starttls":
            server.starttls(context=self._trust)
        if settings.smtp_user:
            server.login(settings.smtp_user, settings.smtp_password)
        server.ehlo_or_helo_if_needed()

    def _name_people(self, server: smtplib.SMTP, to: str) -> None:
        server.rset()
        for code, answer in (server.mail(self.settings.smtp_from), server.rcpt(to)):
            if code >= 400:
                raise _refusal(code, answer)


def write_letter(message: Message, sender: str, domain: str) -> EmailMessage:
    """Return the letter: plain text that every program shows, and the date as a calendar file."""
    letter = EmailMessage()
    letter["Message-ID"] = f"<{message.code.lower()}@{domain}>"
    letter["Date"] = format_datetime(message.at)
    letter["From"] = sender
    letter["To"] = Address(addr_spec=message.to)
    letter["Subject"] = message.subject
    letter["Content-Language"] = message.language
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(message.text, cte="base64")  # every server carries it
    if message.calendar:
        letter.add_attachment(
            message.calendar,
            maintype="text",
            subtype="calendar",
            filename="test.ics",
            params=({"method": message.calendar_method} if message.calendar_method else {})
            | {"charset": "utf-8"},
        )
    return letter


def _refusal(code: int, answer: bytes | str) -> PostBusy | PostRefused:
    said = answer.decode("ascii", "replace") if isinstance(answer, bytes) else answer
    words = f"{code} {said}"[:200]
    return PostRefused(words) if code >= _PERMANENT else PostBusy(words)


def _tell(error: Exception) -> str:
    """Return what happened without what was sent: an answer to AUTH may repeat a name."""
    code = getattr(error, "smtp_code", "")
    return f"{type(error).__name__} {code}".strip()
