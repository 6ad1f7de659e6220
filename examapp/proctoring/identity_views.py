"""Pages on who sits there: letting in, taking that back, and letting in again after a break."""

from flask_babel import gettext
from werkzeug.wrappers import Response

from examapp.core.access import requires
from examapp.core.permissions import Permission
from examapp.proctoring.checkin import confirm_identity_and_admit, readmit
from examapp.proctoring.console_views import blueprint
from examapp.proctoring.models import WithdrawalKind
from examapp.proctoring.question_views import ask_person
from examapp.proctoring.reasons import WITHDRAWAL_HINTS
from examapp.proctoring.web_forms import AdmitForm, WithdrawForm
from examapp.proctoring.withdrawing import withdraw_admission


@blueprint.route("/<code>/people/<person>/admit", methods=["GET", "POST"])
@requires(Permission.RUN_SITTINGS)
def admit(code: str, person: str) -> str | Response:
    """Ask which document was seen, and admit."""
    form = AdmitForm()
    return ask_person(
        "proctoring/admit.html",
        code,
        person,
        form,
        act=lambda db, sitting, attempt, hand: confirm_identity_and_admit(
            db, sitting, attempt, form.kind(), hand
        ),
        say=lambda _: gettext("Identity confirmed. The candidate is admitted."),
    )


@blueprint.route("/<code>/people/<person>/withdraw", methods=["GET", "POST"])
@requires(Permission.RUN_SITTINGS)
def withdraw(code: str, person: str) -> str | Response:
    """Ask for the reason, and take an admission back; after the start say what can be done instead."""
    form = WithdrawForm()
    return ask_person(
        "proctoring/withdraw.html",
        code,
        person,
        form,
        act=lambda db, sitting, attempt, hand: withdraw_admission(
            db, sitting, attempt, WithdrawalKind(form.kind.data), hand
        ),
        say=lambda _: gettext("The admission is taken back. The person waits for the document check again."),
        hints=WITHDRAWAL_HINTS,
    )


@blueprint.route("/<code>/people/<person>/readmit", methods=["GET", "POST"])
@requires(Permission.RUN_SITTINGS)
def let_back_in(code: str, person: str) -> str | Response:
    """Ask which document was seen of one who comes back from a break, and let the clock go on."""
    form = AdmitForm()
    return ask_person(
        "proctoring/readmit.html",
        code,
        person,
        form,
        act=lambda db, sitting, attempt, hand: readmit(db, sitting, attempt, form.kind(), hand),
        say=lambda _: gettext("Identity confirmed. The test goes on."),
    )
