"""The forms in which programmes are made and policy values are proposed."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import (
    DateField,
    Field,
    RadioField,
    SelectChoice,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Regexp
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

from examapp.core.errors import AppError
from examapp.core.page_form import PageForm
from examapp.programmes.errors import PolicyValueWrong
from examapp.programmes.policy_key import PolicyKey
from examapp.programmes.special_kinds import Calendar, PassRule, show_day
from examapp.programmes.value_kinds import Numbers, OneOf, OnOff, SomeOf
from examapp.programmes.value_words import say_label


class CheckboxListField(SelectMultipleField):  # type: ignore[misc]
    """Several choices, each with a tick box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class DocumentForm(PageForm):
    """The paper on which a value stands."""

    document = StringField(
        lazy_gettext("Document"),
        [InputRequired(), Length(max=240)],
        description=lazy_gettext("What it is and whose, for example: order of the operator."),
    )
    document_number = StringField(lazy_gettext("Its number"), [InputRequired(), Length(max=60)])
    document_date = DateField(
        lazy_gettext("Its date"),
        [InputRequired()],
        format=["%d.%m.%Y", "%Y-%m-%d"],
        widget=TextInput(),
        description=lazy_gettext("Day, month, year: 24.11.2026"),
    )

    def blame(self, refusal: AppError) -> None:
        """Put a refusal beside the field that it speaks of, or above the form."""
        member = refusal.member if isinstance(refusal, PolicyValueWrong) else ""
        if member in self:
            self[member].errors = [*self[member].errors, refusal.sentence()]
        else:
            self.form_errors.append(refusal.sentence())


class ProposeValueForm(DocumentForm):
    """Another value of one key: `value_fields` are those of its kind, the rest is the document."""

    value_fields: tuple[Field, ...] = ()

    def answers(self) -> dict[str, Any]:
        """Return what was typed for the value, by the fields' names."""
        return {field.name: field.data for field in self.value_fields}

    def counted_sum(self) -> int:
        """Return the sum of the whole numbers typed so far."""
        texts = [str(field.data or "").strip() for field in self.value_fields]
        return sum(int(text) for text in texts if text.isascii() and text.isdecimal())


class ProposeSeveralForm(DocumentForm):
    """Several values, as they stand, under one document."""

    keys = CheckboxListField(lazy_gettext("Values"), [InputRequired()])


class CreateProgrammeForm(PageForm):
    """A new programme."""

    code = StringField(
        lazy_gettext("Code"),
        [
            InputRequired(),
            Length(min=2, max=40),
            Regexp(r"^[A-Z0-9-]+$", message=lazy_gettext("Only Latin capitals, digits and hyphen.")),
        ],
        description=lazy_gettext("Short and lasting: it stands in numbers and addresses."),
    )
    title_latn = StringField(lazy_gettext("Title in Uzbek"), [InputRequired(), Length(max=200)])
    title_ru = StringField(lazy_gettext("Title in Russian"), [InputRequired(), Length(max=200)])
    title_en = StringField(lazy_gettext("Title in English"), [InputRequired(), Length(max=200)])
    level_latn = StringField(lazy_gettext("Level in Uzbek"), [InputRequired(), Length(max=120)])
    level_ru = StringField(lazy_gettext("Level in Russian"), [InputRequired(), Length(max=120)])
    level_en = StringField(lazy_gettext("Level in English"), [InputRequired(), Length(max=120)])


def propose_form(key: PolicyKey, value: Any) -> ProposeValueForm:
    """Return the form that proposes another value of a key, filled with the present one."""
    fields = _value_fields(key, value)
    form: ProposeValueForm = type("ProposeThisValueForm", (ProposeValueForm,), dict(fields))()
    form.value_fields = tuple(form[name] for name in fields)
    return form


def _value_fields(key: PolicyKey, value: Any) -> Mapping[str, Field]:  # noqa: PLR0911 - one for each kind
    label = gettext(key.label)
    match key.kind:
        case OnOff() as statement:
            words = {True: SelectChoice("yes", gettext("yes")), False: SelectChoice("no", gettext("no"))}
            choices = [words[answer] for answer in statement.answers()]
            return {"value": _radio(label, choices, "yes" if value else "no")}
        case OneOf(options=options):
            return {"value": _radio(label, _choices(options), value)}
        case SomeOf(options=options):
            return {"value": CheckboxListField(label, choices=_choices(options), default=value)}
        case Numbers(members=members):
            return {
                name: StringField(_with_unit(say_label(member.label), member.unit), default=str(value[name]))
                for name, member in members.items()
            }
        case PassRule():
            rules = [
                SelectChoice("percent", gettext("a percentage of the points that count")),
                SelectChoice("cut_score", gettext("the exam form's own cut score")),
            ]
            percent = StringField(gettext("Percentage"), default=str(value.get("percent", "")))
            return {"rule": _radio(label, rules, value["rule"]), "percent": percent}
        case Calendar():
            days = "\n".join(show_day(day) for day in value["holidays"])
            about = gettext("One day a line: 21.03 for every year, 20.03.2026 for one.")
            return {"value": TextAreaField(label, default=days, description=about)}
        case kind:
            shown = ", ".join(str(item) for item in value) if isinstance(value, list) else str(value)
            return {"value": StringField(_with_unit(label, getattr(kind, "unit", "")), default=shown)}


def _radio(label: str, choices: list[SelectChoice], value: str) -> RadioField:
    return RadioField(label, choices=choices, default=value, validate_choice=False)


def _choices(options: Mapping[str, str]) -> list[SelectChoice]:
    return [SelectChoice(name, gettext(text)) for name, text in options.items()]


def _with_unit(label: str, unit: str) -> str:
    return f"{label}, {unit if unit == '%' else gettext(unit)}" if unit else label
