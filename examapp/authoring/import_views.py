"""The import's pages: a file is read and judged, its mends are accepted or not, and then it is taken in."""

from collections.abc import Sequence
from http import HTTPStatus

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from examapp.authoring.desk_intake import take_in_items
from examapp.authoring.finding_words import SaidFinding, report_words, say_finding
from examapp.authoring.list_reading import read_apart
from examapp.authoring.parking import LARGEST_FILE, Parking
from examapp.core.access import requires
from examapp.core.clock import now
from examapp.core.db import transaction
from examapp.core.i18n import current_language
from examapp.core.permissions import Permission
from examapp.core.signing import key_ring
from examapp.core.web import current_settings
from question_bank.blueprint import TOPICS
from question_bank.findings import Finding
from question_bank.formats.contract import Defaults, NotReadable
from question_bank.formats.report import Judged, ReportRow, group_rows
from question_bank.formats.report_sheet import build_report
from question_bank.mends import Mend, apply_mends

item_import = Blueprint("item_import", __name__, url_prefix="/items/import")
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@item_import.get("")
@requires(Permission.WRITE_ITEMS)
def choose() -> str:
    """Ask for a file."""
    return render_template("authoring/desk/import.html", topics=TOPICS, refusal=None)


@item_import.post("")
@requires(Permission.WRITE_ITEMS)
def upload() -> str | Response:
    """Park the file and lead to what was found in it."""
    request.max_content_length = LARGEST_FILE
    file = request.files.get("file")
    if file is None or not file.filename:
        return redirect(url_for("item_import.choose"))
    topic = request.form.get("topic", "")
    token = _parking().park(file.read(), file.filename, current_user.code)
    topic = topic if topic in TOPICS else TOPICS[0]
    return redirect(url_for("item_import.judge", token=token, topic=topic))


@item_import.get("/<token>/<topic>")
@requires(Permission.WRITE_ITEMS)
def judge(token: str, topic: str) -> str:
    """Show the quality report with the proposed mends."""
    try:
        judged = _read(token, topic)
    except NotReadable as refusal:
        _parking().drop(token, current_user.code)
        return _show_refusal(refusal)
    return render_template(
        "authoring/desk/import_report.html",
        read=judged.read_list,
        groups=group_rows(judged.rows),
        say_finding=_say,
        show_mend=_show_mend,
        token=token,
        topic=topic,
    )


@item_import.errorhandler(NotReadable)
def say_refusal(refusal: NotReadable) -> tuple[str, int]:
    """Say why a file that was read before is not read now: the machine may be busier; the file waits."""
    return _show_refusal(refusal), HTTPStatus.UNPROCESSABLE_ENTITY


@item_import.get("/<token>/<topic>/report.xlsx")
@requires(Permission.WRITE_ITEMS)
def report(token: str, topic: str) -> Response:
    """Give the report as XLSX."""
    content = build_report(_read(token, topic).rows, report_words(current_language()))
    reply = current_app.response_class(content, mimetype=SPREADSHEET)
    reply.headers["Content-Disposition"] = 'attachment; filename="import-report.xlsx"'
    reply.headers["Cache-Control"] = "no-store"
    return reply


@item_import.post("/<token>/<topic>")
@requires(Permission.WRITE_ITEMS)
def take_in(token: str, topic: str) -> str:
    """Take the items in as drafts, with the mends that were accepted and no other."""
    judged = _read(token, topic)
    items, done = apply_mends(judged.read_list.items, _accepted(judged.rows))
    with transaction() as db:
        results = take_in_items(db, items, judged.read_list.media, account=current_user, at=now())
    _parking().drop(token, current_user.code)
    return render_template("authoring/desk/import_done.html", results=results, mends=done)


def _show_refusal(refusal: NotReadable) -> str:
    said = _say(Finding(refusal.kind, "", str(refusal)))
    return render_template("authoring/desk/import.html", topics=TOPICS, refusal=said)


def _accepted(rows: Sequence[ReportRow]) -> list[Mend]:
    """Return the mends that were ticked, one by one or by their kind."""
    kinds, ticked = set(request.form.getlist("kind")), set(request.form.getlist("mend"))
    return [
        row.mend
        for number, row in enumerate(rows)
        if row.mend is not None and (row.kind in kinds or str(number) in ticked)
    ]


def _say(found: ReportRow | Finding) -> SaidFinding:
    return say_finding(found.kind, found.text, current_language())


def _show_mend(mend: Mend) -> tuple[str, str]:
    """Return the words before and after, without the paragraph that both are."""
    both = (mend.before, mend.after)
    if all(words.startswith("<p>") and words.endswith("</p>") and words.count("<p>") == 1 for words in both):
        return mend.before[3:-4], mend.after[3:-4]
    return both


def _read(token: str, topic: str) -> Judged:
    file = _parking().find(token, current_user.code)
    return read_apart(file, defaults=Defaults(topic=topic))


def _parking() -> Parking:
    return Parking(current_settings().data, key_ring())
