"""What a dossier is for."""

from flask_babel import lazy_gettext
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from examapp.core.page_form import PageForm


class TakeDossierForm(PageForm):
    """Why the dossier is taken."""

    reason = TextAreaField(
        lazy_gettext("Reason"),
        [InputRequired(), Length(max=500)],
        description=lazy_gettext("It stands in the audit log with your name and the time."),
    )
