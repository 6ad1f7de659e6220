"""The one question before a rehearsal: how long, and by which seats."""

from flask_babel import lazy_gettext
from wtforms import RadioField, SelectChoice

from examapp.core.page_form import PageForm
from examapp.rehearsals.conduct import MINUTES

WORKSTATIONS, SIMULATED = "workstations", "simulated"


class RehearsalForm(PageForm):
    """Minutes, and whether the room's computers take part or the own browser plays as many seats."""

    minutes = RadioField(
        lazy_gettext("How many minutes?"),
        coerce=int,
        choices=[SelectChoice(one, str(one)) for one in MINUTES],
        default=3,
    )
    who = RadioField(
        lazy_gettext("Who takes part?"),
        choices=[
            SelectChoice(WORKSTATIONS, lazy_gettext("The room’s workstations")),
            SelectChoice(SIMULATED, lazy_gettext("Simulated seats, played by this page")),
        ],
        default=WORKSTATIONS,
    )
