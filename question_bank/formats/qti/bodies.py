"""Words of an item's body within the model's small subset of HTML; what cannot be kept is noted.

Interactions and gaps are no words: whoever builds an item says what stands in their places (`holes`).
"""

import re
from collections.abc import Iterable, Mapping
from html import escape

from question_bank.formats.qti.mathml import write_formula
from question_bank.formats.qti.names import Element
from question_bank.formats.qti.source import ItemSource
from question_bank.formats.refusal import Refusal
from question_bank.markup import TAGS, clean_html, plain_text
from question_bank.scripts import is_forbidden_mark
from question_bank.sentences import say

BLOCKS = frozenset({"p", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td"})

_TWINS = {"b": "strong", "i": "em", "cite": "em", "dfn": "em", "var": "em", "tt": "code", "samp": "code"}
_TWINS |= {"pre": "code", "dt": "p", "dd": "p", "figcaption": "p", "caption": "p", "address": "p"}
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
# Nothing of their meaning is lost with them: they only group or carry what stands in them.
_PLAIN = frozenset(
    {
        *(
            "span",
            "div",
            "a",
            "blockquote",
            "prompt",
            "item-body",
            "tfoot",
            "small",
            "big",
            "q",
            "dl",
            "ruby",
            "rb",
        ),
        *(
            "section",
            "article",
            "figure",
            "header",
            "footer",
            "main",
            "aside",
            "content-body",
            "stimulus-body",
        ),
        *(
            "position-object-stage",
            "label",
            "bdo",
            "bdi",
            "abbr",
            "acronym",
            "picture",
            "u",
            "font",
            "center",
        ),
        *("rubric-block", "nav", "time", "source", "track"),
    }
)
_GONE = {
    "feedback-inline": ("feedback_lost", "feedback within the text"),
    "feedback-block": ("feedback_lost", "a block of feedback"),
    "modal-feedback": ("feedback_lost", "feedback after the answer"),
    "stylesheet": ("style_lost", "a stylesheet"),
    "style": ("style_lost", "a style"),
    "catalog-info": ("catalog_lost", "a catalogue of aids"),
    "companion-materials-info": ("catalog_lost", "companion materials"),
    "script": ("html_cleaned", "a script"),
    "audio": ("sound_lost", "a sound or film"),
    "video": ("sound_lost", "a sound or film"),
    "end-attempt-interaction": ("control_lost", "a button that ends the attempt"),
    "rp": ("html_cleaned", "brackets of a reading aid"),
    "colgroup": ("html_cleaned", "widths of columns"),
    "col": ("html_cleaned", "widths of columns"),
    "hr": ("html_cleaned", "a line"),
}
_TEMPLATES = frozenset({"printed-variable", "template-block", "template-inline"})
_AROUND_BLOCK = re.compile(r"[ \t\r\n]*(</?(?:p|ul|ol|li|table|thead|tbody|tr|th|td)>)[ \t\r\n]*")
_BLANKS = re.compile(r"[ \t\r\n]+")
_EMPTY = re.compile(r"<(p|strong|em|code|kbd|sub|sup|span)>\s*</\1>")

_AROUND = {"br": ("<br>", ""), "rt": (" (", ")")}
_LINE_SIGNS = "\t\n\r"
_LARGEST_PAGE = 200_000
_PAGE_HEAD = re.compile(r"^\s*<title>.*?</title>", re.DOTALL)

Holes = Mapping[int, str]


def write_words(source: ItemSource, parts: Iterable["Element | str"], holes: Holes | None = None) -> str:
    """Return the parts as clean HTML; `holes` maps the id() of an element to what stands in its place."""
    written = "".join(_write(source, part, holes or {}) for part in parts)
    tidy = _AROUND_BLOCK.sub(r"\1", _BLANKS.sub(" ", written))
    while (shorter := _EMPTY.sub("", tidy)) != tidy:
        tidy = shorter
    return clean_html(tidy).strip(" \t\r\n")


def write_label(source: ItemSource, element: Element) -> str:
    """Return the words of a choice; a lone paragraph loses its tags, a lone picture is told in words."""
    content = [part for part in element.content if not (isinstance(part, Element) and part.name in _GONE)]
    for part in element.children(*_GONE):
        _write_gone(source, part)
    words = write_words(source, content)
    if words.startswith("<p>") and words.endswith("</p>") and words.count("<p>") == 1:
        words = words[len("<p>") : -len("</p>")]
    if plain_text(words):
        return words
    described = " ".join(filter(None, (_describe(image) for image in element.walk("img", "object"))))
    source.note(
        "picture_as_words",
        say(
            "the choice %(identifier)s was a picture and is told in words",
            identifier=element.get("identifier"),
        ),
    )
    return escape(described or element.get("identifier"), quote=False)


def is_block(element: Element) -> bool:
    """Tell whether an element holds paragraphs, lists or tables."""
    return any(below.name in BLOCKS or below.name in _HEADINGS for below in element.walk())


def _write(source: ItemSource, part: "Element | str", holes: Holes) -> str:
    if isinstance(part, str):
        return escape(_plain(source, part), quote=False)
    if id(part) in holes:
        return holes[id(part)]
    if part.name in _TEMPLATES:
        raise Refusal("template", "the words change from one candidate to the next (template variables)")
    return _write_element(source, part, holes)


def _plain(source: ItemSource, text: str) -> str:
    """Return text without control and direction marks, and without what would be a gap of ours."""
    kept = "".join(sign for sign in text if sign in _LINE_SIGNS or not is_forbidden_mark(sign))
    if kept != text:
        source.note("control_mark", "control or direction marks were taken out of the words")
    if "[[" not in kept:
        return kept
    source.note("brackets_parted", "double brackets would mean a gap here")
    return kept.replace("[[", "[ [")


def _write_element(source: ItemSource, part: Element, holes: Holes) -> str:
    if part.name in _GONE:
        return _write_gone(source, part)
    if part.name in {"img", "object"}:
        return _write_object(source, part, holes)
    if part.name == "math":
        source.note("math_as_text", "a formula is written as a line of text")
        return write_formula(part)
    if part.name == "rubric-block" and "candidate" not in part.get("view").split():
        source.note(
            "rubric_lost", say("words for %(view)s", view=part.get("view") or "others than the candidate")
        )
        return ""
    opening, closing = _tags_of(source, part, _TWINS.get(part.name, part.name))
    return opening + "".join(_write(source, inner, holes) for inner in part.content) + closing


def _tags_of(source: ItemSource, part: Element, name: str) -> tuple[str, str]:
    """Return what stands before and behind the words of an element."""
    language = part.get("xml:lang") or part.get("lang")
    if name == "span" and language:
        return f'<span lang="{escape(language)}">', "</span>"
    if name in _HEADINGS:
        return "<p><strong>", "</strong></p>"
    if name in _AROUND:
        return _AROUND[name]
    if name in {"div", "prompt", "dl"} and not is_block(part):
        return "<p>", "</p>"
    if name in TAGS and name != "span":
        return f"<{name}>", f"</{name}>"
    if name not in _PLAIN:
        source.note("html_cleaned", say("<%(name)s> is not kept, only the words in it", name=part.name[:40]))
    return "", ""


def _write_gone(source: ItemSource, part: Element) -> str:
    source.note(*_GONE[part.name])
    return ""


def _write_object(source: ItemSource, part: Element, holes: Holes) -> str:
    """Keep a picture; copy words of a file of their own; of anything else keep the words inside."""
    address, kind = part.get("src") or part.get("data"), part.get("type", "image/")
    if part.name == "img" or kind.startswith("image/"):
        return _keep_picture(source, part, holes) if address else ""
    content = source.read_file(address) if kind in {"text/html", "application/xhtml+xml"} else None
    if content is not None and len(content) <= _LARGEST_PAGE:
        source.note(
            "object_copied", say("the words of %(address)s were copied into the item", address=address[:60])
        )
        return _PAGE_HEAD.sub("", clean_html(content.decode("utf-8", "replace")))
    source.note(
        "object_lost", say("%(address)s was shown within the item, and is not kept", address=address[:60])
    )
    return "".join(_write(source, inner, holes) for inner in part.content)


def _keep_picture(source: ItemSource, part: Element, holes: Holes) -> str:
    """Keep a picture of the words; where its type is not known here, keep what stands in for it."""
    try:
        source.take_picture(part)
    except Refusal as error:
        if error.kind == "picture_unsafe":
            raise
        source.note(
            "picture_lost",
            say("%(src)s: %(text)s", src=(part.get("src") or part.get("data"))[:60], text=error.text),
        )
        return "".join(_write(source, inner, holes) for inner in part.content)
    return ""


def _describe(image: Element) -> str:
    return " ".join((image.get("alt") or image.get("object-label") or image.text()).split())
