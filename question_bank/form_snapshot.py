"""One assembled, sealed set of items as one candidate sees it: order of items, order and ids of choices.

The form is a snapshot: whatever is drawn is written down, so nothing has to be drawn again to mark an answer.
The bank's ids never leave the server; the page and its answers know the form's own random ids only.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from question_bank.fields import FieldError, Fields
from question_bank.sealing import digest

# Forms drawn at random per topic, before there was another way; their snapshots name no method.
DRAWN = "drawn-1"
# Format 2 names the method. What is sealed in format 1 stays readable, and keeps its digest.
FORM_FORMATS = (1, 2)


class ExamFormError(ValueError):
    """The stored snapshot cannot be a form."""


@dataclass(frozen=True, slots=True)
class FormItem:
    """An item's place in a form.

    `order` holds each list of the interaction (choices, sources, targets, areas, or one per gap) in the order
    shown, in the bank's ids; `ids` maps the form's ids to the bank's.
    """

    id: str
    version: int
    digest: str
    order: Mapping[str, tuple[str, ...]]
    ids: Mapping[str, str]

    def public_ids(self) -> dict[str, str]:
        """Return the map from the bank's ids to the form's."""
        return {internal: public for public, internal in self.ids.items()}


@dataclass(frozen=True, slots=True)
class Section:
    """The items of one topic, in the order shown."""

    topic: str
    items: tuple[FormItem, ...]


@dataclass(frozen=True, slots=True)
class ExamForm:
    """A form of a list, made from a seed by a method; `code` is what people see."""

    code: str
    seed: str
    sections: tuple[Section, ...]
    method: str = DRAWN
    _by_id: dict[str, FormItem] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_id = {item.id: item for section in self.sections for item in section.items}
        if len(by_id) != sum(len(section.items) for section in self.sections):
            raise ExamFormError("an item stands twice")
        object.__setattr__(self, "_by_id", by_id)

    def item_ids(self) -> tuple[str, ...]:
        """Return the ids of all items, in the order shown."""
        return tuple(self._by_id)

    def find_item(self, item_id: str) -> FormItem | None:
        """Return an item's place, or None where the form does not hold it."""
        return self._by_id.get(item_id)


def form_to_json(form: ExamForm) -> dict[str, Any]:
    """Write a form as it is stored."""
    head = {"format": 1} if form.method == DRAWN else {"format": 2, "method": form.method}
    return {
        **head,
        "code": form.code,
        "seed": form.seed,
        "sections": [
            {"topic": section.topic, "items": [_item_to_json(item) for item in section.items]}
            for section in form.sections
        ],
    }


def form_from_json(data: Any) -> ExamForm:
    """Read a stored form, or raise ExamFormError."""
    try:
        fields = Fields(data, "form")
        number = fields.integer("format", at_least=1)
        if number not in FORM_FORMATS:
            raise ExamFormError("the form is of a format not known here")
        form = ExamForm(
            fields.text("code"),
            fields.text("seed"),
            tuple(_read_section(section) for section in fields.objects("sections")),
            DRAWN if number == 1 else fields.text("method"),
        )
        fields.done()
    except FieldError as error:
        raise ExamFormError(str(error)) from error
    return form


def form_digest(form: ExamForm) -> str:
    """Return the SHA-256 over the stored form's canonical JSON."""
    return digest(form_to_json(form))


def _item_to_json(item: FormItem) -> dict[str, Any]:
    return {
        "id": item.id,
        "version": item.version,
        "digest": item.digest,
        "order": {name: list(ids) for name, ids in item.order.items()},
        "ids": dict(item.ids),
    }


def _read_section(fields: Fields) -> Section:
    section = Section(fields.text("topic"), tuple(_read_item(item) for item in fields.objects("items")))
    fields.done()
    return section


def _read_item(fields: Fields) -> FormItem:
    order = fields.object("order")
    item = FormItem(
        id=fields.text("id"),
        version=fields.integer("version", at_least=1),
        digest=fields.text("digest"),
        order={name: order.texts(name) for name in order.names()},
        ids=fields.text_map("ids"),
    )
    fields.done()
    return item
