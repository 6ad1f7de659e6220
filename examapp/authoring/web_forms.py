"""The forms of the ceremony."""

from flask_babel import lazy_gettext
from wtforms import StringField
from wtforms.validators import InputRequired, Length, Regexp

from examapp.core.page_form import PageForm


class SignListForm(PageForm):
    """The second factor, entered anew for each signature."""

    digits = StringField(
        lazy_gettext("Six digits from your telephone"),
        [
            InputRequired(),
            Regexp(r"\s*\d{3}\s?\d{3}\s*", message=lazy_gettext("Type the six digits of the authenticator.")),
        ],
    )


class ReasonForm(PageForm):
    """Why something is ended."""

    reason = StringField(lazy_gettext("Reason"), [InputRequired(), Length(min=5, max=400)])
