"""Result sheets and certificates: a sentence for each kind of act."""

from collections.abc import Mapping
from typing import Final

from examapp.core.i18n import N_

RESULT_WORDS: Final[Mapping[str, str]] = {
    "certificate.issued": N_("The certificate was issued."),
    "certificates.asked_for": N_("It was asked to issue the certificates of the sheet."),
    "result_sheet.confirmed": N_("The chair confirmed the result sheet."),
    "result_sheet.drawn_up": N_("The result sheet was drawn up."),
    "result_sheet.presence_recorded": N_("The secretary recorded who of the commission is present."),
}
