"""What a scanner reads from the printed papers is what was signed: certificate, admission slip, sheet."""

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from examapp.certificates.paper import Press, print_certificate
from examapp.certificates.payload import build_payload
from examapp.certificates.qr_text import write_qr_text
from examapp.certificates.verification import Standing, judge_qr_text
from examapp.core.signing import KeyRing
from examapp.documents.rendering import render
from examapp.notices.links import link_url
from tests.examapp.certificates.signed import PAYLOAD_KEY, payload
from tests.examapp.documents.paper import MADE_AT, paper_fonts, result_sheet
from tests.examapp.documents.scanning import PRESS, Picture, cut_out, photograph, print_page, read_codes
from tests.examapp.notices.slips import slip

pytestmark = pytest.mark.skipif(
    PRESS is None, reason="no Poppler (Debian: poppler-utils): nothing draws PDFs"
)
BASE = "https://attestatsiya.example"
LONG_NAME = "Oʻgʻiloy Gʻulomjonovna Қўчқорова-Ўрмонжонова"
SAID = payload(name_latn=LONG_NAME)
TEXT = write_qr_text(SAID, PAYLOAD_KEY, BASE)
# Where the certificate has its square, with white around it, in mm.
SQUARE = (229.0, 130.0, 46.0, 46.0)


@cache
def pages() -> dict[int, Picture]:
    pdf = print_certificate(
        SAID,
        build_payload(SAID, PAYLOAD_KEY),
        made_at=MADE_AT,
        pass_rule="60 %",
        qr_text=TEXT,
        press=Press(paper_fonts(), BASE),
    )
    return {dots: print_page(pdf, dots) for dots in (150, 300)}


@pytest.mark.parametrize("dots", [300, 150])
def test_a_scanned_certificate_is_genuine_by_its_square_alone(dots: int) -> None:
    (read,) = read_codes(pages()[dots])
    assert read == TEXT
    verdict = judge_qr_text(read, keys=[PAYLOAD_KEY.public_key()], find_entry=None, today=date(2026, 12, 1))
    assert verdict.standing is not Standing.NOT_GENUINE
    assert verdict.essentials is not None
    assert (verdict.essentials.name_latn, verdict.essentials.number) == (LONG_NAME, SAID.number)


@pytest.mark.parametrize(("dots", "blur", "lean"), [(300, 2, 0.3), (300, 3, 0.1), (150, 0, 0.4)])
def test_a_square_that_is_photographed_in_haste_reads_the_same(dots: int, blur: int, lean: float) -> None:
    taken = photograph(cut_out(pages()[dots], SQUARE, dots), blur=blur, lean=lean)
    assert read_codes(taken) == [TEXT]


def test_the_squares_of_slip_and_sheet_lead_where_they_say(tmp_path: Path) -> None:
    link = link_url(KeyRing(tmp_path, "a secret of the tests"), BASE, "K4179XTW")
    papers = {
        "admission_slip": (slip(link_url=link), link),
        "result_sheet": (result_sheet(), f"{BASE}/sheets/TK-2026-0147"),
    }
    for name, (document, address) in papers.items():
        pdf = render(name, document, fonts=paper_fonts(), language="uz-Latn")
        page = print_page(pdf, 150)
        assert read_codes(page) == [address], name
        assert read_codes(photograph(page, blur=1, lean=0.1)) == [address], name
