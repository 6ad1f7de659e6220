"""Candidates, bodies, staff, notices, institutions: a sentence for each kind of act."""

from collections.abc import Mapping
from typing import Final

from examapp.core.i18n import N_

PEOPLE_WORDS: Final[Mapping[str, str]] = {
    "absence_excuse.approved": N_("The reason for an absence was accepted."),
    "absence_excuse.recorded": N_("A reason for an absence was recorded."),
    "absence_excuse.refused": N_("The reason for an absence was not accepted."),
    "absence_excuse.requested": N_("It was asked to accept the reason for an absence."),
    "accommodation.approved": N_("Special conditions were granted."),
    "accommodation.refused": N_("Special conditions were refused."),
    "accommodation.requested": N_("Special conditions were asked for."),
    "accommodation.withdrawn": N_("Special conditions were withdrawn."),
    "api_token.made": N_("A body’s program was given access to the candidate list."),
    "api_token.revoked": N_("A body’s program lost its access to the candidate list."),
    "candidate.changed": N_("The facts of the candidate were changed."),
    "candidate.contact_changed": N_("The candidate’s address or telephone was changed."),
    "candidate.created": N_("The candidate was registered."),
    "candidate.told_apart": N_("Two people with similar names were found to be different."),
    "candidate_list.accept": N_("The candidate list was accepted by the operator."),
    "candidate_list.acquainted": N_("People were acquainted with the order on attendance."),
    "candidate_list.agree": N_("The candidate list was agreed by the working body."),
    "candidate_list.called": N_("The bodies were asked for their candidate lists."),
    "candidate_list.intake_written": N_(
        "People of a file or a program were written into the candidate list."
    ),
    "candidate_list.lock": N_("The candidate list was locked."),
    "candidate_list.opened": N_("The candidate list was opened."),
    "candidate_list.order_uploaded": N_("The order on attendance was uploaded."),
    "candidate_list.person_added": N_("A person was added to the candidate list."),
    "candidate_list.person_put_back": N_("A person was put back on the candidate list."),
    "candidate_list.person_taken_off": N_("A person was taken off the candidate list."),
    "candidate_list.position_changed": N_("A person’s position was changed on the candidate list."),
    "candidate_list.return": N_("The candidate list was returned with remarks."),
    "candidate_list.submit": N_("The head of the body submitted the candidate list."),
    "candidates.imported": N_("A file with candidates was taken in."),
    "notices.handed_over": N_("Printed notices were handed over."),
    "notices.printed": N_("Notices were printed for the people whom no message reached."),
    "organisation.changed": N_("The facts of the organisation were changed."),
    "organisation.created": N_("The organisation was added."),
    "district.kept": N_("The names of a district were written down."),
    "staff.closed": N_("The account of a member of staff was closed."),
    "staff.created": N_("An account was made for a member of staff."),
    "staff.enrolled": N_("A member of staff chose a password and the second factor."),
    "staff.renewal_asked": N_("A new code for the first sign-in was asked for."),
    "staff.one_time_code_given": N_("A member of staff was given a code for the first sign-in."),
    "staff.reopened": N_("The account of a member of staff was opened again."),
    "staff.sign_in_replaced": N_("A new sign-in ended an older one of the same person."),
    "staff.signed_in": N_("A member of staff signed in."),
    "staff.signed_out": N_("A member of staff signed out."),
    "training_institution.added": N_("An institution was added to the training register."),
    "training_institution.changed": N_("An entry of the training register was changed."),
    "training_institution.checked": N_("An entry of the training register was checked and is right."),
    "training_institution.restored": N_("An institution was put back on the training register."),
    "training_institution.withdrawn": N_("An institution was taken off the training register."),
}
