"""Items as other systems write them, in our own words: dialects of namespaces, templates, markup and rules.

The sets that are public (the consortium's examples of 2.1, 2.2 and 3.0, TAO, Canvas, Inspera, Cito and what
converters make of Moodle) were looked at; nothing of them is copied.
"""

from collections.abc import Mapping

from tests.question_bank.formats.qti.strange_answers import ANSWERS
from tests.question_bank.formats.qti.strange_choices import CHOICES
from tests.question_bank.formats.qti.strange_wholes import WHOLES

# Each has an interaction. True: it is to become an item that scores; False: to be refused with a reason.
ITEMS: Mapping[str, tuple[str, bool]] = {**CHOICES, **ANSWERS, **WHOLES}
