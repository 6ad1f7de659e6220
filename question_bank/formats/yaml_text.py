"""The part of YAML in which people write items: mappings, sequences, quoted, plain and block texts.

Anchors, aliases, tags and directives are refused by name: they make a small file unfold to a large one, or a
text into something else. A plain word is a text, unless it is a whole number, true, false or null, so that no
country turns into a truth value.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_KEY = re.compile(
    r"(\"(?:\\.|[^\"\\])*\"|'(?:''|[^'])*'|[^\s\"'#&*!|>%@`\[\]{},:?-][^:#]*?|-[^\s:#][^:#]*?)\s*:(?:\s+(.*)|)$"
)
_INTEGER = re.compile(r"-?(0|[1-9]\d{0,14})")
_WORDS = {"true": True, "false": False, "null": None, "~": None}
_PLAIN_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*")
_DEEPEST = 40


class YamlError(ValueError):
    """The text is not of the part of YAML that is read here; `line` is where it stops being so."""

    def __init__(self, problem: str, line: int) -> None:
        super().__init__(problem)
        self.line = line


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    indent: int
    text: str


def read_yaml(text: str) -> list[Any]:
    """Return the documents of a text, or raise YamlError."""
    documents: list[list[_Line]] = [[]]
    raw = text.split("\n")
    for number, line in enumerate(raw, start=1):
        bare = line.strip()
        if line.startswith(("---", "...")) and not line[3:].strip():
            documents.append([])
        elif bare and line.startswith("%"):
            raise YamlError("a directive is not read here", number)
        else:
            documents[-1].append(_Line(number, len(line) - len(line.lstrip(" ")), line))
    return [_Reader(lines).document() for lines in documents if any(_holds(line) for line in lines)]


def write_yaml(value: Any) -> str:
    """Write a value of mappings, sequences, texts, whole numbers and truth values."""
    return "\n".join(_write(value, 0)) + "\n"


def _holds(line: _Line) -> bool:
    return bool(line.text.strip()) and not line.text.strip().startswith("#")


class _Reader:
    """Reads the lines of one document from its first to its last."""

    def __init__(self, lines: list[_Line]) -> None:
        self._lines = lines
        self._at = 0

    def document(self) -> Any:
        self._skip()
        value = self._value(self._here().indent, 0)
        self._skip()
        if self._at < len(self._lines):
            raise YamlError("this line belongs to nothing above it", self._here().number)
        return value

    def _here(self) -> _Line:
        return self._lines[self._at]

    def _skip(self) -> None:
        while self._at < len(self._lines) and not _holds(self._here()):
            self._at += 1

    def _next(self, indent: int) -> _Line | None:
        """Return the next line that holds something, if it stands exactly at this indent."""
        self._skip()
        if self._at >= len(self._lines) or self._here().indent < indent:
            return None
        line = self._here()
        if "\t" in line.text[: line.indent + 1] or line.indent != indent:
            raise YamlError("the indent fits no line above", line.number)
        return line

    def _value(self, indent: int, depth: int) -> Any:
        line = self._here()
        if depth > _DEEPEST:
            raise YamlError("nested too deep", line.number)
        text = line.text.strip()
        if text == "-" or text.startswith("- "):
            return self._sequence(indent, depth)
        if _KEY.match(text):
            return self._mapping(indent, depth)
        self._at += 1
        return _scalar(text, line.number)

    def _sequence(self, indent: int, depth: int) -> list[Any]:
        values: list[Any] = []
        while (line := self._next(indent)) is not None and line.text.strip().startswith("-"):
            rest = line.text.strip()[1:]
            if rest and not rest.startswith(" "):
                break
            body = rest.strip()
            if not body or body.startswith("#"):
                self._at += 1
                values.append(self._below(indent, depth))
                continue
            inner = indent + 1 + len(rest) - len(rest.lstrip())
            # What follows the dash reads as a line of its own, further in.
            self._lines[self._at] = _Line(line.number, inner, " " * inner + body)
            values.append(self._value(inner, depth + 1))
        return values

    def _mapping(self, indent: int, depth: int) -> dict[str, Any]:
        values: dict[str, Any] = {}
        while (line := self._next(indent)) is not None:
            found = _KEY.match(line.text.strip())
            if found is None:
                raise YamlError("a member `name: value` is expected", line.number)
            name = _scalar(found[1], line.number) if found[1][0] in "\"'" else found[1]
            if name in values:
                raise YamlError(f"the member {name!r} stands twice in one object", line.number)
            self._at += 1
            values[name] = self._member(found[2] or "", line, depth)
        return values

    def _member(self, rest: str, line: _Line, depth: int) -> Any:
        rest = rest.strip()
        if re.fullmatch(r"[|>][+-]?(\s+#.*)?", rest):
            return self._block(line.indent, rest)
        if rest and not rest.startswith("#"):
            return _scalar(rest, line.number)
        self._skip()
        if self._at < len(self._lines) and self._here().indent == line.indent:
            bare = self._here().text.strip()
            if bare == "-" or bare.startswith("- "):
                return self._sequence(line.indent, depth + 1)
        return self._below(line.indent, depth)

    def _below(self, indent: int, depth: int) -> Any:
        self._skip()
        if self._at < len(self._lines) and self._here().indent > indent:
            return self._value(self._here().indent, depth + 1)
        return None

    def _block(self, indent: int, style: str) -> str:
        lines: list[str] = []
        inner = 0
        while self._at < len(self._lines):
            line = self._here()
            if line.text.strip() and line.indent <= indent:
                break
            inner = inner or (line.indent if line.text.strip() else 0)
            lines.append(line.text[inner:] if line.text.strip() else "")
            self._at += 1
        while lines and not lines[-1]:
            lines.pop()
        text = ("\n" if style.startswith("|") else " ").join(lines)
        return text if "-" in style else text + "\n"


def _scalar(text: str, number: int) -> Any:
    if text[0] in "&*!@`%":
        raise YamlError(f"{text[0]} (an anchor, alias or tag) is not read here", number)
    if text[0] in '"[{':
        return _read_flow(text, number)
    if text[0] == "'":
        found = re.fullmatch(r"'((?:''|[^'])*)'(?:\s+#.*)?", text)
        if found is None:
            raise YamlError("the quotation mark is not closed on its line", number)
        return found[1].replace("''", "'")
    bare = re.split(r"\s+#", text)[0].strip()
    if bare in _WORDS:
        return _WORDS[bare]
    return int(bare) if _INTEGER.fullmatch(bare) else bare


def _read_flow(text: str, number: int) -> Any:
    """Read what is written as in JSON on one line; plain words in brackets are not."""
    try:
        value, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError) as error:
        raise YamlError(
            "in brackets and quotation marks YAML is read as JSON, on one line", number
        ) from error
    rest = text[end:].strip()
    if rest and not rest.startswith("#"):
        raise YamlError(f"{rest[:20]!r} is left over", number)
    return value


def _write(value: Any, indent: int) -> list[str]:
    space = " " * indent
    lines: list[str] = []
    if isinstance(value, Mapping):
        for name, member in value.items():
            key = (
                name
                if _PLAIN_KEY.fullmatch(name) and name not in _WORDS
                else json.dumps(name, ensure_ascii=False)
            )
            lines += _write_member(f"{space}{key}:", member, indent)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for member in value:
            if isinstance(member, Mapping | list | tuple) and member:
                first, *others = _write(member, indent + 2)
                lines += [f"{space}- {first.lstrip()}", *others]
            else:
                lines.append(f"{space}- {_write_scalar(member)}")
    return lines


def _write_member(head: str, member: Any, indent: int) -> list[str]:
    if isinstance(member, Mapping | list | tuple) and member:
        return [head, *_write(member, indent + 2)]
    return [f"{head} {_write_scalar(member)}"]


def _write_scalar(value: Any) -> str:
    if isinstance(value, tuple):
        value = list(value)
    # A next-line sign would end the line for other readers of YAML.
    return (
        json.dumps(value, ensure_ascii=False)
        .replace("\x85", "\\u0085")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029")
    )
