"""What Flask itself is told: cookies, limits, tokens."""

from datetime import timedelta
from typing import Any

from flask import current_app

from examapp.core.settings import Settings

LARGEST_BODY = 20 * 1024 * 1024


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
