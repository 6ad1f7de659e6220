"""Pages of what is due for deletion: the overview, one kind, proposals with their proofs."""

from flask import Blueprint, Flask, Response, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from examapp.core.access import current_staff, grave, requires
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.errors import NotFound
from examapp.core.permissions import Permission
from examapp.core.signing import key_ring
from examapp.programmes.queries import list_programmes
from examapp.retention import words
from examapp.retention.due import read_due
from examapp.retention.hold_views import blueprint as holds
from examapp.retention.holding import list_holds
from examapp.retention.models import Kind
from examapp.retention.page import list_ended, list_kinds, open_proposal, require_republic
from examapp.retention.proof_text import write_file
from examapp.retention.proofs import find_broken_proof, get_proof, list_proofs
from examapp.retention.proposing import Hand, approve, get_proposal, propose, refuse, withdraw
from examapp.retention.things import group_things, tally
from examapp.retention.web_forms import RefuseForm

blueprint = Blueprint("retention", __name__, url_prefix="/retention")
GROUPS_SHOWN = 200


@blueprint.context_processor
@holds.context_processor
def _words() -> dict[str, object]:
    return {
        "kind_word": words.kind_word,
        "home_word": words.home_word,
        "reason_word": words.reason_word,
        "state_tag": words.state_tag,
        "hold_word": words.hold_word,
        "found_terms": words.found_terms,
        "proposal_rule": words.proposal_rule,
        "decided_word": words.decided_word,
    }


@blueprint.before_request
@holds.before_request
def _of_republic() -> None:
    if current_user.is_authenticated:
        require_republic(current_staff())


def _hand() -> Hand:
    return Hand(current_user.actor, current_user.display_name)


@blueprint.get("/")
@requires(Permission.VIEW_RETENTION)
def overview() -> str:
    """Show what is due by kind, what is proposed, what is held, and the proofs."""
    with reading() as db:
        return render_template(
            "retention/overview.html",
            rows=list_kinds(db, now()),
            holds=list_holds(db),
            proofs=list_proofs(db),
            ended=list_ended(db),
            broken=find_broken_proof(db, key_ring().signer("audit").verifier),
        )


@blueprint.get("/due/<kind>")
@requires(Permission.VIEW_RETENTION)
def due(kind: str) -> str:
    """Show what is due of one kind, by sitting, list or body, and what is held why."""
    with reading() as db:
        found, titles = read_due(db, _kind(kind), now()), _titles(db)
    groups = group_things(found.things)
    return render_template(
        "retention/due.html",
        found=found,
        titles=titles,
        tally=tally(found.things),
        groups=groups[:GROUPS_SHOWN],
        more=len(groups) - GROUPS_SHOWN,
    )


def _titles(db: Session) -> dict[str, dict[str, str]]:
    return {one.code: one.titles for one in list_programmes(db)}


def _kind(name: str) -> Kind:
    if name not in set(Kind):
        raise NotFound
    return Kind(name)


@blueprint.post("/due/<kind>/proposal")
@grave
@requires(Permission.PROPOSE_DELETION)
def propose_deletion(kind: str) -> AnyResponse:
    """Propose that what is due of a kind be deleted."""
    with transaction() as db:
        code = propose(db, _kind(kind), by=_hand(), at=now()).code
    flash(
        gettext("The deletion is proposed. Nothing is deleted until the administrator approves it."), "info"
    )
    return redirect(url_for("retention.proposal", code=code))


@blueprint.get("/proposals/<code>")
@requires(Permission.VIEW_RETENTION)
def proposal(code: str) -> str:
    """Show one proposal, how far it is, and what became of each thing."""
    with reading() as db:
        page = open_proposal(db, get_proposal(db, code))
        return render_template(
            "retention/proposal.html", page=page, titles=_titles(db), form=RefuseForm(formdata=None)
        )


@blueprint.post("/proposals/<code>/approval")
@grave
@requires(Permission.APPROVE_DELETION)
def approve_deletion(code: str) -> AnyResponse:
    """Let a proposal be carried out."""
    with transaction() as db:
        approve(db, get_proposal(db, code), by=_hand(), at=now())
    flash(
        gettext("The deletion is approved and runs by itself. The proof appears here when it is done."),
        "info",
    )
    return redirect(url_for("retention.proposal", code=code))


@blueprint.post("/proposals/<code>/refusal")
@requires(Permission.APPROVE_DELETION)
def refuse_deletion(code: str) -> str | AnyResponse | tuple[str, int]:
    """Refuse a proposal with a reason."""
    form = RefuseForm()
    with transaction() as db:
        found = get_proposal(db, code)
        if not form.validate_on_submit():
            return render_template("retention/proposal.html", page=open_proposal(db, found), form=form), 400
        refuse(db, found, form.reason.data, by=_hand(), at=now())
    flash(gettext("The deletion is refused. Everything stays."), "info")
    return redirect(url_for("retention.proposal", code=code))


@blueprint.post("/proposals/<code>/withdrawal")
@requires(Permission.PROPOSE_DELETION)
def withdraw_deletion(code: str) -> AnyResponse:
    """Take one's own proposal back."""
    with transaction() as db:
        withdraw(db, get_proposal(db, code), by=_hand(), at=now())
    flash(gettext("The proposal is withdrawn. Everything stays."), "info")
    return redirect(url_for("retention.overview"))


@blueprint.get("/proofs/<int:number>.json")
@requires(Permission.VIEW_RETENTION)
def proof_file(number: int) -> Response:
    """Give a proof as a file that `examapp audit proof` checks."""
    with reading() as db:
        proof = get_proof(db, number)
        content = write_file(proof.body, proof.signature, key_ring().signer("audit").verifier)
    name = f'attachment; filename="deletion-proof-{number}.json"'
    return Response(content, content_type="application/json", headers={"Content-Disposition": name})


def init_retention(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(blueprint)
    app.register_blueprint(holds)
