"""Looking at a page as it goes by: axe, and pictures for people where a folder is named for them."""

import os
from pathlib import Path

from playwright.sync_api import Page

from tests.browser import find_violations

GRAVE = {"serious", "critical"}
PICTURES = "JOURNEY_PICTURES"


class Axes:
    """What axe found on the pages of one journey."""

    def __init__(self) -> None:
        self.serious: list[str] = []

    def look(self, page: Page, name: str) -> None:
        """Note what is serious here; the journey goes on, so that one run finds all."""
        folder = os.environ.get(PICTURES)
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=Path(folder) / f"{name}.png")
        for fault in find_violations(page):
            if fault["impact"] in GRAVE:
                places = [" ".join(map(str, node["target"])) for node in fault["nodes"][:3]]
                self.serious.append(f"{name}: {fault['id']} at {', '.join(places)}")
