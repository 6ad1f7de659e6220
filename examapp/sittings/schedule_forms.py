"""The forms of the year's schedule."""

from flask_babel import lazy_gettext
from wtforms import DateField, IntegerField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from examapp.core.page_form import PageForm
from examapp.sittings.reasons import LONGEST_REASON
from examapp.sittings.schedule_models import ScheduleRow
from examapp.sittings.scheduling import LONGEST_DOCUMENT

FIRST_YEAR, LAST_YEAR = 2011, 2100


class BeginScheduleForm(PageForm):
    """Which year."""

    year = IntegerField(lazy_gettext("Year"), [InputRequired(), NumberRange(min=FIRST_YEAR, max=LAST_YEAR)])


class ScheduleRowForm(PageForm):
    """Who is examined when."""

    organisation = SelectField(lazy_gettext("Organisation"))
    programme = SelectField(lazy_gettext("Programme"))
    first_day = DateField(
        lazy_gettext("First day"),
        [InputRequired()],
        format="%d.%m.%Y",
        description=lazy_gettext("For example 24.11.2026"),
    )
    last_day = DateField(lazy_gettext("Last day"), [InputRequired()], format="%d.%m.%Y")
    expected = IntegerField(lazy_gettext("People expected"), [InputRequired()])
    reason = TextAreaField(
        lazy_gettext("Reason"),
        [Optional(), Length(max=LONGEST_REASON)],
        description=lazy_gettext("Everybody reads it beside the change in the published schedule."),
    )

    def show(self, row: ScheduleRow) -> None:
        """Fill the fields from a row."""
        self.organisation.data = row.organisation.code
        self.programme.data = row.programme.code
        self.first_day.data, self.last_day.data = row.first_day, row.last_day
        self.expected.data = row.expected


class ReturnScheduleForm(PageForm):
    """What the operator shall change."""

    remark = TextAreaField(lazy_gettext("Remark"), [InputRequired(), Length(max=LONGEST_REASON)])


class ApproveScheduleForm(PageForm):
    """The document that approves the schedule."""

    document = TextAreaField(
        lazy_gettext("Approving document"),
        [InputRequired(), Length(max=LONGEST_DOCUMENT)],
        description=lazy_gettext("Title, number and date."),
    )


class ReasonOnlyForm(PageForm):
    """Why something is done."""

    reason = TextAreaField(lazy_gettext("Reason"), [InputRequired(), Length(max=LONGEST_REASON)])
