"""The small forms of the desk: a new item, a remark, the reason for which sealed items are opened."""

from flask_babel import gettext, lazy_gettext
from wtforms import RadioField, SelectChoice, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from examapp.authoring.desk_words import KIND_NAMES
from examapp.core.i18n import LANGUAGE_NAMES, say_in
from examapp.core.page_form import PageForm
from question_bank.blueprint import TOPIC_TITLES
from question_bank.items import WRITTEN_LANGUAGES

LONGEST_REMARK = 2000


class BeginItemForm(PageForm):
    """A new item."""

    topic = SelectField(lazy_gettext("Topic"), [InputRequired()])
    kind = RadioField(lazy_gettext("How it is answered"), [InputRequired()], default="choice")
    language = RadioField(
        lazy_gettext("Language of the source text"),
        [InputRequired()],
        default="uz-Latn",
        description=lazy_gettext("The other languages are translated from it."),
    )

    def offer(self) -> None:
        """Fill the lists in the reader's language."""
        self.topic.choices = topic_choices()
        self.kind.choices = [SelectChoice(kind, gettext(name)) for kind, name in KIND_NAMES.items()]
        self.language.choices = [SelectChoice(tag, LANGUAGE_NAMES[tag]) for tag in WRITTEN_LANGUAGES]


class ReturnItemForm(PageForm):
    """Why an item goes back to its author."""

    remark = TextAreaField(
        lazy_gettext("What is to be changed"), [InputRequired(), Length(max=LONGEST_REMARK)]
    )


class OpenSealedForm(PageForm):
    """Why sealed items are opened, and which of them."""

    reason = TextAreaField(
        lazy_gettext("Reason"),
        [InputRequired(), Length(max=LONGEST_REMARK)],
        description=lazy_gettext("It stands in the audit log with your name and the time."),
    )
    topic = SelectField(lazy_gettext("Topic"))

    def offer(self) -> None:
        """Fill the list of topics in the reader's language."""
        self.topic.choices = [SelectChoice("", gettext("all topics")), *topic_choices()]


def topic_choices() -> list[SelectChoice]:
    """Return the topics with their titles."""
    return [SelectChoice(topic, say_in(dict(titles))) for topic, titles in TOPIC_TITLES.items()]
