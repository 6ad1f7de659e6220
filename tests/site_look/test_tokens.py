"""The colours have the contrast that the design language promises."""

import re
from pathlib import Path

import pytest

SITE = Path(__file__).resolve().parents[2] / "examapp" / "static" / "site"
TOKENS = (SITE / "tokens.css").read_text(encoding="utf-8")

ON_WHITE = {
    "ink": 15.77, "ink-2": 7.71, "ink-3": 5.67, "edge": 3.96, "cobalt": 9.26, "cobalt-dark": 11.98,
    "turquoise": 5.93, "turquoise-mid": 3.71, "saffron": 7.68, "garnet": 7.46,
}  # fmt: skip
ON_GROUND = {
    "ink": 14.42, "ink-2": 7.05, "ink-3": 5.18, "edge": 3.62, "cobalt": 8.46, "cobalt-dark": 10.95,
    "turquoise": 5.42, "turquoise-mid": 3.39, "saffron": 7.01, "garnet": 6.82,
}  # fmt: skip
IN_USE = {
    ("white", "cobalt"): 9.26,
    ("white", "turquoise"): 5.93,
    ("white", "garnet"): 7.46,
    ("turquoise", "turquoise-tint"): 5.16,
    ("saffron", "saffron-tint"): 6.94,
    ("garnet", "garnet-tint"): 6.44,
    ("cobalt", "cobalt-tint"): 8.03,
    ("ink-2", "cobalt-tint"): 6.69,
    ("ink-2", "quiet"): 6.80,
    ("ink-2", "track"): 6.43,
    ("ink-2", "garnet-tint"): 6.65,
    ("edge", "cobalt-tint"): 3.43,
    ("ink", "saffron-bright"): 8.27,
}
IN_CONTRAST_MODE = {
    ("text", "page"): 21.0,
    ("text-2", "page"): 16.83,
    ("action", "page"): 16.50,
    ("on-action", "action"): 16.50,
    ("action", "selected"): 12.0,
    ("held", "page"): 13.96,
    ("error", "page"): 9.25,
    ("divider", "page"): 6.08,
}


def read_colours(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9A-Fa-f]{6})", css))


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """Return the WCAG 2.2 contrast ratio of two colours, rounded as the design language rounds it."""
    lighter, darker = sorted([luminance(first), luminance(second)], reverse=True)
    return round((lighter + 0.05) / (darker + 0.05), 2)


USUAL, CONTRAST_MODE = TOKENS.split(':root[data-contrast="more"]')
COLOURS = read_colours(USUAL)
PAIRS = [
    *((name, "white", ratio) for name, ratio in ON_WHITE.items()),
    *((name, "ground", ratio) for name, ratio in ON_GROUND.items()),
    *((front, ground, ratio) for (front, ground), ratio in IN_USE.items()),
]


@pytest.mark.parametrize(("front", "ground", "ratio"), PAIRS)
def test_a_pair_of_colours_keeps_its_promised_contrast(front: str, ground: str, ratio: float):
    assert contrast(COLOURS[front], COLOURS[ground]) >= ratio


@pytest.mark.parametrize(("pair", "ratio"), IN_CONTRAST_MODE.items())
def test_contrast_mode_keeps_its_promised_contrast(pair: tuple[str, str], ratio: float):
    colours = read_colours(CONTRAST_MODE)
    assert contrast(colours[pair[0]], colours[pair[1]]) >= ratio


def test_the_stylesheets_use_only_tokens_that_exist():
    """What has a value of its own beside it is a page's to set, in whichever sheet; all else is a token."""
    sheets = {sheet.name: sheet.read_text(encoding="utf-8") for sheet in SITE.glob("*.css")}
    tokens, set_anywhere = (
        set(re.findall(r"--([\w-]+):", css)) for css in (TOKENS, "".join(sheets.values()))
    )
    for name, css in sheets.items():
        for used, fallback in re.findall(r"var\(--([\w-]+)(,?)", css):
            assert used in (set_anywhere if fallback else tokens), f"{name}: {used}"


def test_the_stylesheets_fetch_nothing_from_elsewhere():
    for sheet in SITE.glob("*.css"):
        addresses = re.findall(r"url\(\"?([^\")]+)", sheet.read_text(encoding="utf-8"))
        assert not [address for address in addresses if address.startswith(("http", "//", "data:"))], (
            sheet.name
        )
