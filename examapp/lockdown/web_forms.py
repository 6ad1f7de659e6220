"""The forms of the room."""

from flask_babel import lazy_gettext
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from examapp.core.page_form import PageForm
from examapp.lockdown.exceptions import SHORTEST_REASON

LONGEST_REASON = 500


class ReasonForm(PageForm):
    """Why an exception is asked for, granted or refused."""

    reason = TextAreaField(
        lazy_gettext("Reason"),
        [InputRequired(), Length(SHORTEST_REASON, LONGEST_REASON, lazy_gettext("From 10 to 500 letters."))],
        description=lazy_gettext("What you have seen. It is kept and stands in the log."),
    )


class MakeConfigurationForm(PageForm):
    """After which revision another one is made."""

    after = HiddenField(default="0")

    def revision(self) -> int:
        """Return the revision that the person saw."""
        typed = self.after.data or "0"
        return int(typed) if typed.isdecimal() and len(typed) < 6 else 0


class AllowBrowserForm(PageForm):
    """A browser that the centre allows."""

    exam_key = StringField(
        lazy_gettext("Browser Exam Key"),
        [InputRequired(), Length(max=200)],
        description=lazy_gettext("64 digits and letters, read at a workstation with the sitting's own file."),
    )
    label = StringField(
        lazy_gettext("What it is"),
        [InputRequired(), Length(max=120)],
        description=lazy_gettext("Version and computers, for example: SEB 3.8, room 204."),
    )
