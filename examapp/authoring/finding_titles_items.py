"""What is found in an item or in a list as a whole, by kind, and what to do next."""

from collections.abc import Mapping

from examapp.authoring.finding_advice import (
    ACCEPT_MEND,
    ANSWER,
    CHANGE_LIST,
    CORRECT,
    DESCRIBE,
    KEEP_ONE,
    LOOK_AT_SCORING,
    NAME_ENEMY,
    TRANSLATE,
    WRITE_OPTIONS,
)
from examapp.core.i18n import N_

OF_ITEMS: Mapping[str, tuple[str, str]] = {
    "missing_translation": (N_("A translation is missing"), TRANSLATE),
    "missing_alt": (N_("A picture has no description"), DESCRIBE),
    "blank_text": (N_("A text is blank"), CORRECT),
    "unclean_html": (N_("Markup that is not allowed"), ACCEPT_MEND),
    "mixed_scripts": (N_("A word mixes Latin and Cyrillic letters"), ACCEPT_MEND),
    "apostrophe": (N_("A typewriter apostrophe stands for ʻ or ʼ"), ACCEPT_MEND),
    "whitespace": (N_("Blanks too many"), ACCEPT_MEND),
    "lettered": (N_("Options begin with their letters"), ACCEPT_MEND),
    "numbered": (N_("The question begins with a number"), ACCEPT_MEND),
    "glued_option": (N_("An option seems to be glued to the question"), ANSWER),
    "equal_options": (N_("Two options read alike"), WRITE_OPTIONS),
    "all_of_the_above": (N_("“All of the above” or its like"), WRITE_OPTIONS),
    "variant_too_long": (N_("An accepted answer cannot be typed in full"), CORRECT),
    "unknown_enemy": (N_("An enemy that is not in the list"), NAME_ENEMY),
    "one_sided_enemy": (N_("Enemies that do not name each other"), NAME_ENEMY),
    "same_stem": (N_("The same question stands twice"), KEEP_ONE),
    "same_stem_other_key": (N_("The same question with another key"), KEEP_ONE),
    "truth_table": (N_("The scoring table does not hold"), LOOK_AT_SCORING),
    "key_position": (N_("The place of the right answer tells it"), CHANGE_LIST),
    "key_length": (N_("The length of the right answer tells it"), CHANGE_LIST),
}
