"""Two ways to take the test: with the mouse, and with the keyboard alone."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Protocol

from playwright.sync_api import Page, expect

FOCUSED = "selector => Boolean(document.activeElement && document.activeElement.matches(selector))"
MOST_TABS = 120


class Hands(Protocol):
    """Presses, fills and answers, each in its own way."""

    def press(self, selector: str) -> None: ...

    def fill(self, selector: str, text: str) -> None: ...

    def answer(self, interaction: dict[str, Any], right: Any) -> None: ...


def _moves(offered: list[str], wanted: list[str]) -> list[tuple[int, int]]:
    """Return (row, steps up) that turn one order into the other, row after row."""
    sequence, moves = list(offered), []
    for place, choice in enumerate(wanted):
        at = sequence.index(choice)
        if at > place:
            moves.append((at, at - place))
            sequence.insert(place, sequence.pop(at))
    return moves


def _picture_width(page: Page) -> int:
    """The picture's own width, once it is there.

    Not `wait_for_function`: its second look evaluates a string, which the page's policy forbids.
    """
    picture = page.locator(".takes-points img")
    return int(picture.evaluate("async (shown) => (await shown.decode(), shown.naturalWidth)"))


class Mouse:
    """Everything by pressing."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, selector: str) -> None:
        self.page.click(selector)

    def fill(self, selector: str, text: str) -> None:
        self.page.fill(selector, text)

    def go_to(self, number: int) -> None:
        self.page.click(f".side .tile:not(.sample) >> nth={number - 1}")
        expect(self.page.locator(".side .tile[aria-current]")).to_have_text(str(number))

    def answer(self, interaction: dict[str, Any], right: Any) -> None:
        ways: dict[str, Callable[[dict[str, Any], Any], None]] = {
            "choice": self._choose,
            "order": self._order,
            "match": self._match,
            "inline_choice": self._fill_gaps,
            "text_entry": self._type,
            "numeric": self._type,
            "hotspot": self._point,
            "gap_match": self._fill,
            "select_point": self._put,
            "slider": self._slide,
        }
        ways[interaction["type"]](interaction, right)

    def _choose(self, _interaction: dict[str, Any], right: list[str]) -> None:
        for choice in right:
            self.page.click(f".option:has(input[value='{choice}'])")

    def _order(self, interaction: dict[str, Any], right: list[str]) -> None:
        for row, steps in _moves([choice["id"] for choice in interaction["choices"]], right):
            for step in range(steps):
                self.page.click(f".order > li >> nth={row - step} >> [data-way=up]")

    def _match(self, interaction: dict[str, Any], right: list[list[str]]) -> None:
        sources = [source["id"] for source in interaction["sources"]]
        for source, target in right:
            self.page.locator(".pairs select").nth(sources.index(source)).select_option(value=target)

    def _fill_gaps(self, _interaction: dict[str, Any], right: dict[str, str]) -> None:
        for choice in right.values():
            self.page.locator(f"select:has(option[value='{choice}'])").select_option(value=choice)

    def _type(self, _interaction: dict[str, Any], right: str) -> None:
        self.page.fill(".typed", right)

    def _point(self, interaction: dict[str, Any], right: list[str]) -> None:
        areas = [area["id"] for area in interaction["areas"]]
        for area in right:
            self.page.locator(".area").nth(areas.index(area)).click()

    def _fill(self, interaction: dict[str, Any], right: list[list[str]]) -> None:
        gaps = [gap["id"] for gap in interaction["gaps"]]
        chips = [choice["id"] for choice in interaction["choices"]]
        for choice, _gap in sorted(right, key=lambda pair: gaps.index(pair[1])):
            self.page.locator(".chip").nth(chips.index(choice)).click()

    def _put(self, _interaction: dict[str, Any], right: list[list[int]]) -> None:
        sheet = self.page.locator(".takes-points")
        natural = _picture_width(self.page)
        for x, y in right:
            frame = sheet.bounding_box()
            assert frame is not None
            scale = frame["width"] / natural
            sheet.click(position={"x": x * scale, "y": y * scale})

    def _slide(self, interaction: dict[str, Any], right: str) -> None:
        lower, step = Decimal(interaction["lower"]), Decimal(interaction["step"])
        for _ in range(1 + int((Decimal(right) - lower) / step)):
            self.page.locator(".slider .square").last.click()


class Keyboard:
    """Nothing but keys: Tab to a thing, then the key that works it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def tab_to(self, selector: str, key: str = "Tab") -> None:
        for _ in range(MOST_TABS):
            if self.page.evaluate(FOCUSED, selector):
                return
            self.page.keyboard.press(key)
        raise AssertionError(f"{MOST_TABS} times {key} never reached {selector}")

    def press(self, selector: str) -> None:
        self.tab_to(selector)
        self.page.keyboard.press("Enter")

    def fill(self, selector: str, text: str) -> None:
        self.tab_to(selector)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def answer(self, interaction: dict[str, Any], right: Any) -> None:
        ways: dict[str, Callable[[dict[str, Any], Any], None]] = {
            "choice": self._choose,
            "order": self._order,
            "match": self._match,
            "inline_choice": self._fill_gaps,
            "text_entry": self._type,
            "numeric": self._type,
            "hotspot": self._point,
            "gap_match": self._fill,
            "select_point": self._put,
            "slider": self._slide,
        }
        ways[interaction["type"]](interaction, right)

    def _choose(self, interaction: dict[str, Any], right: list[str]) -> None:
        offered = [choice["id"] for choice in interaction["choices"]]
        for choice in right:
            self.page.keyboard.press(str(offered.index(choice) + 1))

    def _order(self, interaction: dict[str, Any], right: list[str]) -> None:
        for row, steps in _moves([choice["id"] for choice in interaction["choices"]], right):
            self.tab_to(f".order > li:nth-child({row + 1}) [data-way=up]")
            for _ in range(steps):
                self.page.keyboard.press("Enter")

    def _pull(self, selector: str, place: int) -> None:
        """Choose an option of a drop-down list by the arrow keys; `place` counts from 1."""
        self.tab_to(selector)
        for _ in range(place):
            self.page.keyboard.press("ArrowDown")

    def _match(self, interaction: dict[str, Any], right: list[list[str]]) -> None:
        sources = [source["id"] for source in interaction["sources"]]
        targets = [target["id"] for target in interaction["targets"]]
        for source, target in sorted(right, key=lambda pair: sources.index(pair[0])):
            self._pull(
                f".pairs > li:nth-child({sources.index(source) + 1}) select", targets.index(target) + 1
            )

    def _fill_gaps(self, interaction: dict[str, Any], right: dict[str, str]) -> None:
        for gap in interaction["gaps"]:
            places = [choice["id"] for choice in gap["choices"]]
            self._pull(f"select:has(option[value='{places[0]}'])", places.index(right[gap["id"]]) + 1)

    def _type(self, _interaction: dict[str, Any], right: str) -> None:
        self.fill(".typed", right)

    def _point(self, interaction: dict[str, Any], right: list[str]) -> None:
        areas = [area["id"] for area in interaction["areas"]]
        for area in sorted(right, key=areas.index):
            self.page.keyboard.press(str(areas.index(area) + 1))

    def _fill(self, interaction: dict[str, Any], right: list[list[str]]) -> None:
        gaps = [gap["id"] for gap in interaction["gaps"]]
        chips = [choice["id"] for choice in interaction["choices"]]
        for choice, _gap in sorted(right, key=lambda pair: gaps.index(pair[1])):
            self.press(f".chip:nth-child({chips.index(choice) + 1})")

    def _put(self, _interaction: dict[str, Any], right: list[list[int]]) -> None:
        square = _picture_width(self.page) / 24
        self.press(".squares summary")
        for x, y in right:
            self.tab_to(".squares label:nth-of-type(1) input")
            for place in (x, y):
                self.page.keyboard.press("Control+A")
                self.page.keyboard.type(str(1 + int(place / square)))
                self.page.keyboard.press("Tab")
            self.press(".squares button")

    def _slide(self, interaction: dict[str, Any], right: str) -> None:
        lower, step = Decimal(interaction["lower"]), Decimal(interaction["step"])
        self.tab_to(".range")
        self.page.keyboard.press("Enter")
        for _ in range(int((Decimal(right) - lower) / step)):
            self.page.keyboard.press("ArrowRight")
