"""The papers of a person that bear another name than the register of candidates, and what mends them."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from examapp.candidates.models import Candidate
from examapp.candidates.queries import get_candidate
from examapp.candidates.registration import let_papers_stand, say_change
from examapp.certificates.asking import read_reason
from examapp.certificates.errors import NoSuchCertificate
from examapp.certificates.other_names import PapersOfTest, list_papers, mend_sheet, sees_all
from examapp.certificates.public_views import words
from examapp.certificates.renamed import count_renamed, list_renamed
from examapp.certificates.web_forms import AskRevocationForm, LetStandForm
from examapp.core.access import current_staff, requires
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.i18n import in_tashkent
from examapp.core.permissions import Permission

blueprint = Blueprint("other_names", __name__)
blueprint.context_processor(words)


def papers_with_another_name(candidate: Candidate) -> list[PapersOfTest]:
    """Return them for the page of a candidate, which lies below this room."""
    with reading() as db:
        return list_papers(db, candidate, current_staff(), in_tashkent(now()).date())


@blueprint.get("/certificates/names/")
@requires(Permission.ISSUE_CERTIFICATES)
def people() -> str:
    """List the people whose valid papers bear another name than the register, whatever changed it."""
    with reading() as db:
        today = in_tashkent(now()).date()
        return render_template(
            "certificates/renamed.html",
            rows=list_renamed(db, current_staff(), today),
            total=count_renamed(db, current_staff(), today),
        )


@blueprint.get("/certificates/names/<code>")
@requires(Permission.ISSUE_CERTIFICATES)
def person(code: str) -> str:
    """Show which papers of a person bear another name, and what mends each."""
    with reading() as db:
        return _show(db, code)


def _show(
    db: Session,
    code: str,
    number: str = "",
    tried: AskRevocationForm | None = None,
    standing: LetStandForm | None = None,
) -> str:
    candidate = get_candidate(db, code, current_user.region_code)
    papers = list_papers(db, candidate, current_staff(), in_tashkent(now()).date())
    forms = {
        one.sheet.number: tried
        if tried is not None and one.sheet.number == number
        else AskRevocationForm(formdata=None, prefix=one.sheet.number)
        for one in papers
    }
    standing = standing or LetStandForm(formdata=None)
    standing.seen.data = standing.seen.data or say_change(candidate)
    return render_template(
        "certificates/other_names.html",
        candidate=candidate,
        papers=papers,
        forms=forms,
        standing=standing,
        may_stand=candidate.renamed_at is not None and sees_all(db, candidate, current_staff()),
    )


@blueprint.post("/certificates/names/<code>/sheets/<number>")
@requires(Permission.ISSUE_CERTIFICATES)
def mend(code: str, number: str) -> str | AnyResponse | tuple[str, int]:
    """Have the next revision of a sheet drawn up with the name of the register."""
    form = AskRevocationForm(prefix=number)
    with transaction() as db:
        if not form.validate_on_submit():
            return _show(db, code, number, form), 400
        candidate = get_candidate(db, code, current_user.region_code)
        papers = list_papers(db, candidate, current_staff(), in_tashkent(now()).date())
        grounds = {"reason": form.reason.data, "document": form.document.data}
        mend_sheet(db, candidate, papers, number, **grounds, actor=current_user.actor, at=now())
    flash(
        gettext("The next revision of the sheet is drawn up. It waits for the commission's signatures."),
        "success",
    )
    return redirect(url_for("other_names.person", code=code))


@blueprint.post("/certificates/names/<code>/stand")
@requires(Permission.ISSUE_CERTIFICATES)
def let_stand(code: str) -> AnyResponse | tuple[str, int]:
    """Take a person off the desk: the papers are right with the name that they have."""
    form = LetStandForm()
    with transaction() as db:
        if not form.validate_on_submit():
            return _show(db, code, standing=form), 400
        candidate = get_candidate(db, code, current_user.region_code)
        if not sees_all(db, candidate, current_staff()):
            raise NoSuchCertificate
        words, seen = read_reason(form.why.data), form.seen.data or ""
        let_papers_stand(db, candidate, words, seen=seen, actor=current_user.actor, at=now())
    flash(gettext("The papers stay as they are. The reason is in the audit log."), "success")
    return redirect(url_for("other_names.people"))
