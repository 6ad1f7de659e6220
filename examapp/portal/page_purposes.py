"""What each page of the staff is for, in a sentence: who signs in for the first time reads it on the desk."""

from typing import Final

from examapp.core.i18n import N_

PURPOSES: Final[dict[str, str]] = {
    "proctoring.my_sittings": N_("Open the room, admit people, help, close the sitting"),
    "sittings.sittings": N_("Day, room, people and proctors of each test"),
    "schedules.schedules": N_("Which organisation takes the test when"),
    "notices.bodies": N_("Who has been told of the test, and who not yet"),
    "contacts.contacts": N_("Where people get their notices"),
    "lists.home": N_("Who of an organisation is to take the test this year"),
    "our_people.people": N_("Each of your people: place, result, certificate"),
    "candidates.candidates": N_("Enter people, find them, mend a name"),
    "accommodations.accommodations": N_("Extra time, large print and other help"),
    "absences.absences": N_("Why somebody does not come, and whether it is excused"),
    "item_desk.items": N_("Write, translate and check the questions"),
    "authoring.question_lists": N_("Put approved questions together, take in a list"),
    "cut_scores.studies": N_("Experts judge how many points are enough to pass"),
    "sealing.lists": N_("Sign a question list, so that it takes effect"),
    "centres.centres": N_("Test centres, their rooms and computers"),
    "readiness.rooms": N_("Whether each room can hold a test, and its rehearsal"),
    "organisations.organisations": N_("The state bodies whose people are tested"),
    "agenda.agenda": N_("What waits for the commission’s decision and signature"),
    "results.sheets": N_("Results of each test, sheet by sheet"),
    "item_matters.matters": N_("Questions that somebody thinks wrong"),
    "appeals.appeals": N_("Who disagrees with a result, and the answer"),
    "commissions.commissions": N_("Who sits on a commission, by which order"),
    "certificates.certificates": N_("Certificates issued, replaced and revoked"),
    "reporting.participation": N_("How many were planned, told, came"),
    "quarters.chosen": N_("The figures of a quarter for the Cabinet"),
    "deadlines.deadlines": N_("What was due this year, and whether it was on time"),
    "training_register.entries": N_("Where people can learn"),
    "requirement_drafts.parts": N_("What is taught and what must be known"),
    "programmes.programmes": N_("What is tested and by which rules"),
    "accounts.staff": N_("Give members of staff their access, and close it"),
    "glass_box.acts": N_("Who did what and when"),
    "retention.overview": N_("How long records are kept, and what is to be deleted"),
}
