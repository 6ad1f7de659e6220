"""Closed unless opened: a view without a declared permission answers nobody.

Each view carries one of four marks: @requires(permission) for staff, @public for anyone, @candidate_api
for the exam API, whose views check the attempt token themselves, and @program_view for the API of
other programs, whose views check the body's token. A hook before each request enforces it.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from examapp.core.errors import Forbidden, NotFound, error_response, wants_json
from examapp.core.i18n import N_
from examapp.core.permissions import Actor, Permission, may

_View = TypeVar("_View", bound=Callable[..., Any])
_MARK = "_examapp_access"
_GRAVE = "_examapp_grave"
PUBLIC = "public"
CANDIDATE_API = "candidate_api"
PROGRAM_VIEW = "program_view"
SIGN_IN_ENDPOINT = "accounts.sign_in"


def requires(permission: Permission) -> Callable[[_View], _View]:
    """Open a view to signed-in staff whose role holds the permission."""

    def mark(view: _View) -> _View:
        setattr(view, _MARK, permission)
        return view

    return mark


def public(view: _View) -> _View:
    """Open a view to anyone."""
    setattr(view, _MARK, PUBLIC)
    return view


def candidate_api(view: _View) -> _View:
    """Open a view to the exam API's own check of the attempt token."""
    setattr(view, _MARK, CANDIDATE_API)
    return view


def program_view(view: _View) -> _View:
    """Open a view to the programs' API's own check of its token."""
    setattr(view, _MARK, PROGRAM_VIEW)
    return view


def grave(view: _View) -> _View:
    """Ask for the second factor again before this view's POST, unless it was typed a moment ago."""
    setattr(view, _GRAVE, True)
    return view


def is_grave(app: Flask, endpoint: str) -> bool:
    """Tell whether a view asks for the second factor again."""
    return bool(getattr(app.view_functions[endpoint], _GRAVE, False))


def access_of(app: Flask, endpoint: str) -> str | Permission | None:
    """Return a view's mark, or None where it was forgotten: such a view is closed to everybody."""
    if endpoint == "static" or endpoint.endswith(".static"):
        return PUBLIC
    found: str | Permission | None = getattr(app.view_functions[endpoint], _MARK, None)
    return found


def current_staff() -> Actor:
    """Return the staff member who acts; only within a view that requires a permission."""
    if not current_user.is_authenticated:
        raise Forbidden
    actor: Actor = current_user._get_current_object()  # noqa: SLF001 - Flask-Login's proxy has no public way
    return actor


def _guard(app: Flask) -> Callable[[], Response | None]:
    def check() -> Response | None:
        if request.endpoint is None:  # no such address: the 404 comes by itself
            return None
        mark = access_of(app, request.endpoint)
        if mark in (PUBLIC, CANDIDATE_API, PROGRAM_VIEW):
            return None
        if not current_user.is_authenticated:
            if wants_json():
                return error_response(401, "unauthorised", N_("Please sign in first."))
            back = request.full_path.rstrip("?") if request.method == "GET" else None
            return redirect(url_for(SIGN_IN_ENDPOINT, next=back))
        if not isinstance(mark, Permission):
            raise NotFound
        if not may(current_staff(), mark):
            raise Forbidden
        if request.method == "POST" and is_grave(app, request.endpoint):
            return _ask_for_proof(app)
        return None

    return check


def _ask_for_proof(app: Flask) -> Response | None:
    """Ask the room of accounts, which lies above, whether the person has proved to be present."""
    ask: Callable[[], Response | None] = app.extensions["ask_for_proof"]
    return ask()


def init_access(app: Flask) -> None:
    """Install the hook and give templates `allowed('permission')` and `for_staff_alone()`."""
    app.before_request(_guard(app))

    def allowed(name: str) -> bool:
        return bool(current_user.is_authenticated) and may(current_staff(), Permission(name))

    def for_staff_alone() -> bool:
        endpoint = request.endpoint
        return endpoint is not None and isinstance(access_of(app, endpoint), Permission)

    app.jinja_env.globals["allowed"] = allowed
    app.jinja_env.globals["for_staff_alone"] = for_staff_alone
