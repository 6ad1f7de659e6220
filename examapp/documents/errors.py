"""What can go wrong on the way to paper."""

from collections.abc import Iterable

from examapp.core.errors import AppError
from examapp.core.i18n import N_

PDF_PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


class RenderingFailed(Exception):
    """A document could not be made: its template asked for something that it may not have."""


class LettersLacking(RenderingFailed):
    """No font has some characters of the document; `codes` are their numbers."""

    def __init__(self, complaints: str, codes: Iterable[int]) -> None:
        super().__init__(complaints)
        self.codes = frozenset(codes)


class PdfLibrariesMissing(AppError):
    """Pango's libraries are not on this machine; everything but PDFs works without them."""

    status = 503
    code = "pdf_libraries_missing"
    message = N_("PDFs cannot be made on this machine. Missing system packages: %(packages)s")

    def __init__(self) -> None:
        super().__init__(packages=PDF_PACKAGES)


class UnprintableLetters(AppError):
    """A text holds letters that the paper fonts lack; printed, they would be empty boxes."""

    status = 422
    code = "unprintable_letters"
    message = N_("These characters cannot be printed: %(letters)s. Correct the text and try again.")

    def __init__(self, letters: Iterable[str]) -> None:
        super().__init__(letters=" ".join(f"U+{ord(letter):04X}" for letter in sorted(letters)))
