"""What anybody may ask: is this certificate genuine, and does it stand? No sign-in, and no cookie is set."""

from datetime import datetime, timedelta

from flask import Blueprint, Response, current_app, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from examapp.certificates.errors import LookupThrottled
from examapp.certificates.file_check import FileFinding, check_file
from examapp.certificates.lookup import LONGEST_TYPED, Found, address_key, is_a_guess, look_up
from examapp.certificates.misses import WINDOW, MissCounter
from examapp.certificates.naqsh import naqsh_svg
from examapp.certificates.states import CertificateStatus
from examapp.certificates.words import (
    asked_words,
    file_reason,
    headline,
    holder_names,
    settled_words,
)
from examapp.core.access import public
from examapp.core.clock import now
from examapp.core.codes import read_code, show_code
from examapp.core.db import reading
from examapp.core.errors import wants_json
from examapp.core.i18n import in_tashkent
from examapp.core.signing import key_ring
from examapp.results.sheet_words import name_of

blueprint = Blueprint("certificates", __name__)
LARGEST_FILE = 5 * 1024 * 1024


@blueprint.context_processor
def words() -> dict[str, object]:
    """Give the templates the words and the figure of a certificate."""
    return {
        "asked_words": asked_words,
        "settled_words": settled_words,
        "file_reason": file_reason,
        "headline": headline,
        "holder_names": holder_names,
        "line_name": name_of,
        "naqsh_svg": naqsh_svg,
        "show_code": show_code,
    }


def _count_guess(at: datetime) -> None:
    """Count a guess of this address, and raise LookupThrottled where it had too many lately."""
    address = address_key(key_ring(), request.remote_addr or "unknown")
    counter: MissCounter = current_app.extensions["lookup_misses"]
    if not counter.count(address, at):
        raise LookupThrottled(minutes=round(WINDOW / timedelta(minutes=1)))


@blueprint.get("/verify")
@public
def verify() -> str | AnyResponse:
    """Ask for a code, or go on to the one that was typed."""
    code = read_code(request.args.get("code", "")[:LONGEST_TYPED]).replace("/", "")
    if code:
        return redirect(url_for("certificates.verify_code", code=show_code(code)))
    return render_template("certificates/verify.html", typed="", found=None, finding=None, rehearsal=False)


@blueprint.get("/verify/<code>")
@public
def verify_code(code: str) -> str | Response:
    """Tell what the certificate of a code says and where it stands; what was issued is always told."""
    at = now()
    with reading() as db:
        found = look_up(db, code, in_tashkent(at).date())
    if found.status is CertificateStatus.UNKNOWN and is_a_guess(code):
        _count_guess(at)
    if wants_json():
        return jsonify(found.to_json())
    typed = show_code(read_code(code[:LONGEST_TYPED]))
    return _page(found, None, typed)


@blueprint.post("/verify")
@public
def verify_file() -> str | Response:
    """Tell whether a dropped file is the one that was issued, and what it says."""
    request.max_content_length = LARGEST_FILE
    upload = request.files.get("pdf")
    data = upload.read() if upload else b""
    with reading() as db:
        finding = check_file(db, data, key_ring(), at=now())
    if wants_json():
        return jsonify(finding.to_json())
    certificate = finding.found.certificate
    return _page(finding.found, finding, show_code(certificate.code) if certificate else "")


def _page(found: Found, finding: FileFinding | None, typed: str) -> str:
    return render_template(
        "certificates/verify.html",
        typed=typed,
        found=found,
        finding=finding,
        rehearsal=found.rehearsal,
        checked_at=now(),
    )
