"""The form by which sittings are planned over the schedule."""

from flask_babel import lazy_gettext
from wtforms import BooleanField, DateField, IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange

from examapp.core.page_form import PageForm
from examapp.sittings.proposals import Wish


class PlanSittingsForm(PageForm):
    """Which list, which days, where, and the two rules that the operator may set."""

    question_list = SelectField(lazy_gettext("Question list"))
    region = SelectField(lazy_gettext("Region"))
    first_day = DateField(
        lazy_gettext("First day"),
        [InputRequired()],
        format="%d.%m.%Y",
        description=lazy_gettext("For example 24.11.2026"),
    )
    last_day = DateField(lazy_gettext("Last day"), [InputRequired()], format="%d.%m.%Y")
    share_percent = IntegerField(
        lazy_gettext("Of one organisation at most so many percent are away on one day"),
        [InputRequired(), NumberRange(min=1, max=100)],
        default=50,
        description=lazy_gettext("For organisations with four people or more; one may always come."),
    )
    gap_minutes = IntegerField(
        lazy_gettext("Minutes between two sittings in a room"),
        [InputRequired(), NumberRange(min=0, max=240)],
        default=30,
    )
    rehearsal = BooleanField(
        lazy_gettext("Rehearsal, not official"),
        description=lazy_gettext(
            "May use provisional policy values and sample lists; everything printed says so."
        ),
    )

    def wish(self) -> Wish:
        """Return what was asked for."""
        return Wish(
            first_day=self.first_day.data,
            last_day=self.last_day.data,
            region_code=self.region.data or None,
            rehearsal=self.rehearsal.data,
            share_percent=self.share_percent.data,
            gap_minutes=self.gap_minutes.data,
        )
