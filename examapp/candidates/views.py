"""Pages of candidates: the list, one person, the template."""

from flask import Flask, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from examapp.candidates import (
    doubled_views,
    due_sheet,
    finding_words,
    intake_views,
    list_act_views,
    list_views,
    list_words,
    order_views,
    token_views,
)
from examapp.candidates.accommodation_queries import needs_of_candidates
from examapp.candidates.api import init_list_api
from examapp.candidates.blueprint import lists
from examapp.candidates.errors import CandidateKnown, FactsRefused, ReasonMissing
from examapp.candidates.findings import Finding, Gravity
from examapp.candidates.identity import show_pinfl
from examapp.candidates.import_views import blueprint
from examapp.candidates.models import Candidate
from examapp.candidates.queries import get_candidate, list_imports, search_candidates
from examapp.candidates.registration import change_candidate, read_person, register_person
from examapp.candidates.web_forms import CandidateForm, ChangeCandidateForm
from examapp.core.access import requires
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.i18n import in_tashkent
from examapp.core.permissions import Permission
from examapp.organisations.queries import get_organisation, list_organisations


@blueprint.get("/candidates")
@requires(Permission.MANAGE_CANDIDATES)
def candidates() -> str:
    """List the candidates whom the person may see, or those that were asked for."""
    asked, page = request.args.get("q", ""), request.args.get("page", 1, type=int)
    region = current_user.region_code
    with reading() as db:
        found = search_candidates(db, asked, region_code=region, page=page)
        imports = list_imports(db, region)
        has_organisations = bool(list_organisations(db, region))
        return render_template(
            "candidates/candidates.html",
            found=found,
            asked=asked,
            imports=imports,
            has_organisations=has_organisations,
        )


@blueprint.route("/candidates/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_CANDIDATES)
def new_candidate() -> str | Response:
    """Register one person by hand."""
    form = CandidateForm()
    with reading() as db:
        form.offer(list_organisations(db, current_user.region_code))
    if form.validate_on_submit():
        with transaction() as db:
            candidate, findings = _register(db, form)
        if candidate is not None:
            _tell(gettext("The candidate is registered."), findings)
            return redirect(url_for("candidates.edit_candidate", code=candidate.code))
    return render_template("candidates/candidate.html", form=form, candidate=None)


def _register(db: Session, form: CandidateForm) -> tuple[Candidate | None, list[Finding]]:
    try:
        person, findings = read_person(form.fields(), now())
        body = get_organisation(db, form.organisation.data, current_user.region_code)
        reason, who = form.reason.data or "", current_user.actor
        return register_person(db, person, organisation=body, reason=reason, actor=who, at=now()), findings
    except FactsRefused as refusal:
        form.blame(refusal.findings)
    except CandidateKnown as refusal:
        form.pinfl.errors = [*form.pinfl.errors, refusal.sentence()]
        form.known = refusal.candidate
    except ReasonMissing as refusal:
        form.reason.errors = [*form.reason.errors, refusal.sentence()]
    return None, []


@blueprint.route("/candidates/<code>", methods=["GET", "POST"])
@requires(Permission.MANAGE_CANDIDATES)
def edit_candidate(code: str) -> str | Response:
    """Show one person, and change what is registered."""
    form = ChangeCandidateForm()
    with reading() as db:
        candidate = get_candidate(db, code, current_user.region_code)
        needs = needs_of_candidates(db, [candidate.id], in_tashkent(now()).date())[candidate.id]
        form.offer(list_organisations(db, current_user.region_code))
    if form.validate_on_submit():
        with transaction() as db:
            findings = _change(db, code, form)
        if findings is not None:
            _tell(gettext("The candidate is saved."), findings)
            return redirect(url_for("candidates.edit_candidate", code=code))
    elif not form.is_submitted():
        form.show(candidate)
    return render_template("candidates/candidate.html", form=form, candidate=candidate, needs=needs)


def _change(db: Session, code: str, form: ChangeCandidateForm) -> list[Finding] | None:
    candidate = get_candidate(db, code, current_user.region_code)
    try:
        person, findings = read_person(form.fields(), now())
        change_candidate(
            db,
            candidate,
            person,
            organisation=get_organisation(db, form.organisation.data, current_user.region_code),
            name_latn=form.name_latn.data or "",
            name_cyrl=form.name_cyrl.data or "",
            actor=current_user.actor,
            at=now(),
        )
    except FactsRefused as refusal:
        form.blame(refusal.findings)
    except CandidateKnown as refusal:
        form.pinfl.errors = [*form.pinfl.errors, refusal.sentence()]
        form.known = refusal.candidate
    else:
        return findings
    return None


def _tell(done: str, findings: list[Finding]) -> None:
    """Say what was done, what was set right, and what a person should check."""
    repairs = [finding_words.say_finding(item) for item in findings if item.gravity is Gravity.REPAIRED]
    flash(" ".join([done, *dict.fromkeys(repairs)]), "success")
    for item in findings:
        if item.gravity is Gravity.WARNING:
            flash(finding_words.say_finding(item), "warning")


# Their routes stand on the blueprint of lists once they are read.
LIST_PAGES = (list_views, doubled_views, list_act_views, intake_views, order_views, token_views)


def init_candidates(app: Flask) -> None:
    """Register the pages and the words in which receipts are shown."""
    app.register_blueprint(blueprint)
    app.register_blueprint(lists)
    init_list_api(app)
    app.jinja_env.globals.update(
        say_line=finding_words.say_line,
        mark_hidden=finding_words.mark_hidden,
        column_label=finding_words.column_label,
        outcome_tag=finding_words.outcome_tag,
        mark_repairs=finding_words.mark_repairs,
        language_name=finding_words.language_name,
        say_finding=finding_words.say_finding,
        is_refusal=finding_words.is_refusal,
        list_state=list_words.list_state,
        say_act=list_words.say_act,
        say_next=list_words.say_next,
        say_problem=list_words.say_problem,
        say_source=due_sheet.say_source,
        say_why=finding_words.say_why,
    )
    app.jinja_env.filters.update(pinfl=show_pinfl, position=finding_words.say_position)
