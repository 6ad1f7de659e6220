"""From an item to a Moodle question, kind by kind; None where Moodle has no question of that kind.

Languages stand in multilang spans. A question with gaps in its text is written in its first language only:
Moodle would count the gaps of each language.
"""

import html
import re
from collections.abc import Mapping
from decimal import Decimal

from question_bank.answer_keys import (
    ChoiceKey,
    InlineChoiceKey,
    MatchKey,
    NumericKey,
    OrderKey,
    PointKey,
    TextKey,
)
from question_bank.areas import Area
from question_bank.decimals import write_decimal
from question_bank.formats.moodle_question import HUNDRED, Answer, Background, Drag, MoodleQuestion, Zone
from question_bank.formats.moodle_to_item import USUAL_LENGTH
from question_bank.formats.multilang import join_languages
from question_bank.formats.plain_choices import choice_ids, first_text
from question_bank.formats.source_tags import tag_of_ids, write_tags
from question_bank.interactions import (
    ChoiceInteraction,
    GapMatchInteraction,
    HotspotInteraction,
    InlineChoiceInteraction,
    MatchInteraction,
    OrderInteraction,
    SelectPointInteraction,
    TextEntryInteraction,
    list_markers,
    picture_of,
)
from question_bank.items import GAP_MARKER, Item
from question_bank.markup import plain_text
from question_bank.scoring_rules import RuleName

_POINT_LABEL = "\u25cf"
_HUNDREDTH_THOUSANDTH = Decimal("0.00001")

Tags = dict[str, str]


def moodle_question(item: Item, media: Mapping[str, bytes]) -> MoodleQuestion | None:
    """Return the Moodle question of an item; `media` maps SHA-256 to content."""
    text = first_text(item)
    question = MoodleQuestion(
        kind="",
        text="",
        name=plain_text(GAP_MARKER.sub("…", text.stem))[:80],
        rationale=_words(item, "rationale"),
        unit=_words(item, "unit"),
        grade=write_decimal(item.max_points),
        category=(item.meta.topic, item.meta.subtopic),
        id_number=item.id,
    )
    tags: Tags = {}
    _fill(item, question, tags, media)
    if not question.kind:
        return None
    if list_markers(item.interaction):
        tags["language"] = next(language for language, words in item.texts.items() if words is text)
    _write_stem(item, question, media)
    if item.scoring.name == RuleName.MATCH_CORRECT and question.kind not in {"shortanswer", "truefalse"}:
        tags["rule"] = str(RuleName.MATCH_CORRECT)
    question.tags = write_tags(item, tags)
    return question


def _fill(item: Item, question: MoodleQuestion, tags: Tags, media: Mapping[str, bytes]) -> None:
    match item.interaction, item.answer_key:
        case ChoiceInteraction() as interaction, ChoiceKey():
            _fill_choice(item, interaction, question, tags)
        case OrderInteraction(), OrderKey(choices):
            question.kind = "ordering"
            question.answers = tuple(Answer(_label(item, choice), Decimal(0)) for choice in choices)
            question.partial = item.scoring.name != RuleName.MATCH_CORRECT
            tags |= tag_of_ids("ids", choices, choice_ids(len(choices)))
            tags |= tag_of_ids("offered", item.interaction.choices, choices)
        case MatchInteraction() as interaction, MatchKey(pairs):
            _fill_match(item, interaction, dict(pairs), question, tags)
        case TextEntryInteraction() as interaction, TextKey(variants):
            _fill_text(item, interaction, variants, question, tags)
        case _, NumericKey(value, tolerance):
            question.kind = "numerical"
            question.answers = (Answer(write_decimal(value), HUNDRED, tolerance),)
        case _:
            _fill_places(item, question, tags, media)


def _fill_places(item: Item, question: MoodleQuestion, tags: Tags, media: Mapping[str, bytes]) -> None:
    match item.interaction, item.answer_key:
        case GapMatchInteraction(areas=()) as interaction, MatchKey(pairs):
            question.kind = "ddwtos"
            _fill_drags(item, interaction, question, tags)
            _number_gaps(
                item, question, {gap: interaction.choices.index(choice) + 1 for choice, gap in pairs}, tags
            )
        case GapMatchInteraction() as interaction, MatchKey(pairs):
            question.kind = "ddmarker"
            _fill_drags(item, interaction, question, tags)
            filled = {gap: choice for choice, gap in pairs}
            question.zones = tuple(
                _zone(area, interaction.choices.index(filled[area.id]) + 1) for area in interaction.areas
            )
            tags |= tag_of_ids(
                "gaps", interaction.gaps, [f"g{n}" for n in range(1, len(interaction.gaps) + 1)]
            )
        case InlineChoiceInteraction() as interaction, InlineChoiceKey(gaps):
            _fill_select(item, interaction, gaps, question, tags)
        case SelectPointInteraction(), PointKey(areas):
            _fill_points(question, areas)
        case HotspotInteraction() as hotspot, ChoiceKey(choices):
            _fill_points(question, tuple(area for area in hotspot.areas if area.id in choices))
    if question.kind == "ddmarker":
        _set_background(item, question, media)


def _fill_choice(item: Item, interaction: ChoiceInteraction, question: MoodleQuestion, tags: Tags) -> None:
    assert isinstance(item.answer_key, ChoiceKey)
    key, offered = item.answer_key.choices, interaction.choices
    question.kind = "multichoice"
    question.single = interaction.max_choices == 1
    question.answers = tuple(Answer(_label(item, choice), _fraction(item, choice, key)) for choice in offered)
    tags |= tag_of_ids("ids", offered, choice_ids(len(offered)))
    if not question.single and interaction.max_choices != len(offered):
        tags["most"] = str(interaction.max_choices)


def _fraction(item: Item, choice: str, key: tuple[str, ...]) -> Decimal:
    values = item.scoring.map_response
    if values is not None:
        value = values.mapping.get(choice, values.default)
        return (value * HUNDRED / item.max_points).quantize(_HUNDREDTH_THOUSANDTH)
    if choice in key:
        return (HUNDRED / len(key)).quantize(_HUNDREDTH_THOUSANDTH)
    # Moodle has no rule of all or nothing; this comes nearest: one wrong tick takes everything.
    return (
        Decimal(0)
        if len(key) == 1
        and isinstance(item.interaction, ChoiceInteraction)
        and (item.interaction.max_choices == 1)
        else -HUNDRED
    )


def _fill_match(
    item: Item, interaction: MatchInteraction, key: Mapping[str, str], question: MoodleQuestion, tags: Tags
) -> None:
    question.kind = "matching"
    pairs = [(_label(item, source), _label(item, key[source])) for source in interaction.sources]
    idle = [target for target in interaction.targets if target not in key.values()]
    question.pairs = (*pairs, *(("", _label(item, target)) for target in idle))
    written = [*dict.fromkeys(key[source] for source in interaction.sources), *idle]
    tags |= tag_of_ids("ids", interaction.sources, [f"s{n}" for n in range(1, len(pairs) + 1)])
    tags |= tag_of_ids("targets", written, [f"t{n}" for n in range(1, len(written) + 1)])
    tags |= tag_of_ids("offered", interaction.targets, written)


def _fill_text(
    item: Item,
    interaction: TextEntryInteraction,
    variants: tuple[str, ...],
    question: MoodleQuestion,
    tags: Tags,
) -> None:
    question.kind = "shortanswer"
    values = item.scoring.map_response
    shares = {
        variant: HUNDRED if values is None else values.points_of([variant]) * HUNDRED / item.max_points
        for variant in variants
    }
    question.answers = tuple(
        Answer(html.escape(variant.replace("*", "\\*"), quote=False), share.quantize(_HUNDREDTH_THOUSANDTH))
        for variant, share in shares.items()
    )
    if interaction.max_length != max(USUAL_LENGTH, *map(len, variants)):
        tags["length"] = str(interaction.max_length)


def _fill_drags(item: Item, interaction: GapMatchInteraction, question: MoodleQuestion, tags: Tags) -> None:
    question.drags = tuple(Drag(_label(item, choice), 1, interaction.reuse) for choice in interaction.choices)
    tags |= tag_of_ids("ids", interaction.choices, choice_ids(len(interaction.choices)))


def _fill_select(
    item: Item,
    interaction: InlineChoiceInteraction,
    key: Mapping[str, str],
    question: MoodleQuestion,
    tags: Tags,
) -> None:
    question.kind = "gapselect"
    order = list(dict.fromkeys(GAP_MARKER.findall(first_text(item).stem)))
    drags: list[Drag] = []
    numbers: dict[str, int] = {}
    ids: list[str] = []
    usual: list[str] = []
    for group, gap in enumerate(order, start=1):
        for place, choice in enumerate(interaction.gaps[gap]):
            drags.append(Drag(_label(item, choice), group))
            ids.append(choice)
            usual.append(f"{gap}{choice_ids(place + 1)[-1]}")
            if choice == key[gap]:
                numbers[gap] = len(drags)
    question.drags = tuple(drags)
    tags |= tag_of_ids("ids", ids, usual)
    _number_gaps(item, question, numbers, tags)


def _fill_points(question: MoodleQuestion, areas: tuple[Area, ...]) -> None:
    question.kind = "ddmarker"
    question.drags = (Drag(_POINT_LABEL, 1, len(areas) != 1),)
    question.zones = tuple(_zone(area, 1) for area in areas)


def _zone(area: Area, drag: int) -> Zone:
    return Zone(area.shape, area.coords, drag)


def _number_gaps(item: Item, question: MoodleQuestion, numbers: Mapping[str, int], tags: Tags) -> None:
    stem = first_text(item).stem
    order = GAP_MARKER.findall(stem)
    question.text = GAP_MARKER.sub(lambda found: f"[[{numbers[found[1]]}]]", stem)
    tags |= tag_of_ids("gaps", order, [f"g{place}" for place in range(1, len(order) + 1)])


def _set_background(item: Item, question: MoodleQuestion, media: Mapping[str, bytes]) -> None:
    picture = item.media[picture_of(item.interaction) or ""]
    if picture.sha256 in media:
        question.background = Background(picture.file, media[picture.sha256])


def _write_stem(item: Item, question: MoodleQuestion, media: Mapping[str, bytes]) -> None:
    shown = [
        picture
        for name, picture in item.media.items()
        if name != picture_of(item.interaction) and picture.sha256 in media
    ]
    question.files = {picture.file: media[picture.sha256] for picture in shown}
    texts = {language: text.stem for language, text in item.texts.items()}
    if question.text:  # the gaps are numbered in one language
        first = first_text(item)
        texts = {language: question.text for language, text in item.texts.items() if text is first}
    question.text = join_languages(
        {
            language: stem
            + "".join(
                f'<p><img src="@@PLUGINFILE@@/{html.escape(picture.file)}" '
                f'alt="{html.escape(picture.alt.get(language, ""))}"></p>'
                for picture in shown
            )
            for language, stem in texts.items()
        }
    )


def _label(item: Item, choice: str) -> str:
    return _in_languages(item, {language: text.choices[choice] for language, text in item.texts.items()})


def _words(item: Item, member: str) -> str:
    texts = {language: getattr(text, member) or "" for language, text in item.texts.items()}
    return _in_languages(item, texts)


def _in_languages(item: Item, texts: Mapping[str, str]) -> str:
    if list_markers(item.interaction):
        first = first_text(item)
        return next(texts[language] for language, text in item.texts.items() if text is first)
    return join_languages(texts)


def describe_other_scoring(item: Item, question: MoodleQuestion) -> str:
    """Return how Moodle's own marking differs from the item's, or nothing where it does not."""
    parts = re.fullmatch(r"multichoice|matching|ddwtos|gapselect|ddmarker", question.kind)
    several = len(question.pairs) + len(question.zones) + question.text.count("[[") > 1 or not question.single
    if parts and several and item.scoring.name == RuleName.MATCH_CORRECT:
        return "Moodle pays for parts of the answer where the item pays all or nothing"
    return ""
