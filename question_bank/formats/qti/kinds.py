"""The table: what each interaction of QTI becomes here, or why it is refused.

In the order of the specification (QTI 3.0, "Interactions"); of 2.x, `customInteraction` is the only one that
3.0 does not have any more.
"""

from collections.abc import Callable, Mapping

from question_bank.formats.qti.choosing import build_choice, build_hottext, build_order
from question_bank.formats.qti.drafts import Draft, Part
from question_bank.formats.qti.on_pictures import (
    build_graphic_associate,
    build_graphic_gap_match,
    build_graphic_order,
    build_hotspot,
    build_position_object,
    build_select_point,
)
from question_bank.formats.qti.pairing import build_associate, build_gap_match, build_match
from question_bank.formats.qti.typing_in import build_inline_choices, build_slider, build_text_entry

# What becomes a kind of ours: the builder says how.
BUILDERS: Mapping[str, Callable[[Part], Draft]] = {
    "choice-interaction": build_choice,
    "order-interaction": build_order,
    "associate-interaction": build_associate,
    "match-interaction": build_match,
    "gap-match-interaction": build_gap_match,
    "inline-choice-interaction": lambda part: build_inline_choices([part]),
    "text-entry-interaction": build_text_entry,
    "hottext-interaction": build_hottext,
    "hotspot-interaction": build_hotspot,
    "select-point-interaction": build_select_point,
    "graphic-order-interaction": build_graphic_order,
    "graphic-associate-interaction": build_graphic_associate,
    "graphic-gap-match-interaction": build_graphic_gap_match,
    "position-object-interaction": build_position_object,
    "slider-interaction": build_slider,
}

# What is refused: the refusal's kind, and the reason.
REFUSED: Mapping[str, tuple[str, str]] = {
    "extended-text-interaction": (
        "human_marked",
        "a longer text is marked by people, which an attestation does not do",
    ),
    "drawing-interaction": (
        "human_marked",
        "a drawing is marked by people, which an attestation does not do",
    ),
    "upload-interaction": (
        "human_marked",
        "an uploaded file is marked by people, which an attestation does not do",
    ),
    "media-interaction": ("media_interaction", "sound and film are not shown in an attestation"),
    "portable-custom-interaction": (
        "custom_interaction",
        "a portable custom interaction is a program of its own",
    ),
    "custom-interaction": ("custom_interaction", "a custom interaction is known to its own system only"),
}

# What is left out where another interaction asks the question.
LEFT_OUT = frozenset({"end-attempt-interaction"})
