"""The signed text of the square: read back as it was written, and refused when one character differs."""

import random
from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from examapp.certificates.essentials import essentials_of
from examapp.certificates.qr_text import QrTextInvalid, read_qr_text, write_qr_text
from examapp.documents.qr import qr_drawing
from tests.examapp.certificates.signed import PAYLOAD_KEY, payload

KEY = PAYLOAD_KEY.public_key()
BASE = "https://attestatsiya.example"


def text_of(**changes: object) -> str:
    return write_qr_text(payload(code="7KQM4T2D9XHF", **changes), PAYLOAD_KEY, BASE)


def test_it_says_the_essentials_without_the_file() -> None:
    contents = read_qr_text(text_of(), KEY)
    assert contents == essentials_of(payload(code="7KQM4T2D9XHF"))
    assert (contents.number, contents.valid_until) == ("KS-TK-2026-000417", date(2031, 11, 26))
    assert contents.name_latn == "Oʻgʻiloy Gʻulomjonovna Qoʻchqorova-Oʻrmonjonova"
    assert contents.programme == "Minimal kompyuter savodxonligi"


def test_a_telephone_opens_the_verify_page_and_sends_nothing_more() -> None:
    address, mark, _ = text_of().partition("#")
    assert (address, mark) == ("https://attestatsiya.example/verify/7KQM4T2D9XHF", "#")


def test_a_rehearsal_says_so() -> None:
    assert read_qr_text(text_of(rehearsal=True), KEY).rehearsal
    assert not read_qr_text(text_of(), KEY).rehearsal


def test_the_longest_name_goes_in_and_comes_out_and_can_still_be_scanned() -> None:
    name = "Ў" * 240
    text = text_of(name_latn=name)
    assert read_qr_text(text, KEY).name_latn == name
    assert 32 / qr_drawing(text).width >= 0.25, "millimetres for a module"
    assert 32 / qr_drawing(text_of()).width >= 0.42


def test_every_character_counts() -> None:
    text, chance = text_of(), random.Random(44)
    for at in range(len(text)):
        changed = text[:at] + chr(ord(text[at]) ^ (1 << chance.randrange(7))) + text[at + 1 :]
        with pytest.raises(QrTextInvalid):
            read_qr_text(changed, KEY)
        with pytest.raises(QrTextInvalid):
            read_qr_text(text[:at] + text[at + 1 :], KEY)


@pytest.mark.parametrize("ending", ["=", " ", "\n", "A", "#", "\u0000"])
def test_nothing_may_be_added(ending: str) -> None:
    for changed in (text_of() + ending, ending + text_of()):
        with pytest.raises(QrTextInvalid):
            read_qr_text(changed, KEY)


def test_idle_bits_and_the_other_alphabet_of_base64_are_refused() -> None:
    text = text_of()
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    twin = letters[letters.index(text[-1]) ^ 1]  # decodes to the same 64 bytes
    for changed in (text[:-1] + twin, text.replace("-", "+").replace("_", "/") + "+"):
        with pytest.raises(QrTextInvalid):
            read_qr_text(changed, KEY)


def test_another_key_and_another_certificates_signature_are_refused() -> None:
    foreign = write_qr_text(payload(code="7KQM4T2D9XHF"), Ed25519PrivateKey.generate(), BASE)
    mine, other = text_of(), text_of(name_latn="Karimov Botir")
    swapped = other.rpartition(".")[0] + "." + mine.rpartition(".")[2]
    for text in (foreign, swapped):
        with pytest.raises(QrTextInvalid, match="signature"):
            read_qr_text(text, KEY)
