"""What can be refused when a result sheet is drawn up, sat over or confirmed."""

from examapp.core.errors import AppError, Conflict
from examapp.core.i18n import N_


class NotReadyForSheet(Conflict):
    """The sitting's sheet cannot be drawn up yet; the sentence says what is missing."""

    code = "not_ready_for_sheet"
    message = N_("The result sheet cannot be drawn up yet.")


class SheetBroken(Conflict):
    """The stored body is not what its digest names."""

    code = "sheet_broken"
    message = N_(
        "The stored sheet %(number)s does not match its digest. Nothing was confirmed: "
        "tell the administrator, who compares it with a backup."
    )


class SheetChanged(Conflict):
    """Somebody looked at another body, or another revision, than the one that stands now."""

    code = "sheet_changed"
    message = N_("The sheet has changed since you opened it. Look at it again before you decide.")


class NothingRevised(Conflict):
    """Another revision would say the same."""

    code = "nothing_revised"
    message = N_("Nothing on the sheet %(number)s would change, so no other revision was made.")


class AlreadyConfirmed(Conflict):
    """A confirmed sheet stands."""

    code = "already_confirmed"
    message = N_("The sheet %(number)s is confirmed: who was present cannot be changed any more.")


class NotOnCommission(AppError):
    """A ticked person is not on the commission that hears this sheet."""

    code = "not_on_commission"
    message = N_("A ticked person is not on this commission any more. Reload the page and tick again.")


class NoCommission(Conflict):
    """No composition in force names the secretary."""

    code = "no_commission"
    message = N_(
        "No commission in force names you as its secretary. The operator enters its composition, "
        "the administrator approves it."
    )


class NotInOffice(Conflict):
    """An account of a chair is none of the commission by itself: an order names who is."""

    code = "not_in_office"
    message = N_(
        "No commission in force names you, so you cannot decide. The operator enters its composition, "
        "the administrator approves it."
    )


class RanTheSitting(Conflict):
    """Whoever watched the candidates does not decide on their results."""

    code = "ran_the_sitting"
    message = N_(
        "%(name)s took part in running this sitting and cannot decide on its results. "
        "Leave this person out, or let another one take the place."
    )


class SatTheSitting(Conflict):
    """Whoever is examined does not decide on the results of that sitting, the own one among them."""

    code = "sat_the_sitting"
    message = N_(
        "%(name)s is a candidate of this sitting and cannot decide on its results. "
        "Leave this person out, or let another one take the place. If it is only a namesake, the operator "
        "enters the member's PINFL in the next composition of the commission."
    )


class PresenceMissing(Conflict):
    """Nobody has recorded yet who is present."""

    code = "presence_missing"
    message = N_("The members present are not recorded yet. The secretary records them first.")


class SignerMissing(Conflict):
    """Somebody who has signed cannot have been away."""

    code = "signer_missing"
    message = N_("%(name)s has signed this sheet already and stays among those present.")


class NoQuorum(Conflict):
    """The commission cannot decide."""

    code = "no_quorum"
    message = N_(
        "There is no quorum: %(present)s of %(members)s members are present. "
        "The commission needs at least %(least)s members and more than %(percent)s %% of them present."
    )


class NotPresent(Conflict):
    """Only who is recorded as present signs."""

    code = "not_present"
    message = N_("You are not recorded as present. The secretary records you, then you can sign.")


class NothingToSign(Conflict):
    """A revision that was returned, replaced or superseded."""

    code = "nothing_to_sign"
    message = N_("This revision is not before the commission any more. Open the newest one.")


class SignedAlready(Conflict):
    """One signature a person."""

    code = "signed_already"
    message = N_("You have signed this sheet already.")


class SignatureCodeRefused(AppError):
    """The six digits were wrong."""

    status = 422
    code = "signature_code_refused"
    message = N_("These six digits are not right. Wait for the next ones on your telephone and type them.")


class MethodOff(AppError):
    """The installation does not let people sign in this way."""

    status = 422
    code = "method_off"
    message = N_("Signatures are not made in this way here.")


class EimzoRefused(AppError):
    """The state's server did not find the signed file good, or it is another person's or another sheet's."""

    status = 422
    code = "eimzo_refused"
    message = N_("The E-IMZO signature was not accepted: %(why)s")


class EimzoAway(AppError):
    """The server that verifies cannot be reached."""

    status = 503
    code = "eimzo_away"
    message = N_("The E-IMZO server does not answer. Nothing was signed: try again in some minutes.")


class NotADraft(Conflict):
    """What is decided, returned or replaced cannot be returned."""

    code = "not_a_draft"
    message = N_("This revision of the sheet is not open any more. Reload the page.")


class NotReturned(Conflict):
    """Only a returned sheet is answered."""

    code = "not_returned"
    message = N_("This sheet was not returned, or it has come back already.")


class RemarksUnanswered(Conflict):
    """Remarks of the commission are not passed over by another revision."""

    code = "remarks_unanswered"
    message = N_(
        "The sheet %(number)s was returned with remarks. The secretary answers them first: "
        "“Draw the sheet up again” on the page of the sheet."
    )


class WordsMissing(AppError):
    """A reason or a remark that others must act on."""

    status = 422
    code = "words_missing"
    message = N_("Write it in your own words: at least %(letters)s letters.")


class NobodyToAnnul(Conflict):
    """The result is annulled already, or there is none."""

    code = "nobody_to_annul"
    message = N_("This candidate has no result that could be annulled.")


class AskedAlready(Conflict):
    """One request a candidate."""

    code = "asked_already"
    message = N_("Somebody has asked already to annul this result. The chair decides.")


class OwnRequest(Conflict):
    """Annulling takes two people."""

    code = "own_request"
    message = N_("You asked for this yourself. Another person decides.")


class RequestDecided(Conflict):
    """Somebody else was faster."""

    code = "request_decided"
    message = N_("This request is decided already. Reload the page.")


class CompositionRefused(AppError):
    """A composition that could not decide."""

    status = 422
    code = "composition_refused"
    message = N_("A commission needs a chair, a secretary and members, each once.")


class OneInTwoSeats(AppError):
    """Two seats of one person would be two votes and two signatures."""

    status = 422
    code = "one_in_two_seats"
    message = N_(
        "%(name)s stands in the composition twice. Leave one of the two out. "
        "If they are namesakes, enter the PINFL of both."
    )


class CompositionDays(AppError):
    """Until lies before from."""

    status = 422
    code = "composition_days"
    message = N_("The last day lies before the first one.")


class CompositionPinfl(AppError):
    """A member's number is no 14 digits."""

    status = 422
    code = "composition_pinfl"
    message = N_("The PINFL of %(name)s is not 14 digits. Compare it with the document, or leave it empty.")


class CompositionDecided(Conflict):
    """Somebody else was faster."""

    code = "composition_decided"
    message = N_("This composition is decided already. Reload the page.")


class OwnComposition(Conflict):
    """A composition takes two people."""

    code = "own_composition"
    message = N_("You entered this composition yourself. Another person decides.")
