"""Pages of candidate lists: the home page, one list, its history, opening one."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from examapp.candidates.blueprint import first_days, lists, send_file
from examapp.candidates.deadlines import list_due
from examapp.candidates.due_sheet import DUE_WIDTHS, due_headings, due_lines
from examapp.candidates.list_errors import ListExists, YearRefused
from examapp.candidates.list_forms import CallForm, ProgrammeYearForm
from examapp.candidates.list_history import last_remark, list_history
from examapp.candidates.list_home import count_late_changes, read_home
from examapp.candidates.list_moving import acts_of
from examapp.candidates.list_opening import call_for_lists, list_calls, open_list
from examapp.candidates.list_queries import count_numbers, list_entries, list_intakes
from examapp.candidates.list_sight import get_list, read_sight
from examapp.candidates.orders import keeps_acquaintance, list_orders
from examapp.candidates.receipt_sheet import build_receipt_sheet
from examapp.core.access import requires
from examapp.core.clock import TASHKENT, now
from examapp.core.db import reading, transaction
from examapp.core.permissions import Permission
from examapp.organisations.sight import get_own_body
from examapp.programmes.queries import get_programme, list_programmes

SHOWN = ("noted", "unfit", "unacquainted", "withdrawn")


@lists.get("")
@requires(Permission.VIEW_LISTS)
def home() -> str:
    """Show what waits for this person, what is due, and every list in sight."""
    with reading() as db:
        found = read_home(db, current_user, first_days(), now())
        return render_template("candidates/lists/home.html", home=found, role=current_user.role)


@lists.route("/new", methods=["GET", "POST"])
@requires(Permission.KEEP_LISTS)
def new_list() -> str | Response:
    """Open the own organisation's list of a programme and year."""
    form = ProgrammeYearForm(request.args) if request.method == "GET" else ProgrammeYearForm()
    with reading() as db:
        body = get_own_body(db, current_user)
        form.offer_programmes(list_programmes(db), now().astimezone(TASHKENT).year)
    if form.validate_on_submit():
        try:
            with transaction() as db:
                programme, owner = get_programme(db, form.programme.data), get_own_body(db, current_user)
                found = open_list(db, owner, programme, int(form.year.data), by=current_user, at=now())
        except (ListExists, YearRefused) as refusal:
            form.form_errors.append(refusal.sentence())
        else:
            flash(gettext("The list is open. Upload a file, or add people one by one."), "success")
            return redirect(url_for("lists.one_list", code=found.code))
    return render_template("candidates/lists/new.html", form=form, body=body)


@lists.get("/<code>")
@requires(Permission.VIEW_LISTS)
def one_list(code: str) -> str:
    """Show one list: where it stands, its people, what belongs to it."""
    show, asked = request.args.get("show", ""), request.args.get("q", "")
    with reading() as db:
        found = get_list(db, code, current_user)
        due = [
            one
            for one in list_due(db, read_sight(db, current_user), first_days(), now())
            if one.found is not None and one.found.id == found.id
        ]
        return render_template(
            "candidates/lists/list.html",
            found=found,
            acts=acts_of(found, current_user.role),
            due=due[0] if due else None,
            numbers=count_numbers(db, [found.id])[found.id],
            people=list_entries(db, found, asked=asked, show=show, page=_page()),
            orders=list_orders(db, found),
            acquaintance=keeps_acquaintance(db, found, now()),
            intakes=list_intakes(db, found),
            returned=last_remark(db, found, "return"),
            late=count_late_changes(db, [found]).get(found.id, 0),
            asked=asked,
            show=show if show in SHOWN else "",
        )


def _page() -> int:
    return request.args.get("page", 1, type=int)


@lists.get("/<code>/history")
@requires(Permission.VIEW_LISTS)
def history(code: str) -> str:
    """Show what was done with a list, by whom, when and why."""
    with reading() as db:
        found = get_list(db, code, current_user)
        return render_template("candidates/lists/history.html", found=found, events=list_history(db, found))


@lists.get("/due")
@requires(Permission.OVERSEE_LISTS)
def due() -> str:
    """Show what every body owes, the late ones first."""
    with reading() as db:
        found = list_due(db, read_sight(db, current_user), first_days(), now())
        return render_template("candidates/lists/due.html", due=found)


@lists.get("/due.xlsx")
@requires(Permission.OVERSEE_LISTS)
def download_due() -> Response:
    """Hand out what every body owes as a workbook."""
    with reading() as db:
        lines = due_lines(list_due(db, read_sight(db, current_user), first_days(), now()))
    sheet = build_receipt_sheet(gettext("Deadlines"), due_headings(), lines, widths=DUE_WIDTHS)
    return send_file(sheet, "deadlines.xlsx")


@lists.route("/calls", methods=["GET", "POST"])
@requires(Permission.ACCEPT_LISTS)
def calls() -> str | Response:
    """Call for the lists of a year, or move its first day."""
    form = CallForm()
    with reading() as db:
        form.offer_programmes(list_programmes(db), now().astimezone(TASHKENT).year)
        standing = list_calls(db)
    if form.validate_on_submit():
        try:
            with transaction() as db:
                programme, day = get_programme(db, form.programme.data), form.first_day.data
                call_for_lists(db, programme, int(form.year.data), day, by=current_user, at=now())
        except YearRefused:
            form.first_day.errors = [gettext("The first day lies in another year than the lists.")]
        else:
            flash(gettext("The organisations see the deadlines now."), "success")
            return redirect(url_for("lists.calls"))
    return render_template("candidates/lists/calls.html", form=form, calls=standing)
