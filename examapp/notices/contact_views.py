"""Pages on which HR officers and the operator keep where people are reached."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from examapp.candidates.accommodation_queries import find_own_candidates, get_own_candidate
from examapp.candidates.models import Candidate
from examapp.core.access import requires
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.permissions import Permission
from examapp.notices.contacts import find_contacts, set_contact, show_phone
from examapp.notices.errors import EmailRefused, PhoneRefused
from examapp.notices.models import CandidateContact
from examapp.notices.web_forms import ContactForm

blueprint = Blueprint("contacts", __name__, url_prefix="/contacts")


@blueprint.get("/")
@requires(Permission.EDIT_CONTACTS)
def contacts() -> str:
    """List people with where they are reached; a name in any script narrows the list."""
    typed = request.args.get("q", "")
    with reading() as db:
        people = find_own_candidates(db, typed, current_user)
        known = find_contacts(db, {one.id for one in people})
        return render_template(
            "notices/contacts.html", people=people, contacts=known, search=typed, show_phone=show_phone
        )


@blueprint.route("/<code>", methods=["GET", "POST"])
@requires(Permission.EDIT_CONTACTS)
def edit_contact(code: str) -> str | Response:
    """Show and change where one person is reached."""
    form = ContactForm()
    with transaction() as db:
        candidate = get_own_candidate(db, code, current_user)
        if not form.validate_on_submit():
            if request.method == "GET":
                form.show(db.get(CandidateContact, candidate.id))
            return _page(form, candidate)
        try:
            email, phone = form.email.data or "", form.phone.data or ""
            set_contact(db, candidate, email=email, phone=phone, actor=current_user.actor, at=now())
        except EmailRefused as refusal:
            form.email.errors = [refusal.sentence()]
        except PhoneRefused as refusal:
            form.phone.errors = [refusal.sentence()]
        if form.errors:
            return _page(form, candidate)
    flash(gettext("It is kept. The next notice goes there."), "success")
    return redirect(url_for("contacts.contacts"))


def _page(form: ContactForm, candidate: Candidate) -> str:
    return render_template("notices/contact.html", form=form, candidate=candidate)
