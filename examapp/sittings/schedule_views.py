"""Pages of the year's schedule for those who make it: draft, rows, approval, changes with their reasons."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from examapp.core.access import grave, requires
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.errors import AppError, Conflict
from examapp.core.i18n import in_tashkent, say_in
from examapp.core.permissions import Permission
from examapp.organisations.queries import get_organisation, list_organisations
from examapp.programmes.queries import get_programme, list_programmes
from examapp.sittings.reasons import ReasonMissing
from examapp.sittings.schedule_errors import PeriodWrong, ScheduleDocumentMissing
from examapp.sittings.schedule_forms import (
    ApproveScheduleForm,
    BeginScheduleForm,
    ReasonOnlyForm,
    ReturnScheduleForm,
    ScheduleRowForm,
)
from examapp.sittings.schedule_models import YearSchedule
from examapp.sittings.schedule_queries import get_schedule, list_schedules, view_schedule
from examapp.sittings.schedule_rows import BINDING, Period, add_row, change_row, get_row, remove_row
from examapp.sittings.scheduling import (
    approve_schedule,
    begin_schedule,
    publish_schedule,
    return_schedule,
    submit_schedule,
)

blueprint = Blueprint("schedules", __name__, url_prefix="/schedules")


@blueprint.get("/")
@requires(Permission.VIEW_SITTINGS)
def schedules() -> str:
    """List the schedules by year."""
    form = BeginScheduleForm()
    form.year.data = in_tashkent(now()).year + 1
    return _list_page(form)


def _list_page(form: BeginScheduleForm) -> str:
    with reading() as db:
        return render_template("sittings/schedules.html", schedules=list_schedules(db), form=form)


@blueprint.post("/new")
@requires(Permission.PLAN_SITTINGS)
def begin() -> str | Response:
    """Begin a year's schedule."""
    form = BeginScheduleForm()
    if not form.validate_on_submit():
        return _list_page(form)
    try:
        with transaction() as db:
            begin_schedule(db, form.year.data, actor=current_user.actor, at=now())
    except Conflict as refusal:
        form.year.errors = [refusal.sentence()]
        return _list_page(form)
    return redirect(url_for("schedules.schedule", year=form.year.data))


@blueprint.get("/<int:year>")
@requires(Permission.VIEW_SITTINGS)
def schedule(year: int) -> str:
    """Show a schedule, what is to be done with it, and what was changed since its approval."""
    return _page(year, ReturnScheduleForm(), ApproveScheduleForm())


def _page(
    year: int, returning: ReturnScheduleForm, approving: ApproveScheduleForm, refusal: str | None = None
) -> str:
    with reading() as db:
        return render_template(
            "sittings/schedule.html",
            view=view_schedule(db, get_schedule(db, year)),
            returning=returning,
            approving=approving,
            refusal=refusal,
        )


def _row_form(db: Session) -> ScheduleRowForm:
    form = ScheduleRowForm()
    form.organisation.choices = [
        SelectChoice(body.code, f"{say_in(body.names)} ({body.code})") for body in list_organisations(db)
    ]
    form.programme.choices = [SelectChoice(one.code, say_in(one.titles)) for one in list_programmes(db)]
    return form


def _period(db: Session, form: ScheduleRowForm) -> Period:
    return Period(
        get_programme(db, form.programme.data),
        form.first_day.data,
        form.last_day.data,
        form.expected.data,
    )


def _row_page(form: ScheduleRowForm, found: YearSchedule, row_id: int | None, refusal: str | None) -> str:
    binding = found.state in BINDING
    return render_template(
        "sittings/schedule_row.html",
        form=form,
        schedule=found,
        row_id=row_id,
        binding=binding,
        refusal=refusal,
    )


def _blame(form: ScheduleRowForm, refusal: AppError) -> str | None:
    """Put a refusal at its field; what belongs to none stands above."""
    member = refusal.member if isinstance(refusal, PeriodWrong) else None
    if isinstance(refusal, ReasonMissing):
        member = "reason"
    if member is None:
        return refusal.sentence()
    form[member].errors = [refusal.sentence()]
    return None


@blueprint.route("/<int:year>/rows/new", methods=["GET", "POST"])
@requires(Permission.PLAN_SITTINGS)
def new_row(year: int) -> str | Response:
    """Add an organisation's period."""
    with reading() as db:
        found, form = get_schedule(db, year), _row_form(db)
    if not form.validate_on_submit():
        return _row_page(form, found, None, None)
    try:
        with transaction() as db:
            body = get_organisation(db, form.organisation.data)
            who = {"reason": form.reason.data or "", "actor": current_user.actor, "at": now()}
            add_row(db, get_schedule(db, year), body, _period(db, form), **who)
    except AppError as refusal:
        return _row_page(form, found, None, _blame(form, refusal))
    return redirect(url_for("schedules.schedule", year=year))


@blueprint.route("/<int:year>/rows/<int:row_id>", methods=["GET", "POST"])
@requires(Permission.PLAN_SITTINGS)
def row(year: int, row_id: int) -> str | Response:
    """Change an organisation's period; the organisation itself stays."""
    with reading() as db:
        found, form = get_schedule(db, year), _row_form(db)
        standing = get_row(db, found, row_id)
        if not form.is_submitted():
            form.show(standing)
        form.organisation.data = standing.organisation.code
    if not form.validate_on_submit():
        return _row_page(form, found, row_id, None)
    try:
        with transaction() as db:
            found = get_schedule(db, year)
            who = {"reason": form.reason.data or "", "actor": current_user.actor, "at": now()}
            change_row(db, found, get_row(db, found, row_id), _period(db, form), **who)
    except AppError as refusal:
        return _row_page(form, found, row_id, _blame(form, refusal))
    return redirect(url_for("schedules.schedule", year=year))


@blueprint.route("/<int:year>/rows/<int:row_id>/remove", methods=["GET", "POST"])
@requires(Permission.PLAN_SITTINGS)
def drop_row(year: int, row_id: int) -> str | Response:
    """Ask, and take an organisation's period off."""
    form = ReasonOnlyForm()
    with reading() as db:
        found = get_schedule(db, year)
        standing, binding = get_row(db, found, row_id), found.state in BINDING
        asked = render_template(
            "sittings/schedule_row_remove.html", form=form, schedule=found, row=standing, binding=binding
        )
    if not form.is_submitted() or (binding and not form.validate()):
        return asked
    with transaction() as db:
        found = get_schedule(db, year)
        who = {"reason": form.reason.data or "", "actor": current_user.actor, "at": now()}
        remove_row(db, found, get_row(db, found, row_id), **who)
    return redirect(url_for("schedules.schedule", year=year))


@blueprint.post("/<int:year>/submit")
@requires(Permission.PLAN_SITTINGS)
def submit(year: int) -> str | Response:
    """Lay the draft before the working body."""
    try:
        with transaction() as db:
            submit_schedule(db, get_schedule(db, year), actor=current_user.actor, at=now())
    except Conflict as refusal:
        return _page(year, ReturnScheduleForm(), ApproveScheduleForm(), refusal.sentence())
    flash(gettext("The schedule lies before the working body now."), "success")
    return redirect(url_for("schedules.schedule", year=year))


@blueprint.post("/<int:year>/return")
@requires(Permission.APPROVE_SCHEDULE)
def give_back(year: int) -> str | Response:
    """Give the draft back with a remark."""
    form, refusal = ReturnScheduleForm(), None
    if form.validate_on_submit():
        try:
            with transaction() as db:
                found = get_schedule(db, year)
                return_schedule(db, found, form.remark.data, actor=current_user.actor, at=now())
            return redirect(url_for("schedules.schedule", year=year))
        except ReasonMissing as missing:
            form.remark.errors = [missing.sentence()]
        except Conflict as conflict:
            refusal = conflict.sentence()
    return _page(year, form, ApproveScheduleForm(), refusal)


@blueprint.post("/<int:year>/approve")
@grave
@requires(Permission.APPROVE_SCHEDULE)
def approve(year: int) -> str | Response:
    """Approve the schedule by a document."""
    form, refusal = ApproveScheduleForm(), None
    if form.validate_on_submit():
        try:
            with transaction() as db:
                found = get_schedule(db, year)
                approve_schedule(db, found, form.document.data, actor=current_user.actor, at=now())
            flash(gettext("The schedule is approved. The operator publishes it."), "success")
            return redirect(url_for("schedules.schedule", year=year))
        except ScheduleDocumentMissing as missing:
            form.document.errors = [missing.sentence()]
        except Conflict as conflict:
            refusal = conflict.sentence()
    return _page(year, ReturnScheduleForm(), form, refusal)


@blueprint.post("/<int:year>/publish")
@requires(Permission.PLAN_SITTINGS)
def publish(year: int) -> str | Response:
    """Show the approved schedule to everybody."""
    try:
        with transaction() as db:
            publish_schedule(db, get_schedule(db, year), actor=current_user.actor, at=now())
    except Conflict as refusal:
        return _page(year, ReturnScheduleForm(), ApproveScheduleForm(), refusal.sentence())
    flash(gettext("The schedule is published: everybody can read it now."), "success")
    return redirect(url_for("schedules.schedule", year=year))
