"""Pages on which a study is opened, followed and led; estimates of nobody stand here."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response
from wtforms import SelectChoice

from examapp.accounts.models import StaffAccount
from examapp.accounts.queries import get_staff, list_active_in_roles
from examapp.authoring.models import QuestionListState
from examapp.authoring.queries import get_question_list, list_question_lists
from examapp.core.access import requires
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.errors import AppError
from examapp.core.permissions import Permission
from examapp.cut_scores.conducting import (
    JUDGE_ROLES,
    abandon_study,
    begin_second_round,
    close_round,
    open_study,
    release_judge,
)
from examapp.cut_scores.errors import NotCalibrated
from examapp.cut_scores.following import follow_study
from examapp.cut_scores.models import StudyState
from examapp.cut_scores.queries import list_panel, list_studies
from examapp.cut_scores.room_views import blueprint, find_study
from examapp.cut_scores.steps import RUNNING
from examapp.cut_scores.web_forms import EndStudyForm, OpenStudyForm, ReleaseJudgeForm
from question_bank.cut_score import Method
from question_bank.equal_forms.bank_file import BankFileError, read_bank
from question_bank.equal_forms.parameters import ItemParameters


@blueprint.get("/")
@requires(Permission.VIEW_CUT_SCORES)
def studies() -> str:
    """List the studies that the person may know of; for the operator the lists that may have one."""
    with reading() as db:
        lists = {one.id: one for one in list_question_lists(db)}
        rows = [(study, lists[study.list_id]) for study in list_studies(db, current_user)]
        busy = {study.list_id for study, _list in rows if study.state in RUNNING}
        free = [one for one in lists.values() if one.state is QuestionListState.SEALED and one.id not in busy]
        return render_template("cut_scores/studies.html", rows=rows, lists=free)


@blueprint.route("/new/<list_code>", methods=["GET", "POST"])
@requires(Permission.CONDUCT_CUT_SCORES)
def create(list_code: str) -> str | Response:
    """Open a study of a list."""
    form = OpenStudyForm()
    with reading() as db:
        found = get_question_list(db, list_code)
        form.offer(list_active_in_roles(db, *JUDGE_ROLES))
    if form.validate_on_submit():
        try:
            return redirect(url_for("cut_scores.study", code=_open(list_code, form)))
        except AppError as refusal:
            field = form.measured if isinstance(refusal, NotCalibrated) else form.judges
            field.errors = [refusal.sentence()]
    return render_template("cut_scores/create.html", form=form, list=found)


def _open(list_code: str, form: OpenStudyForm) -> str:
    with transaction() as db:
        made = open_study(
            db,
            get_question_list(db, list_code),
            [get_staff(db, code) for code in form.judges.data],
            method=Method(form.method.data),
            parameters=_measured(form),
            actor=current_user.actor,
            at=now(),
        )
        return made.code


def _measured(form: OpenStudyForm) -> tuple[ItemParameters, ...]:
    upload = form.measured.data
    if form.method.data != Method.BOOKMARK.value or not upload:
        return ()
    try:
        return read_bank(upload.read()).bank.items
    except BankFileError as failure:
        raise NotCalibrated(items=str(failure)) from failure


@blueprint.get("/<code>")
@requires(Permission.VIEW_CUT_SCORES)
def study(code: str) -> str:
    """Show where a study stands, who has handed in, and what is to be done now."""
    return _page(code, ReleaseJudgeForm())


def _page(code: str, release: ReleaseJudgeForm, refusal: str | None = None) -> str:
    with reading() as db:
        found, question_list = find_study(db, code)
        panel = list_panel(db, found)
        codes = {one.account_id: db.get_one(StaffAccount, one.account_id).code for one in panel}
        release.judge.choices = [SelectChoice(codes[one.account_id], one.name) for one in panel]
        return render_template(
            "cut_scores/study.html",
            study=found,
            list=question_list,
            follow=follow_study(db, found, current_user.id),
            release=release,
            refusal=refusal,
        )


@blueprint.post("/<code>/advance")
@requires(Permission.CONDUCT_CUT_SCORES)
def advance(code: str) -> str | Response:
    """Close the round, or begin the second one, as the pressed button says."""
    begins = request.form.get("act") == "begin"
    try:
        with transaction() as db:
            found, _list = find_study(db, code)
            step = begin_second_round if begins else close_round
            step(db, found, actor=current_user.actor, at=now())
            _say_advanced(found.state)
    except AppError as refusal:
        return _page(code, ReleaseJudgeForm(), refusal.sentence())
    return redirect(url_for("cut_scores.study", code=code))


def _say_advanced(state: StudyState) -> None:
    said = {
        StudyState.DISCUSSION: gettext(
            "The first round is closed. The figures for the discussion are ready."
        ),
        StudyState.ROUND_TWO: gettext("The second round has begun. Tell the judges."),
        StudyState.CLOSED: gettext("The second round is closed. The chair seals the record now."),
    }
    flash(said[state], "success")


@blueprint.post("/<code>/release")
@requires(Permission.CONDUCT_CUT_SCORES)
def release(code: str) -> str | Response:
    """Leave a judge out who cannot go on."""
    form = ReleaseJudgeForm()
    try:
        with transaction() as db:
            found, _list = find_study(db, code)
            judge = get_staff(db, form.judge.data or "")
            why = form.reason.data or ""
            release_judge(db, found, judge, reason=why, actor=current_user.actor, at=now())
    except AppError as refusal:
        return _page(code, form, refusal.sentence())
    flash(gettext("The judge is released; the others go on."), "success")
    return redirect(url_for("cut_scores.study", code=code))


@blueprint.route("/<code>/end", methods=["GET", "POST"])
@requires(Permission.CONDUCT_CUT_SCORES)
def end(code: str) -> str | Response:
    """Ask why, and end a study without a cut score."""
    form = EndStudyForm()
    if form.validate_on_submit():
        try:
            with transaction() as db:
                found, _list = find_study(db, code)
                abandon_study(db, found, reason=form.reason.data, actor=current_user.actor, at=now())
        except AppError as refusal:
            form.reason.errors = [refusal.sentence()]
        else:
            flash(gettext("The study is ended without a cut score."), "success")
            return redirect(url_for("cut_scores.study", code=code))
    with reading() as db:
        found, question_list = find_study(db, code)
        return render_template("cut_scores/end.html", study=found, list=question_list, form=form)
