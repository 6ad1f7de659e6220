"""Files spoilt in the ways in which files are spoilt: cut, doubled, swapped, flipped, stuffed, recoded.

Reusable: `mutate(content, chance)` gives one spoilt file, the same for the same seed of `chance`.
"""

import random
from collections.abc import Callable, Iterator

_TOKENS = (
    *(b"====", b"++++", b"#", b"{", b"}", b"=", b"~", b"->", b"\\", b"::", b"%50%", b"[[1]]", b"\n\n", b"\0"),
    *(b"<", b">", b"&", b"]]>", b"<quiz>", b"</question>", b"<!DOCTYPE q [", b"ANSWER: A", b"A)", b";", b'"'),
    *(
        b"\xff",
        b"\xd0",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        "ʻ".encode(),
        "\u202e".encode(),
        b"9" * 400,
        b"- " * 60,
    ),
    *(b'{"id":', b"[" * 200, b"1e999", b"NaN", b"'", b"&x", b"*x", b"=1+1", b"\x0b", b"PK\x03\x04"),
)

Mutation = Callable[[bytes, random.Random], bytes]


def mutate(content: bytes, chance: random.Random, most: int = 4) -> bytes:
    """Return the content spoilt once to `most` times."""
    for _ in range(chance.randint(1, most)):
        content = chance.choice(MUTATIONS)(content, chance)
    return content


def list_mutants(content: bytes, count: int, seed: int) -> Iterator[bytes]:
    """Yield so many spoilt files; the same ones for the same seed."""
    chance = random.Random(seed)
    for _ in range(count):
        yield mutate(content, chance)


def _span(content: bytes, chance: random.Random, longest: int = 200) -> tuple[int, int]:
    start = chance.randint(0, len(content))
    return start, min(len(content), start + chance.randint(0, longest))


def _cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randint(0, len(content))]


def _drop(content: bytes, chance: random.Random) -> bytes:
    start, end = _span(content, chance)
    return content[:start] + content[end:]


def _double(content: bytes, chance: random.Random) -> bytes:
    start, end = _span(content, chance)
    return content[:end] + content[start:end] * chance.randint(1, 5) + content[end:]


def _flip(content: bytes, chance: random.Random) -> bytes:
    if not content:
        return content
    at = chance.randrange(len(content))
    return content[:at] + bytes([content[at] ^ (1 << chance.randrange(8))]) + content[at + 1 :]


def _stuff(content: bytes, chance: random.Random) -> bytes:
    at = chance.randint(0, len(content))
    return content[:at] + chance.choice(_TOKENS) * chance.choice((1, 1, 1, 20)) + content[at:]


def _swap(content: bytes, chance: random.Random) -> bytes:
    lines = content.split(b"\n")
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


def _recode(content: bytes, chance: random.Random) -> bytes:
    text = content.decode("utf-8", "ignore")
    return text.encode(
        chance.choice(("utf-16", "utf-16-le", "windows-1251", "koi8-r", "utf-8-sig")), "ignore"
    )


MUTATIONS: tuple[Mutation, ...] = (_cut, _drop, _double, _flip, _stuff, _swap, _recode)
