"""The forms of acts on a sitting that stands: first where to, then the reason."""

from datetime import UTC, datetime

from flask_babel import lazy_gettext
from wtforms import DateField, SelectField, TextAreaField, TimeField
from wtforms.validators import InputRequired, Length

from examapp.core.clock import TASHKENT
from examapp.core.page_form import PageForm
from examapp.sittings.reasons import LONGEST_REASON


class _ActForm(PageForm):
    """What an act is done for; the reason is asked for when its consequences are known."""

    reason = TextAreaField(
        lazy_gettext("Reason"),
        [InputRequired(), Length(max=LONGEST_REASON)],
        description=lazy_gettext("It stands in the audit log and on the sitting's page."),
    )


class MoveCandidateForm(_ActForm):
    """To which sitting."""

    to = SelectField(lazy_gettext("New sitting"))


class MoveSittingForm(_ActForm):
    """To which room, day and hour."""

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

    def show(self, starts_at: datetime) -> None:
        """Fill day and hour."""
        local = starts_at.astimezone(TASHKENT)
        self.day.data, self.hour.data = local.date(), local.time()

    def starts_at(self) -> datetime:
        """Return the beginning as aware UTC."""
        return datetime.combine(self.day.data, self.hour.data, tzinfo=TASHKENT).astimezone(UTC)


class ReplaceProctorForm(_ActForm):
    """Who comes instead."""

    coming = SelectField(lazy_gettext("Who comes instead"))
