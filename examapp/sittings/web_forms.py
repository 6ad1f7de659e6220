"""The forms of planning sittings."""

from datetime import UTC, datetime

from flask_babel import lazy_gettext
from wtforms import BooleanField, DateField, SelectField, TextAreaField, TimeField
from wtforms.validators import InputRequired, Length

from examapp.core.clock import TASHKENT
from examapp.core.page_form import PageForm
from examapp.sittings.cancelling import LONGEST_REASON


class CreateSittingForm(PageForm):
    """Where, when, what."""

    question_list = SelectField(lazy_gettext("Question list"))
    room = SelectField(lazy_gettext("Room"))
    day = DateField(
        lazy_gettext("Day"),
        [InputRequired()],
        format="%d.%m.%Y",
        description=lazy_gettext("For example 24.11.2026"),
    )
    hour = TimeField(
        lazy_gettext("Beginning"),
        [InputRequired()],
        format="%H:%M",
        description=lazy_gettext("Tashkent time, for example 09:30"),
    )
    rehearsal = BooleanField(
        lazy_gettext("Rehearsal, not official"),
        description=lazy_gettext(
            "May use provisional policy values and sample lists; everything printed says so."
        ),
    )

    def starts_at(self) -> datetime:
        """Return the beginning as aware UTC."""
        return datetime.combine(self.day.data, self.hour.data, tzinfo=TASHKENT).astimezone(UTC)


class AssignProctorForm(PageForm):
    """Who watches."""

    proctor = SelectField(lazy_gettext("Proctor"))


class CancelSittingForm(PageForm):
    """Why a sitting does not take place."""

    reason = TextAreaField(
        lazy_gettext("Reason"),
        [InputRequired(), Length(max=LONGEST_REASON)],
        description=lazy_gettext("It stands in the audit log and on the sitting's page."),
    )
