"""How an installation sends messages: the mail server and the SMS gateway, both off until they are named."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

GATEWAYS: Final = ("", "eskiz", "playmobile")
SECURITY: Final = ("starttls", "tls", "none")
LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")


class PostSettingsError(ValueError):
    """The settings of mail or SMS cannot be used; the text says what to change."""


@dataclass(frozen=True)
class PostSettings:
    """The mail server and the gateway; an empty host or gateway keeps that channel off.

    No password stands in the record's text, so that none gets into a log.
    """

    smtp_host: str = ""
    smtp_port: int = 587
    smtp_security: str = "starttls"
    smtp_user: str = ""
    smtp_password: str = field(default="", repr=False)
    smtp_from: str = ""
    sms_gateway: str = ""
    sms_url: str = ""
    sms_user: str = ""
    sms_password: str = field(default="", repr=False)
    sms_from: str = ""

    @property
    def sends_email(self) -> bool:
        """Whether a mail server is named."""
        return bool(self.smtp_host)

    @property
    def sends_sms(self) -> bool:
        """Whether a gateway is named."""
        return bool(self.sms_gateway)


NO_POST: Final = PostSettings()


def read_post_settings(value: Callable[[str, str], str]) -> PostSettings:
    """Return the settings that `value(name, default)` gives, or raise PostSettingsError with what to do."""
    defaults = PostSettings()
    port = value("smtp_port", str(defaults.smtp_port))
    if not port.isdecimal():
        raise PostSettingsError(f"EXAMAPP_SMTP_PORT must be a whole number, not {port!r}.")
    texts = {
        name: value(name, str(getattr(defaults, name)))
        for name in PostSettings.__dataclass_fields__
        if name != "smtp_port"
    }
    settings = PostSettings(smtp_port=int(port), **texts)
    _check(settings)
    return settings


def _check(settings: PostSettings) -> None:
    if settings.smtp_security not in SECURITY:
        raise PostSettingsError(f"EXAMAPP_SMTP_SECURITY must be one of {', '.join(SECURITY)}.")
    if settings.sms_gateway not in GATEWAYS:
        raise PostSettingsError("EXAMAPP_SMS_GATEWAY must be eskiz, playmobile or empty.")
    if settings.sends_email and "@" not in settings.smtp_from:
        raise PostSettingsError("EXAMAPP_SMTP_FROM must be the address that letters come from.")
    if settings.sends_email and settings.smtp_security == "none" and settings.smtp_host not in LOOPBACK:
        raise PostSettingsError(
            "EXAMAPP_SMTP_SECURITY may be none on this machine only: letters name people. Use starttls."
        )
    address = urlsplit(settings.sms_url)
    if settings.sends_sms and address.scheme != "https" and address.hostname not in LOOPBACK:
        raise PostSettingsError("EXAMAPP_SMS_URL must be the gateway's address and begin with https://.")
