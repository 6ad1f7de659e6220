"""Forms say what is wrong in the person's language, by our own catalogues."""

import pytest
from flask import Flask
from flask_babel import force_locale
from wtforms import StringField, TextAreaField
from wtforms.validators import Length

from examapp.core.page_form import PageForm

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class SmallForm(PageForm):
    longest = StringField(validators=[Length(max=3)])
    shortest = StringField(validators=[Length(min=4)])
    between = StringField(validators=[Length(4, 9)])


def test_a_text_of_a_wrong_length_is_refused_with_the_number_in_each_language(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    said = {}
    for locale in ("en", "ru", "uz_Latn"):
        with app.test_request_context("/", method="POST"), force_locale(locale):
            form = SmallForm(data={"longest": "abcd", "shortest": "abc", "between": "abc"})
            assert not form.validate()
            said[locale] = [str(field.errors[0]) for field in (form.longest, form.shortest, form.between)]
    assert said["en"][0] == "Field cannot be longer than 3 characters."
    assert all(
        number in sentence for found in said.values() for number, sentence in zip("344", found, strict=True)
    )
    assert len({found[0] for found in said.values()}) == 3


class ReasonForm(PageForm):
    reason = TextAreaField()


def test_free_text_loses_what_nobody_sees_and_keeps_its_lines(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    typed = "svet\x00 \x0boʻchdi\x80\r\n\u202e5+\u2069\tG‘"
    with app.test_request_context("/", method="POST", data={"reason": typed}):
        assert ReasonForm().reason.data == "svet oʻchdi\r\n5+\tG‘"
