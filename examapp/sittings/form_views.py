"""The page that shows a sitting's forms side by side; it tells no item from another."""

from flask import Blueprint, render_template
from flask_babel import format_decimal
from flask_login import current_user

from examapp.core.access import requires
from examapp.core.clock import now
from examapp.core.db import reading
from examapp.core.i18n import say_in
from examapp.core.permissions import Permission
from examapp.programmes.policy import policy_from_snapshot, read_policy
from examapp.programmes.topic_words import short_topic
from examapp.sittings.form_comparison import compare_forms
from examapp.sittings.queries import get_sitting
from question_bank.blueprint import TOPIC_TITLES

blueprint = Blueprint("sittings", __name__, url_prefix="/sittings")


@blueprint.get("/<code>/forms")
@requires(Permission.COMPARE_FORMS)
def forms(code: str) -> str:
    """Show how equal the forms of a sitting are."""
    with reading() as db:
        found = get_sitting(db, code, current_user)
        policy = (
            policy_from_snapshot(found.policy) if found.policy else read_policy(db, found.programme_id, now())
        )
        return render_template(
            "sittings/forms.html",
            sitting=found,
            comparison=compare_forms(db, found, policy),
            say_topic=_say_topic,
            short_topic=short_topic,
            show_figure=_show_figure,
            rehearsal=found.rehearsal,
        )


def _say_topic(topic: str) -> str:
    return say_in(dict(TOPIC_TITLES.get(topic, {"en": topic})))


def _show_figure(value: float, places: int = 2) -> str:
    """Write a number in the page's language; the font has no minus sign, so an en dash stands for it."""
    pattern = "0." + "0" * places if places else "0"
    return str(format_decimal(value, format=pattern)).replace("-", "–")
