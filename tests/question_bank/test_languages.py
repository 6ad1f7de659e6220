import pytest

from question_bank.content import load_shipped_list
from question_bank.languages import guess_language
from question_bank.scripts import to_cyrillic


@pytest.mark.parametrize(
    ("stem", "language"),
    [
        ("Faylni nusxalash uchun qaysi tugma bosiladi?", "uz-Latn"),
        ("O'zbekiston poytaxti qaysi shahar?", "uz-Latn"),
        ("Файлни нусхалаш учун қайси тугма босилади?", "uz-Cyrl"),
        ("Операцион система нима?", "uz-Cyrl"),
        ("Какая клавиша копирует файл?", "ru"),
        ("Что такое операционная система?", "ru"),
        ("Which key copies the file?", "en"),
        ("Word dasturida <code>Which of the</code> nima uchun kerak?", "uz-Latn"),
    ],
)
def test_the_language_is_told_by_script_and_words(stem, language):
    assert guess_language(stem) == (language, True)


def test_options_are_asked_where_the_stem_leaves_doubt():
    assert guess_language("HDMI 2016", ["Intel", "Foton"])[1] is False
    assert guess_language("RAM – ?", ["xotira bilan", "qaysi disk"]) == ("uz-Latn", True)


def test_a_text_that_tells_nothing_is_not_sure():
    assert guess_language("2 + 2 = ?") == ("uz-Latn", False)


def test_the_languages_of_the_shipped_list_are_told():
    wrong = []
    for made in load_shipped_list()[1].values():
        texts = {language: (text.stem, text.choices.values()) for language, text in made.texts.items()}
        stem, choices = texts["uz-Latn"]
        texts["uz-Cyrl"] = (to_cyrillic(stem), [to_cyrillic(choice) for choice in choices])
        wrong += [
            (made.id, told)
            for told, (stem, choices) in texts.items()
            if guess_language(stem, choices)[0] != told
        ]
    assert wrong == []
