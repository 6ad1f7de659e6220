"""A certificate whose file was lost, printed again from its record: the same bytes, or none."""

import hashlib

from sqlalchemy.orm import Session

from examapp.certificates.errors import FileBroken
from examapp.certificates.file_store import keep_file
from examapp.certificates.issuing import workshop
from examapp.certificates.keys import load_authority
from examapp.certificates.making import Order, print_signed
from examapp.certificates.models import Certificate
from examapp.certificates.paper import find_rule
from examapp.certificates.queries import read_file


def print_again(db: Session, certificate: Certificate) -> bytes:
    """Return a certificate's file, putting it back where it was lost.

    Raises FileBroken where another file lies in its place, and where today's fonts, libraries, keys or
    address would make another: then only a backup helps.
    """
    try:
        return read_file(certificate)
    except FileBroken:
        place = workshop()
    order = Order(
        certificate.attempt_id,
        certificate.code,
        certificate.payload,
        certificate.made_at or certificate.issued_at,
        find_rule(db, certificate.sheet, certificate.attempt_id),
    )
    printed = print_signed(order, place, load_authority(place.keys))
    if hashlib.sha256(printed).hexdigest() != certificate.file_sha256:
        raise FileBroken(number=certificate.number)
    keep_file(place.folder, certificate.code, printed)
    return read_file(certificate)
