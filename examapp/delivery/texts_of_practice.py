"""Words of the candidate's page: practice items, the practice for everybody, a rehearsal."""

from typing import Final

from examapp.core.i18n import N_

OF_PRACTICE: Final[dict[str, str]] = {
    # Practice
    "practice_title": N_("Practice: 3 items"),
    "practice_subtitle": N_("Not marked, no time is counted"),
    "practice_number": N_("Practice item %(n)s"),
    "practice_end": N_("End the practice"),
    "practice_mark": N_(
        "Practice: nothing is sent. In the test the place and time of your answer stand here."
    ),
    "practice_missing": N_("The practice items cannot be shown now"),
    "practice_open": N_("The room is open."),
    "practice_open_text": N_("Finish practising when you are ready: the start button waits for you."),
    "signs_title": N_("What is on the screen"),
    "sign_held": N_("Green disc"),
    "sign_held_text": N_("Your answer is on the server. It cannot be lost."),
    "sign_offline": N_("Yellow triangle"),
    "sign_offline_text": N_("The link is gone. Go on: answers are kept on this computer."),
    "sign_tile": N_("Filled tile"),
    "sign_tile_text": N_("This item has been answered."),
    "sign_flag": N_("Yellow corner"),
    "sign_flag_text": N_("You flagged it to come back later."),
    "sign_hand": N_("Hand"),
    "sign_hand_text": N_("If you need help, press it: the proctor comes to you."),
    # The practice for everybody
    "open_title": N_("Practice"),
    "open_band": N_("Practice: not marked, nothing is kept"),
    "open_badge": N_("Practice, no account needed"),
    "open_welcome": N_("Try the test page"),
    "open_lead": N_(
        "This is the very page on which the test is taken, with simple open questions of each kind. "
        "They are not questions of the test."
    ),
    "open_1": N_("Nothing is marked for anybody else, and **nothing about you is kept**."),
    "open_2": N_("**No time is counted.** Try everything: mouse, keyboard or finger."),
    "open_3": N_("At the end you see what was right, **with an explanation of each question**."),
    "open_begin": N_("Begin the practice"),
    "open_leave": N_("To the front page"),
    "open_missing": N_("The questions could not be brought. Check the link and press again."),
    "open_finish": N_("See the marks"),
    "open_finish_open": N_("Questions without an answer: %(n)s. See the marks all the same?"),
    "open_finish_all": N_("All questions are answered. See the marks?"),
    "open_finish_consequence": N_("You can practise again as often as you like."),
    "open_finish_yes": N_("Yes, show the marks"),
    "open_mark": N_(
        "Practice: nothing is sent or kept. In the test the place and time of your answer stand here."
    ),
    "open_call": N_("In the test the proctor comes to you now. In the practice nobody is called."),
    "open_no_marks": N_("The marks could not be brought. Check the link and press once more."),
    "open_marks": N_("Your practice is over"),
    "open_marks_lead": N_("Right: **%(n)s** of %(total)s."),
    "open_marks_note": N_("This says nothing about the test. Nobody but you sees it."),
    "open_right": N_("Right"),
    "open_partly": N_("Partly right"),
    "open_wrong": N_("Wrong"),
    "open_empty": N_("Not answered"),
    "open_again": N_("Practise once more"),
    # A workstation in the rehearsal of its room
    "rehearsal_runs": N_("Rehearsal of the room: this computer answers by itself. Touch nothing, please."),
    "rehearsal_wait_title": N_("Workstation %(n)s waits for the rehearsal"),
    "rehearsal_wait": N_(
        "Leave this page open. The rehearsal begins by itself when it is begun for the room."
    ),
    "rehearsal_done_title": N_("Workstation %(n)s: the rehearsal is over"),
    "rehearsal_done": N_(
        "The result stands on the rehearsal’s page of whoever began it. This page can be closed."
    ),
    "rehearsal_unknown_title": N_("This computer is no workstation yet"),
    "rehearsal_unknown": N_(
        "Open the check of this computer first and type the code of the room and the number on the desk."
    ),
    "rehearsal_check": N_("Check this computer"),
}
