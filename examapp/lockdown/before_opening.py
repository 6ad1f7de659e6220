"""What the locked browser must have before a room is opened."""

from sqlalchemy.orm import Session

from examapp.lockdown.checking import Mode
from examapp.lockdown.configurations import find_newest, mode_of
from examapp.lockdown.errors import ConfigurationMissing
from examapp.lockdown.exceptions import find_exception_of_all
from examapp.sittings.models import Sitting


def lacks_configuration(db: Session, sitting: Sitting) -> bool:
    """Tell whether a sitting asks for Safe Exam Browser and nobody could get in with it, or without it."""
    if mode_of(sitting) is not Mode.SAFE_EXAM_BROWSER or find_newest(db, sitting.id) is not None:
        return False
    excepted = find_exception_of_all(db, sitting.id)
    return excepted is None or not excepted.holds


def refuse_without_configuration(db: Session, sitting: Sitting) -> None:
    """Raise ConfigurationMissing unless the configuration is made or two people have done without it."""
    if lacks_configuration(db, sitting):
        raise ConfigurationMissing
