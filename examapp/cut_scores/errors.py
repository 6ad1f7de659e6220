"""What can be refused about a cut score."""

from examapp.core.errors import AppError, Conflict
from examapp.core.i18n import N_


class StudyRunning(Conflict):
    """A list has one study at a time."""

    code = "study_running"
    message = N_("The study %(study)s of this list is still going on. End it before you open another one.")


class ListNotReady(Conflict):
    """Only a sealed list is judged: what is composed may still be withdrawn."""

    code = "list_not_ready"
    message = N_("The list %(list)s is not sealed. Cut scores are set for a sealed list only.")


class TooFewJudges(AppError):
    """A panel needs enough judges for its figures to mean anything."""

    status = 422
    code = "too_few_judges"
    message = N_("A panel needs at least %(least)s judges. Choose more.")


class NotAJudge(AppError):
    """The person's office does not fit."""

    status = 422
    code = "not_a_judge"
    message = N_("%(name)s cannot be a judge. Choose reviewers, approvers or members of the commission.")


class NotCalibrated(AppError):
    """The bookmark method orders the items by measured difficulty."""

    status = 422
    code = "not_calibrated"
    message = N_(
        "The bookmark method needs the measured difficulty of every item. Missing: %(items)s. "
        "Choose a complete file, or Angoff's method."
    )


class WrongStep(Conflict):
    """The study has gone on since the page was opened, or waits for something else."""

    code = "wrong_step"
    message = N_("The study %(study)s is at another step now. Reload the page and look again.")


class BallotsMissing(Conflict):
    """A round ends when everybody has handed in."""

    code = "ballots_missing"
    message = N_("These judges have not handed in yet: %(judges)s. Wait for them, or release them.")


class BallotIncomplete(Conflict):
    """A ballot is handed in whole."""

    code = "ballot_incomplete"
    message = N_("%(count)s items have no number yet, the first is %(first)s. Fill them in, then hand in.")


class BallotClosed(Conflict):
    """What was handed in, or belongs to a closed round, stands."""

    code = "ballot_closed"
    message = N_("This ballot is handed in or its round is closed: it cannot be changed any more.")


class BallotNotOpened(Conflict):
    """The opening of the questions is recorded before they are shown."""

    code = "ballot_not_opened"
    message = N_("Open the ballot first: that you see the questions is recorded.")


class OutOfRange(AppError):
    """An estimate is a whole number of candidates out of a hundred."""

    status = 422
    code = "out_of_range"
    message = N_("Type a whole number from 0 to 100.")


class UnknownItem(AppError):
    """The item is not of the list that is judged."""

    status = 422
    code = "unknown_item"
    message = N_("The item %(item)s is not in this list. Reload the page.")


class StudyReasonMissing(AppError):
    """Whoever ends something says why."""

    status = 422
    code = "reason_missing"
    message = N_("Say why, in at least %(least)s letters, so that it can be understood later.")


class RecordChanged(Conflict):
    """The chair looked at another record than the one that would be sealed."""

    code = "record_changed"
    message = N_("The record is not the one that you looked at. Look at it again before you seal it.")


class RecordSealed(Conflict):
    """A sealed record stands."""

    code = "record_sealed"
    message = N_("The cut score of the study %(study)s is sealed: it cannot be changed or sealed again.")


class RecordBroken(AppError):
    """A stored record is not what was sealed."""

    status = 503
    code = "record_broken"
    message = N_(
        "The cut score's record %(digest)s is not what was sealed. No test is held or marked by it: "
        "tell the operator, who restores it from a backup."
    )
