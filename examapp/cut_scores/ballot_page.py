"""Everything that one judge's ballot shows to this judge: questions with keys, and the own numbers alone."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from examapp.accounts.signed_in import SignedInStaff
from examapp.authoring.key_words import key_in_words, label_options
from examapp.authoring.lists import OpenedList
from examapp.cut_scores.errors import BallotClosed, BallotNotOpened
from examapp.cut_scores.judging import own_ballot
from examapp.cut_scores.models import CutScoreStudy, CutScoreTurn, StudyState
from examapp.cut_scores.panel_ballots import read_booklet
from examapp.cut_scores.queries import find_turn, get_seat
from examapp.cut_scores.steps import ROUND_OF
from question_bank.answer_keys import ChoiceKey
from question_bank.blueprint import TOPICS
from question_bank.cut_score import Method
from question_bank.exam_form import ExamForm, ExamFormError, Section, public_paper
from question_bank.interactions import ChoiceInteraction, InlineChoiceInteraction, list_gaps, list_offers
from question_bank.items import GAP_MARKER, LANGUAGES, Item, text_of
from question_bank.markup import plain_text
from question_bank.presentation import present_item
from question_bank.seeded import SeededStream

# A leaf is a quarter of an hour's work. A booklet goes by difficulty, whatever the topic.
ITEMS_ON_A_LEAF = 15
OpenIt = Callable[[Session, int], OpenedList]


@dataclass(frozen=True, slots=True)
class Part:
    """A leaf of the ballot; `rated` of its items have a number.

    It is the `number`-th of the topic's `of` leaves, or of the booklet's, which has no topic; `first` counts
    items through the whole ballot.
    """

    topic: str
    number: int
    of: int
    first: int
    items: tuple[str, ...]
    rated: int = 0


@dataclass(frozen=True, slots=True)
class BallotItem:
    """A question in plain words, for whoever has no scripts, and its key, for whoever opens it.

    `labels` are (letter or number, words, is right); `key` is empty where the right options are marked.
    """

    code: str
    stem: str
    labels: tuple[tuple[str, str, bool], ...]
    key: str


@dataclass(frozen=True, slots=True)
class BallotPage:
    """One leaf of a ballot. `own` are the judge's numbers, `earlier` those of the round before.

    `is_open` says whether numbers may still be typed; `places` counts the items of a booklet from 1.
    """

    study: CutScoreStudy
    turn: CutScoreTurn
    is_open: bool
    parts: tuple[Part, ...]
    here: int
    items: tuple[BallotItem, ...]
    own: Mapping[str, int]
    earlier: Mapping[str, int]
    places: Mapping[str, int]
    total: int

    @property
    def rated(self) -> int:
        """How many items of the whole ballot have a number."""
        return len(self.own)

    @property
    def is_complete(self) -> bool:
        """Whether the ballot can be handed in."""
        return bool(self.own) if self.study.method is Method.BOOKMARK else self.rated == self.total


def newest_turn(db: Session, study: CutScoreStudy, judge: SignedInStaff) -> CutScoreTurn:
    """Return the turn whose questions the judge may look at.

    Raises NotFound for whoever is no judge of the panel, BallotNotOpened before the round's opening, and
    BallotClosed once the rounds are over: then the questions are closed again.
    """
    get_seat(db, study, judge.id)
    if study.state not in {StudyState.ROUND_ONE, StudyState.DISCUSSION, StudyState.ROUND_TWO}:
        raise BallotClosed
    turn = find_turn(db, study, judge.id, ROUND_OF.get(study.state, 1))
    if turn is None:
        raise BallotNotOpened
    return turn


def read_ballot_page(
    db: Session, study: CutScoreStudy, judge: SignedInStaff, open_it: OpenIt, *, here: int, language: str
) -> BallotPage:
    """Return a leaf of the judge's own ballot; raises what `newest_turn` and `open_list` raise."""
    turn = newest_turn(db, study, judge)
    opened = open_it(db, study.list_id)
    own = own_ballot(db, study, judge.id, turn.round)
    parts = tuple(
        replace(part, rated=sum(item_id in own for item_id in part.items)) for part in _parts(study, opened)
    )
    here = min(max(here, 0), len(parts) - 1)
    order = [item_id for part in parts for item_id in part.items]
    return BallotPage(
        study=study,
        turn=turn,
        is_open=turn.submitted_at is None and study.state in ROUND_OF,
        parts=parts,
        here=here,
        items=tuple(_show(opened.items[item_id], language) for item_id in parts[here].items),
        own=own,
        earlier=own_ballot(db, study, judge.id, 1) if turn.round > 1 else {},
        places={item_id: number for number, item_id in enumerate(order, start=1)},
        total=len(order),
    )


def read_ballot_paper(
    db: Session,
    study: CutScoreStudy,
    judge: SignedInStaff,
    open_it: OpenIt,
    *,
    here: int,
    media_url: Callable[[str], str],
) -> tuple[dict[str, Any] | None, tuple[str, ...]]:
    """Return the candidate's paper of a leaf, and its languages; no key is in it."""
    newest_turn(db, study, judge)
    opened = open_it(db, study.list_id)
    parts = _parts(study, opened)
    part = parts[min(max(here, 0), len(parts) - 1)]
    items = {item_id: opened.items[item_id] for item_id in part.items}
    languages = tuple(tag for tag in LANGUAGES if all(_speaks(item, tag) for item in items.values()))
    form = ExamForm("ballot", "ballot", (Section("ballot", tuple(map(_place, items.values()))),))
    try:
        return public_paper(form, items, languages, media_url), languages
    except ExamFormError:
        return None, languages


def find_media(
    db: Session, study: CutScoreStudy, judge: SignedInStaff, open_it: OpenIt, sha256: str
) -> tuple[bytes, str] | None:
    """Return a picture of the list and its type, to whoever may look at the questions; None for another."""
    newest_turn(db, study, judge)
    opened = open_it(db, study.list_id)
    content = opened.media.get(sha256)
    return None if content is None else (content, opened.media_types[sha256])


def _parts(study: CutScoreStudy, opened: OpenedList) -> Sequence[Part]:
    if study.method is Method.BOOKMARK:
        return _leaves("", [page.item for page in read_booklet(study)], 1)
    by_topic: dict[str, list[str]] = {}
    for item_id, item in sorted(opened.items.items()):
        by_topic.setdefault(item.meta.topic, []).append(item_id)
    known = [topic for topic in TOPICS if topic in by_topic]
    parts: list[Part] = []
    for topic in (*known, *sorted(by_topic.keys() - set(known))):
        parts += _leaves(topic, by_topic[topic], 1 + sum(len(part.items) for part in parts))
    return parts


def _leaves(topic: str, ids: Sequence[str], first: int) -> list[Part]:
    starts = range(0, len(ids), ITEMS_ON_A_LEAF)
    return [
        Part(topic, number, len(starts), first + start, tuple(ids[start : start + ITEMS_ON_A_LEAF]))
        for number, start in enumerate(starts, start=1)
    ]


def _show(item: Item, language: str) -> BallotItem:
    text = text_of(item, language if _speaks(item, language) else next(iter(item.texts)))
    gaps = {gap: str(number) for number, gap in enumerate(list_gaps(item.interaction), start=1)}
    right = set(item.answer_key.choices) if isinstance(item.answer_key, ChoiceKey) else set()
    return BallotItem(
        code=item.id,
        stem=plain_text(GAP_MARKER.sub(lambda found: f"[{gaps[found[1]]}]", text.stem)),
        labels=tuple(
            (label, plain_text(text.choices[choice]), choice in right)
            for choice, label in label_options(item).items()
        ),
        key=key_in_words(item, text),
    )


def _place(item: Item) -> Any:
    place = present_item(item, "", SeededStream(item.id, "ballot"))
    # In the list's own order, so that the letters beside the key are those of the question.
    if isinstance(item.interaction, ChoiceInteraction | InlineChoiceInteraction):
        return replace(place, order=list_offers(item.interaction))
    return place


def _speaks(item: Item, language: str) -> bool:
    return language in item.texts or (language == "uz-Cyrl" and "uz-Latn" in item.texts)
