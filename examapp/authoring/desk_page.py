"""Everything that the page of one item shows to one person, and nothing that this person may not see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from examapp.accounts.signed_in import SignedInStaff
from examapp.authoring.desk_models import DeskItem, ItemComment, ItemEvent
from examapp.authoring.desk_queries import (
    list_comments,
    list_events,
    list_translators,
    list_writers,
    read_body,
    read_names,
    read_translations,
)
from examapp.authoring.desk_sight import Sight, sight_of
from examapp.authoring.desk_states import ItemState
from examapp.authoring.desk_words import Note, say_faults, say_findings, say_row
from examapp.authoring.item_drafts import Body, ReadDraft, read_draft
from examapp.authoring.scoring_words import ScoringTable, scoring_table
from examapp.authoring.text_rows import TextRow, field_name, list_rows, typed_of, words_of
from examapp.authoring.translations import Progress, list_languages, read_progress
from examapp.authoring.word_changes import Parts, mark_changes
from examapp.core.errors import NotFound
from examapp.core.permissions import Role
from question_bank.findings import Finding
from question_bank.items import LANGUAGES
from question_bank.quality import check_item
from question_bank.truth_table import list_table_faults


@dataclass(frozen=True, slots=True)
class Cell:
    """One text of one row: its field's name, what was typed, what changed in it since it was translated."""

    name: str
    language: str
    typed: str
    changed: Parts
    writable: bool


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row as it stands on the page: the source text, and the language beside it."""

    row: TextRow
    label: str
    source: Cell
    beside: Cell

    @property
    def changed(self) -> bool:
        """Tell whether the source text changed since the language beside was made from it."""
        return bool(self.source.changed)


@dataclass(frozen=True)
class ItemPage:
    """What one person is shown of one item."""

    item: DeskItem
    body: Body
    sight: Sight
    base: int
    beside: str
    source: str
    rows: Sequence[ShownRow]
    progress: Mapping[str, Progress]
    notes: Sequence[Note]
    table: ScoringTable | None
    comments: Sequence[ItemComment]
    events: Sequence[ItemEvent]
    names: Mapping[int | None, str]
    writers: Sequence[int]
    may_write: bool
    may_translate: bool

    def notes_at(self, place: str) -> list[Note]:
        """Return the notes about one place of the page."""
        return [note for note in self.notes if note.place == place]

    @property
    def stale(self) -> bool:
        """Tell whether the language beside lags behind the source text."""
        return self.progress.get(self.beside) is Progress.STALE


def look_at(db: Session, item: DeskItem, actor: SignedInStaff) -> Sight:
    """Return what the actor sees of an item; NotFound where that is nothing."""
    sight = sight_of(actor, item, list_writers(db, item))
    if sight is Sight.NONE:
        raise NotFound
    return sight


def read_item_page(
    db: Session, item: DeskItem, actor: SignedInStaff, *, beside: str = "", body: Body | None = None
) -> ItemPage:
    """Return the page of an item, with a body that could not be kept in place of the stored one.

    Raises NotFound where the actor sees nothing of the item.
    """
    sight = look_at(db, item, actor)
    shown = body or read_body(db, item)
    languages = list_languages(shown, item.source_language)
    if beside not in LANGUAGES or beside == item.source_language:
        beside = languages[0]
    whole = sight is Sight.ALL
    draft = read_draft(shown)
    writers = sorted(list_writers(db, item))
    comments, events = (list_comments(db, item), list_events(db, item)) if whole else ((), ())
    people = [*writers, *list_translators(db, item), item.accepted_by_id, item.approved_by_id]
    people += [comment.by_id for comment in comments] + [event.by_id for event in events]
    may_write = actor.role is Role.AUTHOR and item.state is ItemState.DRAFT
    may_translate = actor.role is Role.TRANSLATOR and item.state is ItemState.IN_REVIEW
    return ItemPage(
        item=item,
        body=shown,
        sight=sight,
        base=item.revision,
        beside=beside,
        source=item.source_language,
        rows=_read_rows(
            db, item, shown, beside, blind=not whole, may_write=may_write, may_translate=may_translate
        ),
        progress=read_progress(shown, item.source_language, read_translations(db, item)),
        notes=list_notes(shown, draft) if whole else (),
        table=scoring_table(draft.item) if whole and draft.item else None,
        comments=comments,
        events=events,
        names=read_names(db, people) if whole else {},
        writers=writers,
        may_write=may_write,
        may_translate=may_translate,
    )


def list_notes(body: Mapping[str, Any], draft: ReadDraft) -> list[Note]:
    """Return what stands in the way of a draft: why it is no item yet, or what the checks find in it."""
    if draft.item is None:
        return say_faults(draft.faults)
    tables = [Finding("truth_table", draft.item.id, text) for text in list_table_faults(draft.item)[:1]]
    return say_findings([*check_item(draft.item), *tables], body)


def _read_rows(
    db: Session,
    item: DeskItem,
    body: Body,
    beside: str,
    *,
    blind: bool,
    may_write: bool,
    may_translate: bool,
) -> list[ShownRow]:
    made = read_translations(db, item).get(beside)
    made_from = read_body(db, item, made.source_revision) if made else None
    source = item.source_language
    return [
        ShownRow(
            row,
            say_row(row),
            Cell(
                field_name(source, row),
                source,
                typed_of(body, source, row),
                _changes(made_from, body, source, row),
                may_write,
            ),
            Cell(
                field_name(beside, row),
                beside,
                typed_of(body, beside, row),
                [],
                may_write or may_translate,
            ),
        )
        for row in list_rows(body, blind=blind)
    ]


def _changes(made_from: Body | None, body: Body, language: str, row: TextRow) -> Parts:
    """Return the words of a row with what changed since it was translated; empty where nothing did."""
    if made_from is None or (row.name.startswith("alt-") and row.id not in made_from["media"]):
        return []
    before, after = words_of(made_from, language, row), words_of(body, language, row)
    if before == after:
        return []
    return mark_changes(typed_of(made_from, language, row), typed_of(body, language, row))[1]
