"""Pages by which one person proposes a decision on an item, and another one decides or undoes."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from examapp.authoring.vault import ListVault
from examapp.core.access import current_staff, grave, requires
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.errors import AppError
from examapp.core.i18n import current_language
from examapp.core.permissions import Permission, may
from examapp.core.signing import key_ring
from examapp.delivery.api import attempt_desk
from examapp.programmes.policy import read_policy
from examapp.regrading.dry_run import within_sight
from examapp.regrading.errors import PassesTaken
from examapp.regrading.keys import KeyFace, list_kinds, read_key, say_key, usual_margin
from examapp.regrading.later import find_proposal
from examapp.regrading.matters import approve, propose, refuse, undo
from examapp.regrading.queries import get_matter
from examapp.regrading.reading import read_item
from examapp.regrading.standing import fingerprint, require_able
from examapp.regrading.web_forms import DecideForm, ProposeForm, UndoForm
from examapp.results.competence import find_bar
from examapp.results.errors import WordsMissing
from examapp.results.web_forms import APPROVE
from question_bank.items import Item
from question_bank.regrading import WITH_KEY, DecisionKind

blueprint = Blueprint("item_decisions", __name__, url_prefix="/item-matters")


@blueprint.route("/<code>/propose", methods=["GET", "POST"])
@grave
@requires(Permission.PROPOSE_ITEM_DECISIONS)
def propose_decision(code: str) -> str | Response:
    """Show the question with its key, and propose what is to be decided; the look is kept in the log."""
    form = ProposeForm()
    with transaction() as db:
        matter = get_matter(db, code)
        language = current_language()
        item, shown, face = read_item(db, ListVault(key_ring()), matter, current_user, language, at=now())
        policy = read_policy(db, matter.question_list.programme_id, now())
        form.offer(list_kinds(item, policy.item_decisions), usual_margin(item))
    if form.validate_on_submit() and _propose(code, item, face, form):
        return redirect(url_for("item_matters.effects", code=code))
    return render_template(
        "regrading/propose.html", matter=matter, item=shown, key=say_key(item, language), face=face, form=form
    )


def _propose(code: str, item: Item, face: KeyFace, form: ProposeForm) -> bool:
    kind, reason = DecisionKind(form.kind.data), form.reason.data or ""
    try:
        key = read_key(item, face, form.answer.data or "", form.margin.data) if kind in WITH_KEY else None
        with transaction() as db:
            found = get_matter(db, code)
            propose(db, found, item, current_user, kind=kind, key=key, reason=reason, at=now())
    except AppError as refusal:
        form.kind.errors = [refusal.sentence()]
        return False
    return True


@blueprint.post("/<code>/decide")
@grave
@requires(Permission.CONFIRM_RESULTS)
def decide(code: str) -> str | Response | tuple[str, int]:
    """Approve or refuse what is proposed; what the page can mend leads back to it, with what was typed."""
    form = DecideForm()
    form.offer()
    if not form.validate_on_submit():
        return show_effects(code, form), 400
    try:
        with transaction() as db:
            _decide(db, code, form)
        flash(gettext("The decision is recorded."), "success")
    except PassesTaken as refusal:
        form.takes_passes.data, form.takes_passes.errors = False, [refusal.sentence()]
        return show_effects(code, form), refusal.status
    except WordsMissing as refusal:
        form.reason.errors = [refusal.sentence()]
        return show_effects(code, form), refusal.status
    except AppError as refusal:
        flash(refusal.sentence(), "error")
    return redirect(url_for("item_matters.matter", code=code))


def show_effects(code: str, form: DecideForm) -> str:
    """Show what the proposal that waits would do, with the chair's form; raises NothingProposed."""
    with reading() as db:
        found = get_matter(db, code)
        run = within_sight(db, attempt_desk().papers, found, current_staff(), at=now())
        proposal = find_proposal(db, found)
        form.seen.data, form.offered_passes.data = fingerprint(proposal), str(run.count("fails"))
        decides = may(current_staff(), Permission.CONFIRM_RESULTS)
        bar = find_bar(lambda: require_able(db, found, current_user, now())) if decides else None
        return render_template(
            "regrading/effects.html", matter=found, proposal=proposal, run=run, form=form, bar=bar
        )


def _decide(db: Session, code: str, form: DecideForm) -> None:
    matter, seen = get_matter(db, code), form.seen.data or ""
    if form.decision.data == APPROVE:
        papers, taken = attempt_desk().papers, form.passes_taken
        approve(db, papers, matter, current_user, seen=seen, passes_taken=taken, at=now())
    else:
        refuse(db, matter, current_user, reason=form.reason.data or "", seen=seen, at=now())


@blueprint.route("/<code>/undo", methods=["GET", "POST"])
@grave
@requires(Permission.CONFIRM_RESULTS)
def take_back(code: str) -> str | Response:
    """Take a decision back before a sheet is confirmed under it."""
    form = UndoForm()
    if form.validate_on_submit():
        try:
            with transaction() as db:
                found, reason = get_matter(db, code), form.reason.data or ""
                undo(db, attempt_desk().papers, found, current_user, reason=reason, at=now())
            flash(gettext("The decision is undone: the earlier marks count again."), "success")
            return redirect(url_for("item_matters.matter", code=code))
        except AppError as refusal:
            form.reason.errors = [refusal.sentence()]
    with reading() as db:
        return render_template("regrading/undo.html", matter=get_matter(db, code), form=form)
