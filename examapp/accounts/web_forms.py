"""The forms of signing in and of keeping accounts."""

from flask_babel import lazy_gettext
from wtforms import PasswordField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import EqualTo, InputRequired, Length, Optional

from examapp.accounts.passwords import SHORTEST
from examapp.core.page_form import PageForm
from examapp.core.permissions import Role


class SignInForm(PageForm):
    """Name, password and second factor."""

    login_name = StringField(lazy_gettext("Sign-in name"), [InputRequired(), Length(max=60)])
    password = PasswordField(lazy_gettext("Password"), [InputRequired(), Length(max=200)])
    second_factor = StringField(
        lazy_gettext("Six digits from the telephone"),
        [InputRequired(), Length(max=40)],
        description=lazy_gettext("Or one of the recovery codes that you printed."),
    )


class OneTimeCodeForm(PageForm):
    """The code that the administrator handed over."""

    one_time_code = StringField(lazy_gettext("One-time code"), [InputRequired(), Length(max=40)])


class EnrolForm(PageForm):
    """A password, and the proof that the telephone has the secret."""

    password = PasswordField(
        lazy_gettext("New password"),
        [InputRequired(), Length(min=SHORTEST, max=200)],
        description=lazy_gettext(
            "At least 10 characters. A short sentence is easier to remember than a word."
        ),
    )
    again = PasswordField(
        lazy_gettext("The same password again"),
        [InputRequired(), EqualTo("password", lazy_gettext("The two passwords differ. Type both again."))],
    )
    digits = StringField(lazy_gettext("Six digits from the telephone"), [InputRequired(), Length(max=10)])


class CreateStaffForm(PageForm):
    """A new account."""

    display_name = StringField(
        lazy_gettext("Full name"),
        [InputRequired(), Length(max=160)],
        description=lazy_gettext("As it is to stand on sheets and protocols."),
    )
    login_name = StringField(
        lazy_gettext("Sign-in name"),
        [InputRequired(), Length(max=60)],
        description=lazy_gettext("Latin letters, digits, dot, hyphen and low line."),
    )
    role = SelectField(
        lazy_gettext("Role"),
        choices=[SelectChoice(role.value, role.value) for role in Role],
        description=lazy_gettext("HR officers and heads are invited on the page of their organisation."),
    )
    region_code = StringField(
        lazy_gettext("Region"),
        [Optional(), Length(max=8)],
        description=lazy_gettext("Only for people who work for one region, for example UZ-TK."),
    )
    centre_code = StringField(
        lazy_gettext("Centre"),
        [Optional(), Length(max=40)],
        description=lazy_gettext("Only for people who work at one centre: the centre's code."),
    )
