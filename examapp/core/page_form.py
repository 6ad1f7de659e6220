"""The base of all web forms: Flask-WTF's form, whose messages come from our own catalogues.

WTForms ships no Uzbek; its few sentences stand in `core.po` like ours.
"""

import re
from typing import Any, Final

from flask_babel import get_domain, gettext
from flask_wtf import FlaskForm
from wtforms import TextAreaField

from examapp.core.i18n import N_

# WTForms' own sentences, marked here so that the catalogues must hold them.
WTFORMS_SENTENCES = (
    N_("This field is required."),
    N_("Not a valid choice."),
    N_("Not a valid integer value."),
    N_("Not a valid date value."),
    N_("Not a valid datetime value."),
    N_("Invalid input."),
    N_("File does not have an approved extension: {extensions}"),
)


# Control marks but tab and ends of lines, and what turns the words around it: both come by pasting.
_HIDDEN: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class _OurTranslations:
    def gettext(self, string: str) -> str:
        return str(gettext(string))

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        # WTForms puts its numbers in afterwards: Flask-Babel's own function would look for them here.
        return str(get_domain().get_translations().ungettext(singular, plural, number))


class PageForm(FlaskForm):  # type: ignore[misc]
    """A form of a page, with the CSRF token and our sentences."""

    def process(self, *args: Any, **kwargs: Any) -> None:
        """Read what was sent; free text loses what nobody sees and its writer cannot find to delete."""
        super().process(*args, **kwargs)
        for field in self:
            if isinstance(field, TextAreaField) and isinstance(field.data, str):
                field.data = _HIDDEN.sub("", field.data)

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Where the sentences come from."""

        def get_translations(self, form: Any) -> _OurTranslations:
            """Return our catalogues."""
            del form
            return _OurTranslations()
