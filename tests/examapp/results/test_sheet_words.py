import pytest
from flask import Flask
from flask_babel import force_locale

from examapp.core.permissions import Role
from examapp.proctoring.names import with_initials
from examapp.results.sheet_words import office_word


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Ismoilov Sherzod Baxtiyorovich", "Ismoilov Sh. B."),
        ("Qoʻchqorova-Oʻrmonjonova Oʻgʻiloy Gʻulomjonovna", "Qoʻchqorova-Oʻrmonjonova Oʻ. Gʻ."),
        ("Karimov Botir", "Karimov Botir"),
    ],
)
def test_a_name_is_shortened_by_letters_of_the_uzbek_alphabet(name: str, short: str) -> None:
    assert with_initials(name) == short


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_offices_have_words(app: Flask) -> None:
    with app.test_request_context("/"), force_locale("en"):
        words = {
            office_word(role) for role in (Role.COMMISSION_CHAIR, Role.COMMISSION_MEMBER, Role.SECRETARY)
        }
    assert words == {"chair", "member", "secretary"}
