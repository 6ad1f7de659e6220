"""Words of the candidate's page: the end, the rescue file, causes in the time ledger."""

from typing import Final

from examapp.core.i18n import N_

OF_END: Final[dict[str, str]] = {
    # The end
    "closing_title": N_("The test is being handed in"),
    "closing_title_time": N_("Time is out. Your answers are being handed in"),
    "closing_left": N_("Answers still to be sent: %(n)s"),
    "closing_sealing": N_("All answers are on the server. It is closing the test."),
    "closing_progress": N_("Answers sent"),
    "closing_stay": N_("Do not close this page. It goes on by itself."),
    "closing_slow_1": N_(
        "There is no link at the moment. Your answers are safe on this computer and are sent as soon as "
        "it is back."
    ),
    "closing_slow_2": N_("If it takes long, call the proctor: the answers can be taken from here."),
    "closing_back": N_("Back to the items"),
    # The rescue file
    "rescue_title": N_("Save the answers to a file"),
    "rescue_lead": N_(
        "If the link does not come back, the proctor can carry the answers to the server in a file. "
        "Nobody else can read it."
    ),
    "rescue_code": N_("The proctor's rescue code"),
    "rescue_save": N_("Save the file"),
    "rescue_wrong": N_("This is not the rescue code. Ask the proctor to type it."),
    "rescue_done": N_(
        "The file %(name)s is saved. The proctor takes it along. This page goes on sending by itself."
    ),
    "rescue_failed": N_("The file could not be saved. Call the proctor."),
    "readback_title": N_("The test is finished. Your answers have been received."),
    "readback_title_time": N_("Time is out. Your answers have been handed in."),
    "readback_title_terminated": N_("The proctor has ended the test. Your answers have been received."),
    "readback_terminated": N_(
        "The proctor tells you why. The reason is in the minutes of the test, which the commission reads."
    ),
    "readback_lead": N_("The server holds your answers to **%(n)s of %(total)s items**."),
    "readback_unanswered": N_("Items without an answer: %(n)s."),
    "readback_empty": N_("no answer"),
    "readback_place": N_("place"),
    "readback_text": N_("text"),
    "receipt": N_("Receipt code"),
    "receipt_note": N_("Write it down. The same code stands in the proctor's list."),
    "held_title": N_("Your answers on the server"),
    "held_columns": N_("item · answer · time kept"),
    "held_note": N_("Tashkent time"),
    "next_title": N_("What happens now"),
    "next_1": N_("The commission confirms the result. Then it appears on your own page."),
    "next_2": N_(
        "If you do not agree with the result, you can appeal to the commission in writing within **5 working "
        "days** after it is published."
    ),
    "next_3": N_("If you have passed, you get the certificate on your own page."),
    "close_page": N_("Close this page"),
    "print": N_("Print"),
    # Causes in the time ledger, which holds the English words
    "Medical help": N_("Medical help"),
    "Computer or program fault": N_("Computer or program fault"),
    "Power cut": N_("Power cut"),
    "Network fault": N_("Network fault"),
    "Noise or disturbance in the room": N_("Noise or disturbance in the room"),
    "Power failure at this seat": N_("Power failure at this seat"),
    "Another technical cause": N_("Another technical cause"),
    "Break": N_("Break"),
    "server outage": N_("server outage"),
}
