"""The page that tells a technician at the seat what this browser shows; anybody may open it."""

from flask import Blueprint, render_template, request

from examapp.core.access import public
from examapp.core.db import reading
from examapp.lockdown.api import lockdown_desk, read_arrived
from examapp.lockdown.checking import Mode
from examapp.lockdown.configurations import mode_of
from examapp.lockdown.diagnosis import diagnose
from examapp.lockdown.words import say_fault, say_mode
from examapp.sittings.queries import find_sitting

diagnosis_page = Blueprint("lockdown_check", __name__, url_prefix="/exam/check")
LONGEST_CODE = 60
LONGEST_AGENT = 200


@diagnosis_page.get("/")
@public
def check() -> str:
    """Show what arrived beside what is expected, for the sitting of a code."""
    desk, typed = lockdown_desk(), request.args.get("sitting", "")[:LONGEST_CODE]
    with reading() as db:
        sitting = find_sitting(db, typed) if typed else None
        found = (
            diagnose(db, desk, sitting, read_arrived(desk.base_url), request.url.partition("#")[0])
            if sitting
            else None
        )
        return render_template(
            "lockdown/check.html",
            typed=typed,
            sitting=sitting,
            mode=say_mode(mode_of(sitting)) if sitting else "",
            locked=sitting is not None and mode_of(sitting) is Mode.SAFE_EXAM_BROWSER,
            found=found,
            fault=say_fault(found.fault) if found and found.fault else "",
            agent=request.headers.get("User-Agent", "")[:LONGEST_AGENT],
        )
