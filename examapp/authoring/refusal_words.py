"""Why a list cannot be read, in the reader's language: what to do next, by the kind of the refusal."""

from collections.abc import Mapping

from flask_babel import gettext

from examapp.core.i18n import N_

_LARGE = N_("It is too large, or unfolds to more than may be read. Divide the list into smaller files.")
_HARMFUL = N_(
    "It holds something that no question list needs and that could do harm. "
    "Save the list anew with the program that made it, and bring the new file."
)
_BROKEN = N_("It is damaged or not whole. Export or save the list again, and bring the new file.")
_EMPTY = N_("No question was found in it. Check that it is the file of the list.")
_UNKNOWN = N_(
    "What kind of list it is cannot be told. "
    "Bring it as QTI 2.1, 2.2 or 3.0, Moodle XML, GIFT, Aiken, HEMIS text, XLSX or CSV."
)

SENTENCES: Mapping[str, str] = {
    **dict.fromkeys(("too_large", "too_deep", "too_many_blocks", "too_many_elements"), _LARGE),
    **dict.fromkeys(("too_many_entries", "too_many_rows", "long_attribute", "zip_bomb"), _LARGE),
    "takes_memory": _LARGE,
    "takes_time": N_("It takes longer to read than is allowed. Divide the list, or try again later."),
    **dict.fromkeys(
        ("doctype", "zip_path", "zip_link", "zip_duplicate", "zip_overlap", "zip_method"), _HARMFUL
    ),
    **dict.fromkeys(
        ("damaged", "no_file", "not_json", "not_xml", "not_yaml", "not_zip", "zip_damaged"), _BROKEN
    ),
    **dict.fromkeys(("empty", "no_items"), _EMPTY),
    **dict.fromkeys(("unknown_format", "no_headings", "not_moodle", "qti_1"), _UNKNOWN),
    "encoding": N_("Its letters cannot be told. Save it as UTF-8, and bring the new file."),
    "old_excel": N_("It is of an old kind of Excel, or has a password. Save it as XLSX without a password."),
    "zip_encrypted": N_("It has a password. Pack it again without one."),
}


def refusal_sentence(kind: str) -> str:
    """Return what to do about a refused file; of a kind unknown here, that it is damaged."""
    return str(gettext(SENTENCES.get(kind, _BROKEN)))
