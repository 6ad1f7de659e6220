"""The badge of an issued certificate, as people download it: made anew each time, always the same bytes."""

from typing import Final

from examapp.certificates.badge import MEDIA_TYPE, build_badge
from examapp.certificates.keys import payload_signer
from examapp.certificates.models import Certificate
from examapp.certificates.payload import parse_payload
from examapp.core.web import current_settings

BADGE_TYPE: Final = MEDIA_TYPE


def make_badge(certificate: Certificate) -> bytes:
    """Return a certificate's Open Badges credential, dated like its file."""
    settings = current_settings()
    return build_badge(
        parse_payload(certificate.payload.encode()),
        payload_signer(settings.keys),
        settings.base_url,
        made_at=certificate.made_at or certificate.issued_at,
    )
