"""The forms by which the end of a certificate is asked for, and the words of a search."""

from datetime import date, datetime

from flask import request
from flask_babel import lazy_gettext
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from examapp.certificates.asking import LONGEST_DOCUMENT, SHORTEST_REASON
from examapp.certificates.errors import DocumentMissing, ReasonMissing
from examapp.certificates.register_search import Question, Sought
from examapp.core.page_form import PageForm

_DAY_FORMS = ("%d.%m.%Y", "%Y-%m-%d")


class AskRevocationForm(PageForm):
    """Why a certificate is to be revoked, and by which document."""

    reason = TextAreaField(
        lazy_gettext("Reason"),
        [InputRequired(), Length(max=1000)],
    )
    document = StringField(
        lazy_gettext("Document"),
        [InputRequired(), Length(max=LONGEST_DOCUMENT)],
        description=lazy_gettext("Kind, number and date, such as: order № 12 of 20.12.2026."),
    )

    def validate_reason(self, field: TextAreaField) -> None:
        """Ask for more than a word."""
        if len(" ".join((field.data or "").split())) < SHORTEST_REASON:
            raise ValidationError(ReasonMissing().sentence())

    def validate_document(self, field: StringField) -> None:
        """Ask for more than spaces."""
        if not (field.data or "").strip():
            raise ValidationError(DocumentMissing().sentence())


class AskReplacementForm(AskRevocationForm):
    """The name as it shall stand on the new certificate, in both scripts."""

    name_latn = StringField(lazy_gettext("Name in Latin letters"), [InputRequired(), Length(max=240)])
    name_cyrl = StringField(lazy_gettext("Name in Cyrillic letters"), [InputRequired(), Length(max=240)])


class RefuseRequestForm(PageForm):
    """Why a request is refused."""

    remark = TextAreaField(lazy_gettext("Why the request is refused"), [InputRequired(), Length(max=1000)])

    validate_remark = AskRevocationForm.validate_reason


class LetStandForm(PageForm):
    """Why papers with another name than the register's are right as they are."""

    why = TextAreaField(
        lazy_gettext("Why the papers are right as they are"),
        [InputRequired(), Length(max=1000)],
    )
    seen = HiddenField()

    validate_why = AskRevocationForm.validate_reason


def read_question() -> Question:
    """Return what the address of the request seeks; what cannot be read bounds nothing."""
    asked = request.args
    state = asked.get("state", "")
    return Question(
        words=asked.get("q", "").strip()[:200],
        body=asked.get("body", "").strip()[:40],
        state=Sought(state) if state in set(Sought) else None,
        first_day=read_day(asked.get("from", "")),
        last_day=read_day(asked.get("to", "")),
    )


def read_day(typed: str) -> date | None:
    """Return a day as people write it, or None."""
    for form in _DAY_FORMS:
        try:
            return datetime.strptime(typed.strip(), form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None
