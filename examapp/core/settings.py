"""What an installation is told from outside: one frozen record, read once at start.

An installation is a folder with `installation.toml` (mode 0600). It is made at the first start;
the environment (prefix `EXAMAPP_`) overrides it.
"""

import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from examapp.core.post_settings import LOOPBACK, NO_POST, PostSettings, PostSettingsError, read_post_settings

INSTALLATION_FILE = "installation.toml"
# Keys that stand in tutorials and container templates; a start with one of them is refused.
REFUSED_SECRETS = frozenset({"", "dev", "secret", "changeme", "change-me", "default", "test"})
SHORTEST_SECRET = 32
SMALLEST_LOG_QUOTA = 4
SIGN_BY = ("totp", "eimzo", "either")
LANGUAGES = ("uz-Latn", "uz-Cyrl", "ru", "en")


class SettingsError(ValueError):
    """The installation cannot start as it is configured; the text says what to change."""


@dataclass(frozen=True)
class Settings:
    """One installation's configuration.

    `data` is its folder; `base_url` is the address that people use, without a trailing slash, and decides
    whether cookies are Secure; `trusted_proxies` counts the reverse proxies in front (0 = none). Below
    `least_free_mb` of free disk only answers are kept; without `log_folder` log lines go to standard error.
    Backups are encrypted to `backup_recipients` (`age1…`).
    `sign_by` says how the commission signs: totp, eimzo or either; `eimzo_url` is that of the e-imzo-server.
    """

    data: Path
    database_url: str
    secret_key: str
    base_url: str
    default_language: str = "uz-Latn"
    log_level: str = "INFO"
    trusted_proxies: int = 0
    least_free_mb: int = 1024
    log_folder: Path | None = None
    log_quota_mb: int = 200
    backup_recipients: tuple[str, ...] = ()
    post: PostSettings = NO_POST
    eimzo_url: str = ""
    sign_by: str = "totp"

    @property
    def https(self) -> bool:
        """Whether people reach the installation by https."""
        return self.base_url.startswith("https://")

    @property
    def keys(self) -> Path:
        """The folder of the signing keys, mode 0700."""
        return self.data / "keys"

    @property
    def fonts(self) -> Path:
        """The folder of the static font instances made at first start."""
        return self.data / "fonts"

    @property
    def certificates(self) -> Path:
        """The folder of issued certificate files, one immutable PDF per issue."""
        return self.data / "certificates"


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings of the installation that the environment names, and make it if it is new.

    Raises SettingsError, with what to do, for a default secret or a value that cannot be used.
    """
    env = os.environ if environ is None else environ
    data = Path(env.get("EXAMAPP_DATA", "instance")).resolve()
    kept = _read_or_make(data)

    def value(name: str, default: str) -> str:
        return env.get(f"EXAMAPP_{name.upper()}") or kept.get(name, default)

    try:
        post = read_post_settings(value)
    except PostSettingsError as error:
        raise SettingsError(str(error)) from error
    settings = Settings(
        data=data,
        database_url=value("database_url", f"sqlite:///{data / 'examapp.sqlite3'}"),
        secret_key=value("secret_key", ""),
        base_url=value("base_url", "http://127.0.0.1:8000").rstrip("/"),
        default_language=value("default_language", "uz-Latn"),
        log_level=value("log_level", "INFO").upper(),
        trusted_proxies=_whole_number("trusted_proxies", value("trusted_proxies", "0")),
        least_free_mb=_whole_number("least_free_mb", value("least_free_mb", "1024")),
        log_folder=_folder(value("log_folder", "")),
        log_quota_mb=_whole_number("log_quota_mb", value("log_quota_mb", "200")),
        backup_recipients=tuple(value("backup_recipients", "").replace(",", " ").split()),
        post=post,
        eimzo_url=value("eimzo_url", "").rstrip("/"),
        sign_by=value("sign_by", "totp"),
    )
    _check(settings)
    return settings


def _read_or_make(data: Path) -> dict[str, str]:
    path = data / INSTALLATION_FILE
    if not path.exists():
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        text = (
            "# This installation's own values. The environment (EXAMAPP_…) overrides them.\n"
            "# Whoever reads secret_key can forge sign-ins: keep this file's mode at 0600.\n"
            f'secret_key = "{secrets.token_urlsafe(48)}"\n'
        )
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:  # another process of the same installation was first
            return _read_or_make(data)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    try:
        parsed = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(
            f"{path} cannot be read: {error}. Mend it, or restore it from a backup."
        ) from error
    return {name: str(item) for name, item in parsed.items()}


def _whole_number(name: str, text: str) -> int:
    if not text.isdecimal():
        raise SettingsError(f"EXAMAPP_{name.upper()} must be a whole number, not {text!r}.")
    return int(text)


def _folder(text: str) -> Path | None:
    return Path(text).resolve() if text else None


def _check(settings: Settings) -> None:
    _check_signing(settings)
    if settings.secret_key.lower() in REFUSED_SECRETS or len(settings.secret_key) < SHORTEST_SECRET:
        raise SettingsError(
            f"secret_key is a default or shorter than {SHORTEST_SECRET} characters. "
            f"Put a random one into {settings.data / INSTALLATION_FILE}, or remove the file to have one made."
        )
    if not settings.base_url.startswith(("http://", "https://")):
        raise SettingsError(
            f"EXAMAPP_BASE_URL must begin with http:// or https://, not {settings.base_url!r}."
        )
    if settings.log_quota_mb < SMALLEST_LOG_QUOTA:
        raise SettingsError(f"EXAMAPP_LOG_QUOTA_MB must be at least {SMALLEST_LOG_QUOTA}.")
    if settings.default_language not in LANGUAGES:
        raise SettingsError(f"EXAMAPP_DEFAULT_LANGUAGE must be one of {', '.join(LANGUAGES)}.")


def _check_signing(settings: Settings) -> None:
    if settings.sign_by not in SIGN_BY:
        raise SettingsError(f"EXAMAPP_SIGN_BY must be one of {', '.join(SIGN_BY)}.")
    address = urlsplit(settings.eimzo_url)
    if settings.sign_by != "totp" and address.scheme != "https" and address.hostname not in LOOPBACK:
        raise SettingsError(
            "EXAMAPP_EIMZO_URL must be the e-imzo-server's address: https://, or http:// on this machine."
        )
