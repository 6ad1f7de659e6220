"""The forms of the commission: signing, returning, answering, annulling, and its composition."""

from collections.abc import Sequence

from flask_babel import gettext, lazy_gettext
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, HiddenField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, Regexp

from examapp.core.i18n import N_
from examapp.core.page_form import PageForm
from examapp.organisations.regions import REGIONS, region_name
from examapp.results.content import CandidateLine
from examapp.results.models import Addressee
from examapp.results.revision_words import ADDRESSEES
from examapp.results.sheet_words import name_of

LONGEST = 1000
APPROVE, REFUSE = "approve", "refuse"


class SignSheetForm(PageForm):
    """The second factor, typed anew for each signature, over the digest that the page shows."""

    digest = HiddenField()
    digits = StringField(
        lazy_gettext("Six digits from your telephone"),
        [
            InputRequired(),
            Regexp(r"\s*\d{3}\s?\d{3}\s*", message=lazy_gettext("Type the six digits of the authenticator.")),
        ],
    )


class SignedFileForm(PageForm):
    """The statement as E-IMZO has signed it."""

    digest = HiddenField()
    file = FileField(
        lazy_gettext("Signed file"),
        [FileRequired(lazy_gettext("Choose a file first."))],
        description=lazy_gettext("The file with the ending .p7s or .pkcs7 that E-IMZO has made."),
    )


class ReturnSheetForm(PageForm):
    """To whom a sheet goes back, and what must change."""

    digest = HiddenField()
    addressee = RadioField(lazy_gettext("Who must act"), [InputRequired()])
    remarks = TextAreaField(
        lazy_gettext("What must change"),
        [InputRequired(), Length(max=LONGEST)],
        description=lazy_gettext("It stands in the record, and the one who must act reads it."),
    )

    def offer(self) -> None:
        """Fill the choices in the language of the page."""
        self.addressee.choices = [SelectChoice(one.value, gettext(ADDRESSEES[one])) for one in Addressee]


class AnswerForm(PageForm):
    """What was done about the remarks."""

    answer = TextAreaField(
        lazy_gettext("What was done"),
        [InputRequired(), Length(max=LONGEST)],
        description=lazy_gettext("It is printed on the new revision as its reason."),
    )


class AnnulForm(PageForm):
    """Whose result is to be annulled, and why."""

    candidate = SelectField(lazy_gettext("Candidate"), [InputRequired()])
    reason = TextAreaField(
        lazy_gettext("Reason"),
        [InputRequired(), Length(max=LONGEST)],
        description=lazy_gettext(
            "It is printed on the new revision of the sheet. Where a certificate is revoked by it, "
            "everybody who checks the certificate reads it: name no other person."
        ),
    )

    def offer(self, lines: Sequence[CandidateLine]) -> None:
        """Fill the choices with the candidates who have a result."""
        self.candidate.choices = [
            SelectChoice("", "–"),
            *(SelectChoice(line.candidate_code, f"{line.position}. {name_of(line)}") for line in lines),
        ]


class ChairsWordForm(PageForm):
    """The chair's word on what was asked or proposed: each use says what approving and refusing do."""

    approving, refusing = "", ""
    decision = RadioField(lazy_gettext("Decision"), [InputRequired()])
    reason = TextAreaField(
        lazy_gettext("Reason"),
        [Optional(), Length(max=LONGEST)],
        description=lazy_gettext("Needed for a refusal."),
    )

    def offer(self) -> None:
        """Fill the choices in the language of the page."""
        self.decision.choices = [
            SelectChoice(APPROVE, gettext(self.approving)),
            SelectChoice(REFUSE, gettext(self.refusing)),
        ]


class DecideRequestForm(ChairsWordForm):
    """The chair's word on an annulment."""

    approving = N_("Annul the result: a new revision is drawn up")
    refusing = N_("Let the result stand")


class CommissionForm(PageForm):
    """A commission: its names and its region."""

    name_uz = StringField(lazy_gettext("Name in Uzbek"), [InputRequired(), Length(max=200)])
    name_ru = StringField(lazy_gettext("Name in Russian"), [InputRequired(), Length(max=200)])
    region_code = SelectField(lazy_gettext("Region"), [Optional()])

    def offer(self) -> None:
        """Fill the choices in the language of the page."""
        self.region_code.choices = [
            SelectChoice("", gettext("The whole republic")),
            *(SelectChoice(region.code, region_name(region.code)) for region in REGIONS),
        ]


class CompositionForm(PageForm):
    """The order and the days of a composition; who is on it is ticked beside."""

    document = StringField(
        lazy_gettext("Order on the commission"),
        [InputRequired(), Length(max=200)],
        description=lazy_gettext("What it is, its number and date."),
    )
    from_day = DateField(lazy_gettext("In force from"), [InputRequired()], format="%d.%m.%Y")
    until_day = DateField(
        lazy_gettext("In force until"),
        [Optional()],
        format="%d.%m.%Y",
        description=lazy_gettext("Empty: until another composition takes its place."),
    )


class RefuseCompositionForm(PageForm):
    """Why a composition is refused."""

    reason = TextAreaField(lazy_gettext("Reason"), [InputRequired(), Length(max=LONGEST)])
