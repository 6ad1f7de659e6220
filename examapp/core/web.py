"""What Flask itself is told: cookies, limits, tokens, and how long static files may be kept."""

import hashlib
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Request, current_app, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

from examapp.core.settings import Settings

SECONDS_VERSIONED = 365 * 24 * 3600
SECONDS_UNVERSIONED = 300
LARGEST_BODY = 20 * 1024 * 1024
EXAM_API = "/exam/api/"
PROGRAM_API = "/api/"


class PageSessions(SecureCookieSessionInterface):
    """Flask's signed cookie, for pages only.

    The exam API knows a seat by its token. A session there would cost a tenth of each save, and a cookie must
    never speak for an attempt.
    """

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return the page's session; None, which Flask makes a session that refuses writing, for the API."""
        return (
            None if request.path.startswith((EXAM_API, PROGRAM_API)) else super().open_session(app, request)
        )


def flask_configuration(settings: Settings) -> dict[str, Any]:
    """Return Flask's configuration for an installation."""
    return {
        "SETTINGS": settings,
        "SECRET_KEY": settings.secret_key,
        "MAX_CONTENT_LENGTH": LARGEST_BODY,
        "SESSION_COOKIE_NAME": "__Host-session" if settings.https else "session",
        "SESSION_COOKIE_SECURE": settings.https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=12),
        "SESSION_REFRESH_EACH_REQUEST": False,
        # A token that dies after an hour kills whatever takes longer; it lives as long as the sign-in.
        "WTF_CSRF_TIME_LIMIT": None,
        "REMEMBER_COOKIE_DURATION": timedelta(seconds=0),
    }


def current_settings() -> Settings:
    """Return the running application's settings; jobs and sweepers find the installation's folders by it."""
    found: Settings = current_app.config["SETTINGS"]
    return found


def init_static(app: Flask) -> None:
    """Let browsers keep static files for a year, under addresses that change with what the files hold."""
    version = _static_version(Path(app.static_folder or ""))

    @app.url_defaults
    def add_version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static":
            values.setdefault("v", version)

    def how_long(_name: str | None) -> int:
        return SECONDS_VERSIONED if request.args.get("v") == version else SECONDS_UNVERSIONED

    app.get_send_file_max_age = how_long  # type: ignore[assignment,method-assign]


@cache
def _static_version(folder: Path) -> str:
    """Return a short digest over all static files; they do not change under a running process."""
    whole = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            whole.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()[:12]
