"""What the desk's templates may call."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext

from examapp.authoring import desk_words
from examapp.authoring.desk_states import ItemState
from examapp.authoring.draft_fields import show_coords, show_scoring_lines
from examapp.authoring.draft_shapes import KINDS, RULES, kind_of, list_gap_ids
from examapp.authoring.item_drafts import interaction_of, key_of
from examapp.authoring.text_rows import list_gap_names, list_groups
from question_bank.blueprint import TOPICS
from question_bank.items import LANGUAGES, LEVELS
from question_bank.markup import plain_text


def template_words() -> dict[str, Any]:
    """Return the desk's globals, all under one name."""
    return {"desk": _Words()}


def _say(names: Mapping[str, str]) -> Callable[[object], str]:
    return lambda name: str(gettext(names.get(str(name), str(name))))


class _Words:
    """Names and small readings of a body, for templates."""

    states = tuple(ItemState)
    kinds = KINDS
    rules = RULES
    levels = LEVELS
    topics = TOPICS
    languages = LANGUAGES
    kind_name = staticmethod(_say(desk_words.KIND_NAMES))
    level_name = staticmethod(_say(desk_words.LEVEL_NAMES))
    rule_name = staticmethod(_say(desk_words.RULE_NAMES))
    answer_name = staticmethod(_say(desk_words.ROW_KIND_NAMES))
    progress_name = staticmethod(_say(desk_words.PROGRESS_NAMES))
    event_name = staticmethod(_say(desk_words.EVENT_NAMES))
    letter = staticmethod(desk_words.letter_of)
    kind_of = staticmethod(kind_of)
    interaction = staticmethod(interaction_of)
    key = staticmethod(key_of)
    groups = staticmethod(list_groups)
    gap_ids = staticmethod(list_gap_ids)
    gap_names = staticmethod(list_gap_names)
    coords = staticmethod(show_coords)
    scoring_lines = staticmethod(show_scoring_lines)
    plain_text = staticmethod(plain_text)

    @staticmethod
    def pair_of(body: Mapping[str, Any], name: str) -> str:
        """Return what the key gives to a source or a gap, empty where nothing."""
        key = key_of(body)
        if isinstance(key, Mapping):
            return str(key.get(name, ""))
        in_gaps = interaction_of(body)["type"] == "gap_match"
        pairs = [pair for pair in key or [] if isinstance(pair, list) and len(pair) == 2]
        return next((pair[0] if in_gaps else pair[1] for pair in pairs if pair[in_gaps] == name), "")
