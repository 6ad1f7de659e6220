"""The words that stand on every certificate, in the languages in which it is printed."""

from collections.abc import Mapping
from typing import Final

# Who issues: the name of the commission as it stands at the head.
COMMISSION: Final[Mapping[str, str]] = {
    "uz-Latn": "Davlat xizmatchilari kompyuter savodxonligini attestatsiyadan oʻtkazish komissiyasi",
    "ru": "Комиссия по аттестации государственных служащих на компьютерную грамотность",
    "en": "Commission for the attestation of civil servants in computer literacy",
}
# Short enough for the 64 bytes that X.520 allows a name: what a reader of PDF files shows as the signer.
SIGNER_NAME: Final = "Kompyuter savodxonligi attestatsiyasi"
CHAIR: Final = ("Komissiya raisi", "Председатель комиссии")
SECRETARY: Final = ("Kotib", "Секретарь")
PLACE: Final = "Oʻzbekiston"
SIGNING_REASON: Final = "Attestatsiya sertifikati"
