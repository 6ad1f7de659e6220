"""A paper of all kinds for the page's tests, in the exact shape that the exam API gives."""

from collections.abc import Mapping
from typing import Any

from question_bank.content import ROOT
from question_bank.exam_form import ExamForm, FormItem, Section, public_paper
from question_bank.interactions import list_gaps, list_labelled, list_offers
from question_bank.items import LANGUAGES, Item, item_from_json

PICTURE = (ROOT / "media" / "practice-shapes.svg").read_bytes()
PICTURE_SHA = "ae6e1f7e0d281bee97f78233c35a07919631c6f8fd988be7bbab150dfe1e2394"
MEDIA_URL = "/exam/api/v1/attempt/media/"

_ALT = {"uz-Latn": "Toʻrtta shakl", "ru": "Четыре фигуры", "en": "Four shapes"}


def _meta(topic: str) -> dict[str, Any]:
    return {
        "topic": topic,
        "subtopic": "x",
        "level": "know",
        "enemies": [],
        "source": "own",
        "licence": "MIT",
    }


def _words(uz: str, ru: str, en: str, choices: Mapping[str, tuple[str, str, str]] = {}) -> dict[str, Any]:
    texts = {}
    for place, (language, stem) in enumerate({"uz-Latn": uz, "ru": ru, "en": en}.items()):
        texts[language] = {"stem": stem, "choices": {name: words[place] for name, words in choices.items()}}
    return texts


def _picture() -> dict[str, Any]:
    return {
        "m1": {
            "file": "practice-shapes.svg",
            "type": "image/svg+xml",
            "width": 900,
            "height": 240,
            "sha256": PICTURE_SHA,
            "alt": _ALT,
        }
    }


KINDS: list[dict[str, Any]] = [
    {
        "interactions": [{"id": "r1", "type": "choice", "max_choices": 1, "choices": ["a", "b", "c", "d"]}],
        "answer_key": {"r1": ["b"]},
        "texts": _words(
            "<p>12 sahifali hisobotda bitta soʻzni butun hujjat boʻylab boshqasiga almashtirish kerak. "
            "Qaysi buyruq buni bir amalda bajaradi?</p>",
            "<p>В отчёте на 12 страниц нужно заменить одно слово другим во всём документе. "
            "Какая команда сделает это за одно действие?</p>",
            "<p>In a report of 12 pages one word must be replaced. Which command does it at once?</p>",
            {
                "a": ("Nusxalash va qoʻyish", "Копировать и вставить", "Copy and paste"),
                "b": ("Topish va almashtirish", "Найти и заменить", "Find and replace"),
                "c": ("Imloni tekshirish", "Проверка правописания", "Check the spelling"),
                "d": ("Oxirgi amalni bekor qilish", "Отменить последнее действие", "Undo the last step"),
            },
        ),
    },
    {
        "interactions": [
            {"id": "r1", "type": "choice", "max_choices": 2, "choices": ["a", "b", "c", "d", "e"]}
        ],
        "answer_key": {"r1": ["a", "c"]},
        "texts": _words(
            "<p>Qaysi ikki qurilma maʼlumotni kompyuterga <strong>kiritadi</strong>?</p>",
            "<p>Какие два устройства <strong>вводят</strong> данные в компьютер?</p>",
            "<p>Which two devices bring data <strong>into</strong> a computer?</p>",
            {
                "a": ("Klaviatura", "Клавиатура", "Keyboard"),
                "b": ("Monitor", "Монитор", "Screen"),
                "c": ("Skaner", "Сканер", "Scanner"),
                "d": ("Printer", "Принтер", "Printer"),
                "e": ("Karnay", "Колонки", "Loudspeaker"),
            },
        ),
    },
    {
        "interactions": [{"id": "r1", "type": "order", "choices": ["a", "b", "c", "d"]}],
        "answer_key": {"r1": ["d", "c", "b", "a"]},
        "texts": _words(
            "<p>Oʻlchov birliklarini kichigidan kattasiga qarab joylashtiring.</p>",
            "<p>Расставьте единицы от меньшей к большей.</p>",
            "<p>Put the units in order, the smallest first.</p>",
            {
                "a": ("Gigabayt", "Гигабайт", "Gigabyte"),
                "b": ("Megabayt", "Мегабайт", "Megabyte"),
                "c": ("Kilobayt", "Килобайт", "Kilobyte"),
                "d": ("Bayt", "Байт", "Byte"),
            },
        ),
    },
    {
        "interactions": [
            {"id": "r1", "type": "match", "sources": ["s1", "s2", "s3"], "targets": ["t1", "t2", "t3", "t4"]}
        ],
        "answer_key": {"r1": [["s1", "t1"], ["s2", "t2"], ["s3", "t3"]]},
        "texts": _words(
            "<p>Fayl kengaytmasini uning turi bilan juftlang.</p>",
            "<p>Соотнесите расширение файла с его видом.</p>",
            "<p>Match each file extension with its kind.</p>",
            {
                "s1": (".xlsx", ".xlsx", ".xlsx"),
                "s2": (".jpg", ".jpg", ".jpg"),
                "s3": (".mp3", ".mp3", ".mp3"),
                "t1": ("Jadval", "Таблица", "Spreadsheet"),
                "t2": ("Rasm", "Рисунок", "Picture"),
                "t3": ("Tovush", "Звук", "Sound"),
                "t4": ("Taqdimot", "Презентация", "Slides"),
            },
        ),
    },
    {
        "interactions": [
            {"id": "r1", "type": "inline_choice", "gaps": {"g1": ["g1a", "g1b"], "g2": ["g2a", "g2b", "g2c"]}}
        ],
        "answer_key": {"r1": {"g1": "g1b", "g2": "g2a"}},
        "texts": _words(
            "<p>Xatni [[g1]] oldin manzilni tekshiring, ilova esa [[g2]] boʻlmasin.</p>",
            "<p>Проверьте адрес [[g1]] письма, а вложение не должно быть [[g2]].</p>",
            "<p>Check the address [[g1]] sending, and keep the attachment from being [[g2]].</p>",
            {
                "g1a": ("oʻqishdan", "после чтения", "after"),
                "g1b": ("yuborishdan", "до отправки", "before"),
                "g2a": ("juda katta", "слишком большим", "too large"),
                "g2b": ("rangli", "цветным", "coloured"),
                "g2c": ("qisqa", "коротким", "short"),
            },
        ),
    },
    {
        "interactions": [{"id": "r1", "type": "text_entry", "max_length": 40}],
        "answer_key": {"r1": ["brauzer", "browser"]},
        "texts": _words(
            "<p>Veb-sahifalarni ochadigan dastur qanday ataladi?</p><p>Bir soʻz bilan yozing.</p>",
            "<p>Как называется программа, которая открывает веб-страницы?</p><p>Напишите одним словом.</p>",
            "<p>What is a program called that opens web pages?</p><p>Write one word.</p>",
        ),
    },
    {
        "interactions": [{"id": "r1", "type": "numeric"}],
        "answer_key": {"r1": {"value": "1024", "tolerance": "0"}},
        "scoring": {"rule": "numeric"},
        "texts": _words(
            "<p>Bir kibibayt nechta baytdan iborat?</p>",
            "<p>Сколько байт в одном кибибайте?</p>",
            "<p>How many bytes make a kibibyte?</p>",
        ),
        "unit": {"uz-Latn": "bayt", "ru": "байт", "en": "bytes"},
    },
    {
        "interactions": [
            {
                "id": "r1",
                "type": "hotspot",
                "media": "m1",
                "max_choices": 1,
                "areas": [
                    {"id": "h1", "shape": "rect", "coords": [60, 50, 200, 190]},
                    {"id": "h2", "shape": "rect", "coords": [265, 46, 425, 190]},
                    {"id": "h3", "shape": "circle", "coords": [565, 120, 72]},
                ],
            }
        ],
        "answer_key": {"r1": ["h3"]},
        "texts": _words(
            "<p>Rasmda doirani bosing.</p>",
            "<p>Щёлкните круг на рисунке.</p>",
            "<p>Press the circle on the picture.</p>",
            {
                "h1": ("Chapdan birinchi", "Первая слева", "First from the left"),
                "h2": ("Chapdan ikkinchi", "Вторая слева", "Second from the left"),
                "h3": ("Chapdan uchinchi", "Третья слева", "Third from the left"),
            },
        ),
        "media": _picture(),
    },
    {
        "interactions": [{"id": "r1", "type": "gap_match", "choices": ["a", "b", "c"], "gaps": ["g1", "g2"]}],
        "answer_key": {"r1": [["b", "g1"], ["a", "g2"]]},
        "texts": _words(
            "<p>Matnni koʻchirish uchun avval uni [[g1]], keyin [[g2]].</p>",
            "<p>Чтобы перенести текст, сначала его [[g1]], затем [[g2]].</p>",
            "<p>To move a text, first [[g1]] it, then [[g2]] it.</p>",
            {
                "a": ("qoʻying", "вставьте", "paste"),
                "b": ("qirqing", "вырежьте", "cut"),
                "c": ("chop eting", "напечатайте", "print"),
            },
        ),
    },
    {
        "interactions": [{"id": "r1", "type": "select_point", "media": "m1", "max_choices": 1}],
        "answer_key": {"r1": [{"shape": "circle", "coords": [565, 120, 72]}]},
        "texts": _words("<p>Doirani bosing.</p>", "<p>Нажмите на круг.</p>", "<p>Press the circle.</p>"),
        "media": _picture(),
    },
    {
        "interactions": [{"id": "r1", "type": "slider", "lower": "0", "upper": "100", "step": "5"}],
        "answer_key": {"r1": {"value": "40", "tolerance": "0"}},
        "texts": _words(
            "<p>10 sahifadan 4 tasi chop etildi. Bu necha foiz?</p>",
            "<p>Напечатано 4 страницы из 10. Сколько это процентов?</p>",
            "<p>4 of 10 pages are printed. What share is it?</p>",
        ),
        "unit": {"uz-Latn": "%", "ru": "%", "en": "%"},
    },
    {
        "interactions": [
            {
                "id": "r1",
                "type": "gap_match",
                "choices": ["a", "b", "c"],
                "media": "m1",
                "areas": [
                    {"id": "g1", "shape": "rect", "coords": [60, 50, 200, 190]},
                    {"id": "g2", "shape": "rect", "coords": [265, 46, 425, 190]},
                ],
            }
        ],
        "answer_key": {"r1": [["b", "g1"], ["a", "g2"]]},
        "texts": _words(
            "<p>Shakllarning nomini joyiga qoʻying.</p>",
            "<p>Подпишите фигуры.</p>",
            "<p>Name the shapes.</p>",
            {
                "a": ("Uchburchak", "Треугольник", "Triangle"),
                "b": ("Kvadrat", "Квадрат", "Square"),
                "c": ("Doira", "Круг", "Circle"),
            },
        ),
        "media": _picture(),
    },
]


def _make_item(number: int) -> Item:
    kind = dict(KINDS[(number - 1) % len(KINDS)])
    units = kind.pop("unit", {})
    texts = {
        tag: {**text, **({"unit": units[tag]} if units else {})} for tag, text in kind.pop("texts").items()
    }
    return item_from_json(
        {
            "id": f"Q{number:02}",
            "version": 1,
            "scoring": {"rule": "match_correct"},
            "max_points": "1",
            "media": {},
            "meta": _meta("office"),
            **kind,
            "texts": texts,
        }
    )


def _place(item: Item) -> FormItem:
    interaction = item.interaction
    ids = {f"p-{name}": name for name in (*list_labelled(interaction), *list_gaps(interaction))}
    return FormItem(item.id, item.version, "", list_offers(interaction), ids)


def make_paper(count: int) -> dict[str, Any]:
    """A paper of `count` items; kinds follow each other, ids are the bank's with `p-` before them."""
    items = {item.id: item for item in map(_make_item, range(1, count + 1))}
    form = ExamForm("FORM-1", "seed", (Section("office", tuple(_place(item) for item in items.values())),))
    return public_paper(form, items, LANGUAGES, lambda sha256: MEDIA_URL + sha256)
