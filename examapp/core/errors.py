"""From a room's exception to what a person or a program reads.

Rooms raise their own subclasses of AppError; this module turns them, and the framework's own errors, into
JSON for the exam API and into a page for people. A JSON endpoint never redirects to a sign-in page.
"""

from typing import Any

import structlog
from flask import Flask, Response, jsonify, make_response, render_template, request
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError
from werkzeug.exceptions import HTTPException
from werkzeug.routing import IntegerConverter, Map

from examapp.core.db import is_storage_failure
from examapp.core.i18n import N_
from examapp.core.web import EXAM_API, PROGRAM_API

API_PREFIXES = (EXAM_API, PROGRAM_API)
# What stands in an address and lets its holder in: the link of a letter, an attempt's page.
_SECRETS_OF_ADDRESSES = frozenset({"token", "value"})
logger = structlog.get_logger(__name__)


class AppError(Exception):
    """A refusal that a person can act on: an HTTP status, a code for programs, a sentence for people.

    `message` is an English msgid; `parameters` fill its placeholders. A subclass sets the three defaults.
    """

    status = 400
    code = "bad_request"
    message = N_("This request cannot be carried out. Go back, check what was entered and try again.")
    # Seconds after which the same is worth trying again; None where waiting alone does not help.
    retry_after: int | None = None

    def __init__(
        self, message: str | None = None, *, error_code: str | None = None, **parameters: object
    ) -> None:
        self.message = message or type(self).message
        self.code = error_code or type(self).code
        self.parameters = parameters
        super().__init__(self.message % parameters if parameters else self.message)

    def sentence(self) -> str:
        """Return the message in the language of the request."""
        return str(gettext(self.message, **self.parameters))


class NotFound(AppError):
    """What was asked for is not here, or not for this person: the two look the same."""

    status = 404
    code = "not_found"
    message = N_("Nothing was found at this address. Go back to the list and choose again.")


class Forbidden(AppError):
    """The person is known and this is not theirs to do."""

    status = 403
    code = "forbidden"
    message = N_("Your role does not allow this, or it belongs to another organisation or centre.")


class Conflict(AppError):
    """The thing has changed meanwhile, or is not in the state that the act needs."""

    status = 409
    code = "conflict"
    message = N_("This has changed in the meantime. Reload the page and look again before you act.")


class StorageAway(AppError):
    """The database is away, full or busy; nothing was lost, and the same request can be sent again."""

    status = 503
    code = "retry"
    message = N_("The server cannot save at this moment. Nothing is lost: try again in a few seconds.")
    retry_after = 2


HTTP_SENTENCES = {
    400: ("bad_request", AppError.message),
    401: ("unauthorised", N_("Please sign in first.")),
    403: (Forbidden.code, Forbidden.message),
    404: (NotFound.code, NotFound.message),
    405: (
        "method_not_allowed",
        N_("This address does not take such a request. Go back and use the page's own buttons."),
    ),
    413: ("too_large", N_("What was sent is too large. Send a smaller file.")),
    415: ("unsupported_media_type", N_("This kind of content is not understood here.")),
    429: ("too_many_requests", N_("Too many attempts. Wait a minute, then try again.")),
    500: (
        "internal",
        N_("Something failed on the server. It was recorded: tell the administrator the number below."),
    ),
    503: (StorageAway.code, StorageAway.message),
}


def wants_json() -> bool:
    """Tell whether the caller is a program: an API path, or JSON named, and HTML not named as well liked.

    A browser names text/html. `*/*` beside application/json, as many HTTP clients send it, asks for no page.
    """
    if request.path.startswith(API_PREFIXES):
        return True
    named = {name.lower(): quality for name, quality in request.accept_mimetypes}
    return named.get("application/json", 0) > named.get("text/html", 0)


def error_response(
    status: int, code: str, sentence: str, *, reference: str | None = None, retry_after: int | None = None
) -> Response:
    """Build the reply to a refused or failed request, as JSON or as a page."""
    if status == StorageAway.status:
        retry_after = StorageAway.retry_after
    if wants_json():
        error = {"code": code, "message": sentence}
        response = jsonify(error=error if retry_after is None else error | {"retry_after": retry_after})
    else:
        response = make_response(
            render_template(
                "errors/page.html", status=status, code=code, sentence=sentence, reference=reference
            )
        )
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    return response


def _on_app_error(error: AppError) -> Response:
    return error_response(error.status, error.code, error.sentence(), retry_after=error.retry_after)


def _on_http_error(error: HTTPException) -> Response:
    if error.response is not None:  # an abort() with a ready reply, such as a redirect
        return make_response(error.response)
    status = error.code or 500
    code, message = HTTP_SENTENCES.get(status) or HTTP_SENTENCES[400 if status < 500 else 500]
    return error_response(status, code, str(gettext(message)))


def _speakable_path() -> str:
    """Return the address as a log may hold it: where a part of it opens something, only its rule."""
    rule = request.url_rule
    return rule.rule if rule is not None and rule.arguments & _SECRETS_OF_ADDRESSES else request.path


def _refuse_nul() -> None:
    """Refuse an address with a NUL: nothing here has one in its code, and PostgreSQL fails over it."""
    if "\0" in request.path:
        raise AppError


class _SmallNumber(IntegerConverter):
    """A number in an address, as far as every database counts; a larger one names nothing."""

    def __init__(self, url_map: Map, **bounds: Any) -> None:
        super().__init__(url_map, **({"max": 2**31 - 1} | bounds))


def _on_csrf_error(_error: CSRFError) -> Response:
    message = N_("Nothing is lost. Press “Go back”: what you typed is still there. Send it again.")
    return error_response(400, "csrf", str(gettext(message)))


def _on_any_error(error: Exception) -> Response:
    if is_storage_failure(error):
        logger.warning("storage_away", error=type(error).__name__)
        return error_response(StorageAway.status, StorageAway.code, str(gettext(StorageAway.message)))
    if isinstance(error, DataError):
        # The request brought a value that its column cannot hold; the log says which, without the value.
        logger.error("data_refused", path=_speakable_path(), exc_info=error)
        return error_response(AppError.status, AppError.code, str(gettext(AppError.message)))
    reference = str(request.environ.get("examapp.request_id", "–"))
    logger.error("unhandled_error", path=_speakable_path(), reference=reference, exc_info=error)
    code, message = HTTP_SENTENCES[500]
    return error_response(500, code, str(gettext(message)), reference=reference)


def init_errors(app: Flask) -> None:
    """Register the handlers, and refuse addresses that no view can mean."""
    app.url_map.converters["int"] = _SmallNumber
    app.before_request(_refuse_nul)
    app.register_error_handler(AppError, _on_app_error)
    app.register_error_handler(CSRFError, _on_csrf_error)
    app.register_error_handler(HTTPException, _on_http_error)
    app.register_error_handler(Exception, _on_any_error)
