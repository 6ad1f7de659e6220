import random
import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank import scripts
from question_bank.scripts import (
    Repair,
    ScriptError,
    fold_answer,
    fold_by_look,
    list_mixed_words,
    normalise_name,
    search_key,
    sort_key,
    to_cyrillic,
    to_latin,
)
from tests.question_bank.phrases import PHRASES


@pytest.mark.parametrize(("latin", "cyrillic"), PHRASES)
def test_the_interface_reads_in_cyrillic_as_a_person_wrote_it(latin, cyrillic):
    assert to_cyrillic(latin) == cyrillic


@pytest.mark.parametrize(("latin", "cyrillic"), PHRASES)
def test_and_back_in_latin_as_a_person_wrote_it(latin, cyrillic):
    assert to_latin(cyrillic) == latin


@pytest.mark.parametrize(
    ("latin", "cyrillic"),
    [
        # э and е
        ("elektron eʼlon", "электрон эълон"),
        ("keldi, yer, poyezd, proyektor", "келди, ер, поезд, проектор"),
        ("poema, aeroport, koeffitsiyent", "поэма, аэропорт, коэффициент"),
        ("diyeta, kliyent", "диета, клиент"),
        # ё ю я and their neighbours
        ("tayyor, dunyo, yoʻq, yoʻl", "тайёр, дунё, йўқ, йўл"),
        ("rayon, mayor", "район, майор"),
        ("yuboring, yana", "юборинг, яна"),
        # ц
        ("konstitutsiya, prezentatsiya, operatsion", "конституция, презентация, операцион"),
        ("funksiya, aksiya, konferensiya, stansiya", "функция, акция, конференция, станция"),
        ("versiya, komissiya, pensiya", "версия, комиссия, пенсия"),
        ("protsessor, litsenziya, protsent", "процессор, лицензия, процент"),
        ("konsert, sement, prinsip", "концерт, цемент, принцип"),
        ("ketsin, hujjatsiz, vaqtsiz, hayotsevar", "кетсин, ҳужжатсиз, вақтсиз, ҳаётсевар"),
        # ъ and ь
        ("sanʼat, maʼlumot, jurʼat", "санъат, маълумот, журъат"),
        ("obyekt, subyekt", "объект, субъект"),
        ("kompyuter, filtr, multimedia, kalkulator", "компьютер, фильтр, мультимедиа, калькулятор"),
        ("parol, parolni, paroli", "пароль, паролни, пароли"),
        ("Isʼhoq", "Исҳоқ"),
        ("moʻjiza", "мўъжиза"),
        # months, bare and inflected
        (
            "1-yanvar, 7-fevralda, 9-sentabr, 31-dekabrgacha",
            "1-январь, 7-февралда, 9-сентябрь, 31-декабргача",
        ),
        ("oktabr, oktabrdan, noyabr, iyun, iyulda, may", "октябрь, октябрдан, ноябрь, июнь, июлда, май"),
        # capitals
        ("OʻZBEKISTON, Oʻzbekiston, SHAHAR, Shahar", "ЎЗБЕКИСТОН, Ўзбекистон, ШАҲАР, Шаҳар"),
        ("YANGI, Yangi, Eshik, ESHIK, COMPUTER", "ЯНГИ, Янги, Эшик, ЭШИК, COMPUTER"),
        ("JShShIR, OʻzR, AKT, STIR, PINFL", "ЖШШИР, ЎзР, АКТ, СТИР, ПИНФЛ"),
        ("Gʻulomjonovna Oʻgʻiloy", "Ғуломжоновна Ўғилой"),
        # words that stay
        ("PDF-fayl, PDFga, SMS-xabar, IDsi, QR-kod", "PDF-файл, PDFга, SMS-хабар, IDси, QR-код"),
        ("Windowsda, Excelning, Wordni, Wi-Fi", "Windowsда, Excelнинг, Wordни, Wi-Fi"),
        ("XXI asr, II bob", "XXI аср, II боб"),
        ("B2 katak, A1:C5 diapazon, F5 tugmasi", "B2 катак, A1:C5 диапазон, F5 тугмаси"),
        ("C: disk, D ustuni, U keldi", "C: диск, D устуни, У келди"),
        ("A. Navoiy", "А. Навоий"),
        ("sahifasida (/verify), /training sahifasi", "саҳифасида (/verify), /training саҳифаси"),
        ("/workstation/ sahifasi, va/yoki, km/soat", "/workstation/ саҳифаси, ва/ёки, км/соат"),
        ("masalan K7QM-4T2D, 2026-2027", "масалан K7QM-4T2D, 2026-2027"),
        ("EXAMAPP_BASE_URL qiymati", "EXAMAPP_BASE_URL қиймати"),
        ("«examapp audit proof FILE» buyrugʻi", "«examapp audit proof FILE» буйруғи"),
        ("Safe Exam Browser, Config Key kaliti", "Safe Exam Browser, Config Key калити"),
        ("nishon (Open Badges), SHA-256, YAMLni", "нишон (Open Badges), SHA-256, YAMLни"),
        ("Endi boshlang", "Энди бошланг"),
        # apostrophes of a typewriter
        ("ko'rish, tog', ma'lumot, o‘qish", "кўриш, тоғ, маълумот, ўқиш"),
    ],
)
def test_uzbek_latin_becomes_uzbek_cyrillic(latin, cyrillic):
    assert to_cyrillic(latin) == cyrillic


@pytest.mark.parametrize(
    "kept",
    [
        "[[g1]]",
        "%(name)s",
        "%(count)d",
        "{n}",
        "<kbd>Ctrl</kbd>+<kbd>S</kbd>",
        "<code>=SUM(A1:A3)</code>",
        '<span lang="en">Save as</span>',
        '<td colspan="2">',
        "&nbsp;",
        "https://lex.uz/docs/42?tab=1",
        "my.gov.uz",
        "user.name@example.uz",
        "hisobot-2026.docx",
        "*.xlsx",
        ".pdf",
        r"C:\Hujjatlar\reja.txt",
        "=SUM(B2:B7)*$C$1",
        "Ctrl+Shift+Esc",
        "Page Down",
        "UZ-TK",
        "https",
    ],
)
def test_markup_placeholders_addresses_and_formulas_keep_their_letters(kept):
    assert to_cyrillic(f"Shu {kept} ni bosing") == f"Шу {kept} ни босинг"


def test_the_words_between_tags_are_rendered():
    latin = '<p>Matn <strong>qalin</strong> va <span lang="uz-Latn">yozuv</span></p>'
    assert to_cyrillic(latin) == '<p>Матн <strong>қалин</strong> ва <span lang="uz-Latn">ёзув</span></p>'


@given(st.text(alphabet="абвгдеёжзийклмнопрстуфхцчшщъыьэюяўқғҳ ,.-АБВЎҚҒҲ", max_size=30))
def test_text_that_is_cyrillic_already_passes_unchanged(text):
    assert to_cyrillic(text) == text


SYLLABLES = [
    "ba",
    "do",
    "gu",
    "maʼlu",
    "qoʻ",
    "gʻi",
    "sha",
    "cho",
    "ya",
    "yo",
    "yu",
    "xa",
    "ho",
    "nga",
    "ri",
]


@given(st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=5).map("".join))
@settings(deadline=None)
def test_a_word_of_plain_syllables_comes_back_from_cyrillic_unchanged(word):
    assert to_latin(to_cyrillic(word)) == word
    assert to_latin(to_cyrillic(word.capitalize())) == word.capitalize()


@pytest.mark.parametrize(
    ("cyrillic", "latin"),
    [
        ("Ўғилой Ғуломжонова", "Oʻgʻiloy Gʻulomjonova"),
        ("Хўжаев Юсуф", "Xoʻjayev Yusuf"),
        ("Юрьевич, Щербаков, Цой", "Yuryevich, Sherbakov, Soy"),
        ("маъюс, объект, маъмур", "maʼyus, obyekt, maʼmur"),
        ("ЧОРСУ, Чорсу, ЖШШИР", "CHORSU, Chorsu, JShShIR"),
        ("сентябрь, октябрь, июнь", "sentabr, oktabr, iyun"),
        ("Исҳоқ", "Isʼhoq"),
    ],
)
def test_cyrillic_names_and_words_are_spelled_in_latin_by_sound(cyrillic, latin):
    assert to_latin(cyrillic) == latin


@pytest.mark.parametrize(
    ("given_name", "set_right", "kinds"),
    [
        ("Oʻgʻiloy", "Oʻgʻiloy", []),
        ("Каримов", "Каримов", []),
        ("O'g`iloy", "Oʻgʻiloy", ["apostrophe"]),
        ("Maʻrufov Ma’ruf", "Maʼrufov Maʼruf", ["apostrophe"]),
        ("Qoʼqon", "Qoʻqon", ["apostrophe"]),
        ("  Karimov \u00a0 Ali ", "Karimov Ali", ["space"]),
        ("Kari\u200bmov\ufeff", "Karimov", ["zero_width"]),
        ("Kаrimоv", "Karimov", ["look_alike"]),
        ("Каrимов", "Karimov", ["transliterated"]),
        ("Мо\u0438\u0306сей".replace("сей", "сей"), "Мойсей", ["composed"]),
    ],
)
def test_a_name_is_set_right_and_each_repair_is_reported(given_name, set_right, kinds):
    name, repairs = normalise_name(given_name)
    assert name == set_right
    assert [repair.kind for repair in repairs] == kinds


def test_a_repair_says_what_stood_before_and_after():
    assert normalise_name("Kаrimov Ali")[1] == (Repair("look_alike", "Kаrimov", "Karimov"),)


@pytest.mark.parametrize(
    "mark",
    ["\u0000", "\t", "\n", "\u001b", "\u007f", "\u0085", "\u202e", "\u200f", "\u2066", "\u061c", "\ud800"],
)
def test_control_and_direction_marks_in_a_name_are_refused_and_named(mark):
    with pytest.raises(ScriptError) as caught:
        normalise_name(f"Ali{mark}yev")
    assert caught.value.at == 3
    assert caught.value.mark


@given(st.text(alphabet="aoʻgʻʼ'`’ KМкмаоерсхАВЕОһ\u00a0\u200b-", max_size=20))
def test_a_name_set_right_needs_no_second_repair(text):
    name, _ = normalise_name(text)
    assert normalise_name(name) == (name, ())
    assert unicodedata.is_normalized("NFC", name)


def test_words_that_mix_scripts_are_listed():
    assert list_mixed_words("Kаrimov Ali Валиев PDF-файл") == ["Kаrimov"]


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("  Fayl\tNomi ", "fayl nomi"),
        ("ФАЙЛ номи", "fayl nomi"),
        ("O'CHIRISH", "oʻchirish"),
        ("3,14 va 2,5", "3.14 va 2.5"),
        ("a, b", "a, b"),
        ("ҳужжат.docx", "hujjat.docx"),
    ],
)
def test_a_typed_answer_folds_by_script_case_spaces_and_comma(typed, folded):
    assert fold_answer(typed) == folded


def test_folding_by_look_reads_cyrillic_twins_as_latin_letters():
    assert fold_by_look("СВ2") == "cb2"
    assert fold_by_look("Файл") == fold_answer("Файл")


@given(st.text(max_size=20))
def test_folding_what_is_folded_changes_nothing(text):
    try:
        once = fold_answer(text)
    except ScriptError:
        return
    assert fold_answer(once) == once


@pytest.mark.parametrize("name", ["Oʻgʻiloy", "O'g'iloy", "Ўғилой", "OG`ILOY".replace("G`", "ʻGʻ"), "ўғилой"])
def test_one_name_has_one_search_key_in_both_scripts(name):
    assert search_key(name) == "ogiloy"


def test_names_that_differ_by_a_letter_keep_different_search_keys():
    assert search_key("Ismoilov") != search_key("Ismailov")


def test_names_sort_in_uzbek_order_and_cyrillic_beside_its_latin_twin():
    names = ["Chorsu", "Shahnoza", "Gʻani", "Oʻtkir", "Zuhra", "Суннат", "Olim", "Abror", "Sanjar", "Gulnora"]
    expected = [
        "Abror",
        "Gulnora",
        "Olim",
        "Sanjar",
        "Суннат",
        "Zuhra",
        "Oʻtkir",
        "Gʻani",
        "Shahnoza",
        "Chorsu",
    ]
    assert sorted(names, key=sort_key) == expected


def test_plain_text_is_folded_as_by_the_whole_way(monkeypatch):
    rng = random.Random(5)
    signs = "".join(map(chr, range(32, 127))) + "  ''"
    texts = ["".join(rng.choices(signs, k=rng.randrange(8))) for _ in range(2000)]
    texts += ["Bosh mutaxassis", "1,5", "A" * 300]
    quick = [(normalise_name(text), fold_answer(text)) for text in texts]
    monkeypatch.setattr(scripts, "_PLAIN", re.compile("(?!)"))
    assert quick == [(normalise_name(text), fold_answer(text)) for text in texts]
