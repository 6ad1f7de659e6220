"""The forms in which a centre's hours and its responsible people are kept."""

from typing import Any

from flask_babel import lazy_gettext
from wtforms import DateField, StringField
from wtforms.validators import InputRequired, Length, Optional, Regexp, ValidationError

from examapp.centres.opening_hours import Hours, read_time, show_time_of_day
from examapp.core.page_form import PageForm

NO_TIME = lazy_gettext("Type a time such as 09:00.")
WRONG_ORDER = lazy_gettext("The centre must open before it closes; leave both empty if it is closed.")


def read_hours(opens: str | None, closes: str | None) -> Hours | None:
    """Return typed hours, None where both fields are empty; raises ValidationError."""
    if not (opens or "").strip() and not (closes or "").strip():
        return None
    start, end = read_time(opens or ""), read_time(closes or "")
    if start is None or end is None:
        raise ValidationError(NO_TIME)
    if start >= end:
        raise ValidationError(WRONG_ORDER)
    return Hours(start, end)


def show_hours(hours: Hours | None) -> tuple[str, str]:
    """Return hours as they stand in two fields."""
    return (show_time_of_day(hours.opens), show_time_of_day(hours.closes)) if hours else ("", "")


class SpecialDayForm(PageForm):
    """A day that differs from the week."""

    day = DateField(lazy_gettext("Day"), [InputRequired()], format="%d.%m.%Y")
    opens = StringField(
        lazy_gettext("Opens at"),
        [Optional(), Length(max=8)],
        description=lazy_gettext("Both empty: closed all day."),
    )
    closes = StringField(lazy_gettext("Closes at"), [Optional(), Length(max=8)])
    reason = StringField(
        lazy_gettext("Reason"),
        [InputRequired(), Length(max=160)],
        description=lazy_gettext("For example: holiday, repair, elections."),
    )
    hours: Hours | None = None

    def validate_closes(self, field: Any) -> None:
        """Read both fields together."""
        self.hours = read_hours(self.opens.data, field.data)


class ContactForm(PageForm):
    """Somebody who answers for a centre."""

    name = StringField(lazy_gettext("Name"), [InputRequired(), Length(max=160)])
    role = StringField(
        lazy_gettext("Answers for"),
        [InputRequired(), Length(max=80)],
        description=lazy_gettext("For example: head of the centre, computers, keys of the rooms."),
    )
    phone = StringField(
        lazy_gettext("Telephone"),
        [
            InputRequired(),
            Length(max=40),
            Regexp(r"^\+?[0-9 ()-]{7,}$", message=lazy_gettext("Type the number as +998 71 200 00 00.")),
        ],
    )
