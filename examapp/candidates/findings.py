"""What can be found in a row of a list: its kind, how grave it is, and what to do, as a msgid."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from examapp.core.i18n import N_


class Gravity(StrEnum):
    """`refused` keeps a row out; the others let it in and are told; a `note` asks for nothing."""

    REFUSED = "refused"
    REPAIRED = "repaired"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: a kind of the table below, the column it is about, and the facts of its sentence."""

    kind: str
    column: str = ""
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def gravity(self) -> Gravity:
        """How grave the finding is."""
        return KINDS[self.kind][0]

    @property
    def message(self) -> str:
        """The msgid of its sentence."""
        return KINDS[self.kind][1]

    def text(self) -> str:
        """Return the sentence in English, for programs and logs."""
        return self.message % self.facts if self.facts else self.message


_R, _F, _W, _N = Gravity.REFUSED, Gravity.REPAIRED, Gravity.WARNING, Gravity.NOTE

KINDS: Final[dict[str, tuple[Gravity, str]]] = {
    "missing": (_R, N_("The cell is empty. Fill it in.")),
    "hidden_mark": (
        _R,
        N_("A hidden mark stands here (%(mark)s). Empty the cell and type it again by hand."),
    ),
    "not_a_name": (_R, N_("“%(sign)s” does not belong in a name. Type the name in letters.")),
    "too_long": (_R, N_("The text has more than %(most)s characters. Shorten it.")),
    "formula": (_R, N_("The cell holds a formula. Copy the column and paste it as values.")),
    "cell_error": (_R, N_("The spreadsheet shows an error here (%(text)s). Correct the cell.")),
    "pinfl_length": (_R, N_("A PINFL has 14 digits, this one has %(digits)s. Correct it.")),
    "pinfl_signs": (_R, N_("“%(sign)s” stands in the PINFL. It consists of 14 digits only.")),
    "pinfl_scientific": (
        _R,
        N_("The spreadsheet has spoilt the PINFL. Format the column as text and type the 14 digits."),
    ),
    "document_shape": (
        _R,
        N_("A document has two Latin letters and seven digits, such as AA1234567. Correct it."),
    ),
    "date_unreadable": (_R, N_("This is no date. Type it as day, month, year: 07.03.1985.")),
    "date_impossible": (_R, N_("A civil servant cannot be born on this day. Correct the date.")),
    "identity_missing": (
        _R,
        N_("It is not clear who this is. Fill in the PINFL, or the document and the birth date."),
    ),
    "organisation_missing": (_R, N_("The organisation is missing. Write its code or its name.")),
    "organisation_unknown": (
        _R,
        N_("No organisation has the code or name “%(text)s”. Correct it, or have it added first."),
    ),
    "organisation_ambiguous": (
        _R,
        N_("Several organisations are called so. Write the code instead: %(codes)s."),
    ),
    "contradicts_row": (
        _R,
        N_("Row %(row)s says something else of the same person. Keep one of the two rows."),
    ),
    "document_of_another": (
        _R,
        N_("This document is registered for %(name)s with another PINFL. Check PINFL and document."),
    ),
    "possible_duplicate": (
        _R,
        N_("%(name)s is already registered and may be the same person. Fill in the PINFL, or add by hand."),
    ),
    "person_elsewhere": (
        _R,
        N_("This person is registered with an organisation outside of your region. Ask the operator."),
    ),
    "other_organisation": (
        _R,
        N_("The row names another organisation (“%(text)s”). This list holds people of your own."),
    ),
    "certificate_valid": (_R, N_("The certificate is valid until %(day)s. No attestation is needed.")),
    "wait_beyond_year": (
        _R,
        N_("After a failed test this person may sit again from %(day)s: that is the next year’s list."),
    ),
    "composed": (_F, N_("Letters and their marks joined.")),
    "space": (_F, N_("Surplus spaces removed.")),
    "zero_width": (_F, N_("Invisible signs removed.")),
    "apostrophe": (_F, N_("Apostrophes set right.")),
    "look_alike": (_F, N_("Cyrillic look-alikes replaced by Latin letters.")),
    "transliterated": (_F, N_("A word of two alphabets spelt in Latin letters.")),
    "case": (_F, N_("Capitals set as in a name.")),
    "pinfl_spaces": (_F, N_("Spaces and signs removed from the PINFL.")),
    "pinfl_number": (_F, N_("The PINFL was stored as a number; all 14 digits were there.")),
    "document_written": (_F, N_("The document is written without spaces, in Latin capitals.")),
    "full_name_split": (_F, N_("The full name was split into its parts.")),
    "pinfl_check": (_W, N_("The PINFL's check digit does not fit. Check the number.")),
    "pinfl_birth": (_W, N_("The birth date differs from the one in the PINFL. Check both.")),
    "language_unknown": (_W, N_("The language “%(text)s” is not known here. Uzbek is taken.")),
    "similar": (_W, N_("Similar: %(name)s. The PINFL differs, so this is another person.")),
    "certificate_ends": (_W, N_("The certificate ends on %(day)s: the test should come after that day.")),
    "wait_after_failure": (_W, N_("After a failed test this person may sit again from %(day)s.")),
    "position_not_listed": (_W, N_("The position does not stand in the table of positions (provisional).")),
    "registered_elsewhere": (
        _W,
        N_("Registered with another organisation so far. Check that the person works with you now."),
    ),
    "listed_elsewhere": (
        _W,
        N_("Stands on another organisation’s list of %(year)s, too (%(why)s). The working body decides."),
    ),
    "alike_elsewhere": (
        _W,
        N_(
            "Another organisation has listed a person with this name and birth date for %(year)s. "
            "The operator decides whether they are one."
        ),
    ),
    "alike_before_elsewhere": (
        _N,
        N_("Another organisation had listed a person with this name and birth date for %(year)s."),
    ),
    "listed_before_elsewhere": (_N, N_("Was on another organisation’s list of %(year)s (%(why)s).")),
    "listed_before": (_N, N_("Was on your list of %(year)s (%(why)s).")),
    "on_list": (_N, N_("Stands on this list already.")),
    "found_by_pinfl": (_N, N_("Found by the PINFL.")),
    "found_by_document": (_N, N_("Found by document and birth date.")),
    "alike_row": (
        _W,
        N_("Row %(row)s has the same name and birth date. Check whether the two are one person."),
    ),
    "repeats_row": (_W, N_("The same person as in row %(row)s, with the same data.")),
}


def is_refused(findings: list[Finding]) -> bool:
    """Tell whether one of the findings keeps the row out."""
    return any(finding.gravity is Gravity.REFUSED for finding in findings)


def is_warned(findings: list[Finding]) -> bool:
    """Tell whether a person should look at something in the row."""
    return any(finding.gravity is Gravity.WARNING for finding in findings)


def is_repaired(findings: list[Finding]) -> bool:
    """Tell whether something was set right in the row."""
    return any(finding.gravity is Gravity.REPAIRED for finding in findings)
