"""The forms of composing and sealing."""

from flask_babel import lazy_gettext
from wtforms import DateField, StringField
from wtforms.validators import InputRequired, Length, Optional, Regexp
from wtforms.widgets import TextInput

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


class ComposeListForm(PageForm):
    """What a list is called, and until when it is in force."""

    title_latn = StringField(lazy_gettext("Title in Uzbek (Latin)"), [InputRequired(), Length(max=200)])
    title_ru = StringField(lazy_gettext("Title in Russian"), [InputRequired(), Length(max=200)])
    title_en = StringField(lazy_gettext("Title in English"), [InputRequired(), Length(max=200)])
    valid_until = DateField(
        lazy_gettext("In force until"),
        [Optional()],
        format=["%d.%m.%Y", "%Y-%m-%d"],
        widget=TextInput(),
        description=lazy_gettext("After this day no new forms are drawn from the list."),
    )
