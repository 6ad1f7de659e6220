"""The naqsh: the same code gives the same figure everywhere, another code another one."""

import hashlib
import random
import re
from xml.etree import ElementTree as ET

from examapp.certificates.naqsh import FOLDS, GREY, naqsh_drawing, naqsh_svg

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
CODES = ["".join(random.Random(seed).choices(ALPHABET, k=12)) for seed in range(400)]


def figure(code: str) -> str:
    return re.sub(r"<svg[^>]*>", "", naqsh_svg(code, size="1px"))


def test_hyphens_spaces_and_case_do_not_change_it():
    assert figure("7KQM-4T2D-9XHF") == figure("7kqm 4t2d 9xhf") == figure("7KQM4T2D9XHF")


def test_four_hundred_codes_have_four_hundred_figures():
    assert len({figure(code) for code in CODES}) == len(CODES)


def test_one_changed_letter_changes_the_figure():
    assert figure("7KQM-4T2D-9XHF") != figure("7KQM-4T2D-9XHG")


def test_the_first_byte_of_the_digest_chooses_the_fold():
    for code in CODES[:40]:
        fold = FOLDS[hashlib.sha256(code.encode()).digest()[0] % 4]
        corners = naqsh_drawing(code).shapes[-2].commands
        assert len(corners) == 2 * fold + 1


def test_everything_stays_inside_its_box():
    for code in CODES[:40]:
        drawing = naqsh_drawing(code)
        numbers = [value for shape in drawing.shapes for command in shape.commands for value in command[1:]]
        assert all(0 <= value <= drawing.width for value in numbers)


def test_revoked_it_is_grey_throughout_and_has_the_same_lines():
    colours = {shape.colour for shape in naqsh_drawing(CODES[0], grey=True).shapes}
    assert colours == {GREY, "#FFFFFF"}
    lines = [shape.commands for shape in naqsh_drawing(CODES[0]).shapes]
    assert [shape.commands for shape in naqsh_drawing(CODES[0], grey=True).shapes] == lines


def test_on_a_page_it_has_the_asked_size_and_a_name_for_readers():
    root = ET.fromstring(naqsh_svg("7KQM-4T2D-9XHF", size="168px", title="Naqsh"))
    assert (root.attrib["width"], root.attrib["height"]) == ("168px", "168px")
    assert root.attrib["aria-label"] == "Naqsh"
