"""Names on tiles."""

import pytest

from examapp.proctoring.names import name_for, short_name


@pytest.mark.parametrize(
    ("full", "short"),
    [
        ("Alimova Nodira Rashidovna", "Alimova N."),
        ("Ismoilov Sherzod Hamidovich", "Ismoilov Sh."),
        ("Karimov Choriyor", "Karimov Ch."),
        ("Qoʻchqorova-Oʻrmonjonova Oʻgʻiloy Gʻulomjonovna", "Qoʻchqorova-Oʻrmonjonova Oʻ."),
        ("Усмонова Гʻ", "Усмонова Г."),
        ("Жўраева Ўғилой Олимовна", "Жўраева Ў."),
        ("Abdulla", "Abdulla"),
        ("Karimov  Botir", "Karimov B."),
    ],
)
def test_a_short_name_is_family_name_and_initial(full: str, short: str) -> None:
    assert short_name(full) == short


@pytest.mark.parametrize(
    ("language", "name"),
    [("uz-Latn", "Alimova"), ("en", "Alimova"), ("ru", "Алимова"), ("uz-Cyrl", "Алимова")],
)
def test_names_stand_in_the_script_of_the_reader(language: str, name: str) -> None:
    assert name_for(language, "Alimova", "Алимова") == name


def test_without_a_name_in_the_readers_script_the_other_one_stands() -> None:
    assert name_for("ru", "Alimova", "") == "Alimova"
