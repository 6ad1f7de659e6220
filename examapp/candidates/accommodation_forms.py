"""The forms in which accommodations are asked for, decided and withdrawn."""

from flask_babel import gettext, lazy_gettext
from wtforms import DateField, RadioField, SelectChoice, SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from examapp.candidates.accommodation_rules import EXTRA_TIME_PERCENTS, AccommodationKind
from examapp.candidates.accommodation_words import KIND_WORDS
from examapp.core.page_form import PageForm

APPROVE, REFUSE = "approve", "refuse"


class RequestAccommodationForm(PageForm):
    """Which kinds of help one document supports."""

    kinds = SelectMultipleField(
        lazy_gettext("Which help is needed"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    percent = RadioField(
        lazy_gettext("How much more time"),
        [Optional()],
        description=lazy_gettext("Only where extra time is ticked."),
    )
    evidence = TextAreaField(
        lazy_gettext("Supporting document"),
        [InputRequired(), Length(max=400)],
        description=lazy_gettext(
            "What it is, its number and date. Do not write a diagnosis: the working body asks if need be."
        ),
    )

    def offer(self) -> None:
        """Fill the choices in the language of the page."""
        self.kinds.choices = [SelectChoice(kind.value, gettext(words)) for kind, words in KIND_WORDS.items()]
        self.percent.choices = [SelectChoice(str(one), f"{one} %") for one in EXTRA_TIME_PERCENTS]

    def chosen(self) -> list[AccommodationKind]:
        """Return the ticked kinds."""
        return [AccommodationKind(value) for value in self.kinds.data or []]

    def chosen_percent(self) -> int | None:
        """Return the percentage, if one was chosen."""
        return int(self.percent.data) if self.percent.data else None


class DecideAccommodationForm(PageForm):
    """The working body's word on one request."""

    decision = RadioField(
        lazy_gettext("Decision"),
        [InputRequired()],
        choices=[
            SelectChoice(APPROVE, lazy_gettext("Approve")),
            SelectChoice(REFUSE, lazy_gettext("Refuse")),
        ],
    )
    valid_until = DateField(
        lazy_gettext("Holds until"),
        [Optional()],
        format="%d.%m.%Y",
        description=lazy_gettext("The last day, needed for an approval: 31.12.2027"),
    )
    reason = TextAreaField(
        lazy_gettext("Reason"),
        [Optional(), Length(max=400)],
        description=lazy_gettext("Needed for a refusal."),
    )


class WithdrawAccommodationForm(PageForm):
    """Why a request or an approval ends."""

    reason = TextAreaField(lazy_gettext("Reason"), [InputRequired(), Length(max=400)])
