"""The API by which programs read results and certificates; errors are JSON, the token says whose."""

import re
from typing import Any, Final

import orjson
from flask import Blueprint, Flask, Response, request

from examapp.candidates.api_tokens import CERTIFICATES_READ, RESULTS_READ, use_token
from examapp.candidates.list_errors import BodyRefused
from examapp.candidates.list_models import ApiToken
from examapp.core.access import program_view, public
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.signing import key_ring
from examapp.core.web import current_settings
from examapp.reporting.program_document import program_document
from examapp.reporting.program_rows import CertificatePlace, Place, list_certificates, list_results

api = Blueprint("results_api", __name__, url_prefix="/api/v1")
_PLACE: Final = re.compile(r"([0-9]{1,18})\.([0-9]{1,9})\.([0-9]{1,9})")
# A number alone is a place of the earlier form, which told nothing of revocations: it begins anew.
_CHANGE: Final = re.compile(r"([0-9]{1,18})\.([0-9]{1,9})|[0-9]{1,9}")


def _reply(data: dict[str, Any]) -> Response:
    headers = {"Cache-Control": "no-store"}
    return Response(orjson.dumps(data), content_type="application/json", headers=headers)


def _token(scope: str) -> ApiToken:
    with transaction() as db:
        return use_token(db, key_ring(), request.headers.get("Authorization"), now(), scope)


def _after(shape: re.Pattern[str], beginning: str) -> re.Match[str]:
    """Return the place of `after`; what no reply gave is refused."""
    found = shape.fullmatch(request.args.get("after") or beginning)
    if found is None:
        raise BodyRefused(what="after")
    return found


@api.get("/results.openapi.json")
@public
def document() -> Response:
    """Give anybody the document by which programs are written."""
    return _reply(program_document(current_settings().base_url))


@api.get("/results")
@program_view
def results() -> Response:
    """Give a page of published results."""
    token = _token(RESULTS_READ)
    with reading() as db:
        place = Place(*(int(part) for part in _after(_PLACE, "0.0.0").groups()))
        return _reply(list_results(db, token, place, now()))


@api.get("/certificates")
@program_view
def certificates() -> Response:
    """Give a page of certificates."""
    token = _token(CERTIFICATES_READ)
    with reading() as db:
        place = CertificatePlace(*(int(part or 0) for part in _after(_CHANGE, "0.0").groups()))
        return _reply(list_certificates(db, token, place, now()))


def init_program_api(app: Flask) -> None:
    """Register the API; its calls carry a token of their own, and no cookie speaks for them."""
    app.extensions["csrf"].exempt(api)
    app.register_blueprint(api)
