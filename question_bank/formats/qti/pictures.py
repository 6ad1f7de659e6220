"""Pictures of a package: drawn where one is missing or where its areas need numbers.

A picture that a package names and does not bring is replaced by a blank of the stated size, never silently.
Areas that a candidate must name, not click, get numbers drawn over the picture.
"""

import base64
from collections.abc import Sequence
from html import escape

from question_bank.areas import Area
from question_bank.formats.picture_check import SVG, Picture


def draw_blank(width: int, height: int, name: str) -> Picture:
    """Draw what stands in for a picture that is not there."""
    words = escape(name.rpartition("/")[2][:60])
    content = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f'<rect width="{width}" height="{height}" fill="#eee" stroke="#999"/>'
        f'<text x="4" y="16" font-size="12">? {words}</text></svg>'
    )
    return Picture(SVG, width, height, content.encode())


def number_areas(picture: Picture, areas: Sequence[Area]) -> Picture:
    """Draw the numbers from 1 over a picture's areas, in their order."""
    width, height = picture.width, picture.height
    data = base64.b64encode(picture.content).decode()
    size = max(10, min(width, height) // 16)
    marks = "".join(_draw_number(area, place, size) for place, area in enumerate(areas, start=1))
    content = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" preserveAspectRatio="none"'
        f' href="data:{picture.type};base64,{data}"/>{marks}</svg>'
    )
    return Picture(SVG, width, height, content.encode())


def _draw_number(area: Area, place: int, size: int) -> str:
    x, y = area.centre()
    return (
        f'<circle cx="{x}" cy="{y}" r="{size}" fill="#fff" stroke="#000"/>'
        f'<text x="{x}" y="{y + size // 3}" font-size="{size}" text-anchor="middle">{place}</text>'
    )
