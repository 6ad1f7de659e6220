"""The words of the candidate's page: each name by which a script asks for one, with its English msgid.

The page shows no word that does not stand here. It fetches the whole table, in one language at a time, and
replaces the placeholders itself; two asterisks on both sides of some words make them bold.
"""

from collections.abc import Callable
from typing import Final

from examapp.core.i18n import N_

PAGE_TEXTS: Final[dict[str, str]] = {
    # Names and the head
    "page_title": N_("Attestation test"),
    "test_name": N_("Attestation test"),
    "seat": N_("seat %(n)s"),
    "rehearsal_band": N_("Rehearsal, not official"),
    "language": N_("Language of the test"),
    "text_size": N_("Text size"),
    "size_1": N_("Small text"),
    "size_2": N_("Normal text"),
    "size_3": N_("Large text"),
    "contrast": N_("High contrast"),
    "skip_main": N_("Go to the text"),
    "skip_time": N_("Say how much time is left"),
    "continue": N_("Go on"),
    "wait": N_("One moment …"),
    "sending": N_("Sending …"),
    "no_server": N_(
        "The server does not answer. Wait a little and press again; if it does not help, call the proctor"
    ),
    # Entry
    "entry_title": N_("Enter your codes"),
    "entry_lead": N_("Three codes open your test on this computer."),
    "entry_again_title": N_("Enter your codes once more"),
    "entry_again": N_(
        "Your answers are kept on this computer. After the codes you go on from where you stopped."
    ),
    "sitting_code": N_("Test code"),
    "sitting_code_hint": N_("On your admission slip and on the board in the room"),
    "candidate_code": N_("Your code"),
    "candidate_code_hint": N_("On your admission slip"),
    "pin": N_("PIN code"),
    "pin_hint": N_("It came to you separately, not on the slip"),
    "enter": N_("Enter"),
    "enter_again": N_("Enter and go on"),
    "checking": N_("Checking …"),
    "field_empty": N_("Fill in this field"),
    "wrong_code": N_("The code or the PIN is wrong. Enter it again or call the proctor"),
    "needs_proctor": N_("Your test is open on another computer. Call the proctor"),
    "too_many": N_("Too many wrong codes. Wait %(minutes)s min, then type slowly, or call the proctor"),
    "entry_seat": N_("Workstation %(n)s"),
    "entry_help_title": N_("If a code does not fit"),
    "entry_help_slip": N_(
        "Compare it letter by letter with the slip: there are no letters O, I, L and U in the codes."
    ),
    "entry_help_pin": N_("The PIN is digits only."),
    "entry_help_type": N_("Spaces, hyphens, small letters and a Cyrillic keyboard do no harm."),
    "entry_help_proctor": N_("If nothing helps, raise your hand: the proctor will help."),
    # Language, consent, rules
    "language_title": N_("Choose the language of the test"),
    "language_lead": N_("You can change it at any moment; the items stay the same."),
    "language_kaa": N_("There are no texts in Karakalpak yet. Page and items are shown in Uzbek (Latin)."),
    "language_later": N_("can be changed during the test"),
    "consent_title": N_("How your personal data are used"),
    "consent_lead": N_("Please read it without haste: no time is counted here."),
    "consent_what": N_("What is kept"),
    "consent_what_text": N_(
        "Your name, organisation and position, your answers with their times, the result, and what the "
        "proctor recorded about the test."
    ),
    "consent_signals": N_("What the page notes"),
    "consent_signals_text": N_(
        "With time and length, never with the content: %(what)s. The proctor sees it, and it stands in the "
        "minutes. A note has many innocent causes; nobody is judged by it alone."
    ),
    "consent_why": N_("What for"),
    "consent_why_text": N_(
        "To carry out the attestation, decide on the result, issue the certificate and hear an appeal."
    ),
    "consent_who": N_("Who sees it"),
    "consent_who_text": N_(
        "The proctor in the room, the attestation commission, the operator and auditors. Your organisation "
        "sees only the result. Whoever knows the code of your certificate sees your name on the page where "
        "certificates are checked (/verify)."
    ),
    "consent_how_long": N_("How long"),
    "consent_how_long_text": N_(
        "Six years, on servers in Uzbekistan. Nothing of the test stays on this computer."
    ),
    "consent_law": N_("Your rights"),
    "consent_law_text": N_(
        "The Law on Personal Data (ZRU-547) applies. You may ask what is kept about you and have mistakes "
        "corrected."
    ),
    "consent_yes": N_("I agree"),
    "consent_no": N_("I do not agree"),
    "consent_no_hint": N_(
        "You may refuse. Then the test does not start, and the proctor will explain what comes next."
    ),
    "refused_title": N_("You have not agreed. The test does not start"),
    "refused_lead": N_("The proctor has been called and will come to you."),
    "refused_1": N_("Your refusal is recorded; nobody may press you."),
    "refused_2": N_("Without consent there is no test today and no result."),
    "refused_3": N_("Your organisation's HR officer will tell you about another date."),
    "refused_back": N_("Read once more and agree"),
    "rules_title": N_("How the test goes"),
    "rules_lead": N_(
        "%(questions)s items, %(minutes)s minutes. Reading the rules takes nothing off your time."
    ),
    "rule_save": N_("**Answers save themselves.** There is no “save” button."),
    "rule_change": N_("You can **change an answer** as often as you like until the end."),
    "rule_later": N_("An item can be left: press **“Later”** and come back to it."),
    "rule_time": N_(
        "The clock starts with the first item. When time is out, **what you have answered is handed in by "
        "itself**."
    ),
    "rule_machine": N_(
        "If the computer or the link fails, do not worry: **answers are not lost, lost time is given back**."
    ),
    "rule_alone": N_("Work alone: no telephone, notes or talking."),
    "rule_help": N_("If you need help, press **“Call the proctor”**. Items are not explained."),
    "rule_signals": N_(
        "**The page notes**, with time and length: %(what)s. If it happens by mistake, simply go on."
    ),
    "signal_window_left": N_("another window in front"),
    "signal_full_screen_left": N_("full screen left"),
    "signal_pasted": N_("pasting"),
    "signal_printed": N_("printing"),
    "rules_done": N_("I have read the rules"),
    "keyboard_title": N_("Without a mouse"),
    "keyboard_help": N_(
        "Tab goes on, Shift + Tab goes back, the arrow keys move among options, the space bar chooses."
    ),
    "keyboard": N_("Keyboard"),
    "digits": N_("Choose with the keys 1–9"),
    # The locked browser and the full screen
    "lockdown_title": N_("The check of this browser has failed. Ask the proctor"),
    "lockdown_lead": N_(
        "**Your answers are kept.** The proctor has been called: stay at your seat. The page goes on by "
        "itself as soon as the browser is in order."
    ),
    "lockdown_pending": N_("Answers that wait on this computer and are sent afterwards: %(n)s."),
    "lockdown_check": N_("For the technician: what this browser shows"),
    "full_screen_ask": N_("In this room people work in full screen."),
    "full_screen_left": N_("The full screen has been left. Go back to it and go on."),
    "full_screen_button": N_("Full screen"),
    # Waiting
    "badge_waiting": N_("Waiting for the identity check"),
    "badge_admitted": N_("You are admitted"),
    "badge_open": N_("The room is open"),
    "waiting_title_waiting": N_("Wait for the proctor at your seat"),
    "waiting_title_admitted": N_("Everything is ready. You need not do anything now."),
    "waiting_title_open": N_("You can start the test"),
    "waiting_lead_waiting": N_(
        "The proctor will come and look at your passport or ID card. Keep it at hand; meanwhile you can "
        "practise."
    ),
    "waiting_lead_admitted": N_(
        "The proctor opens the test for the whole room at once. The button **“Start the test”** will "
        "appear on this page by itself. Your time begins when the first item opens."
    ),
    "waiting_lead_open": N_("Your time begins when the first item opens. Start when you are ready."),
    "start": N_("Start the test"),
    "starting": N_("Starting …"),
    "practise": N_("Practise: 3 items"),
    "not_admitted": N_("The proctor has not admitted you yet. Show your document and wait."),
    "not_open": N_("The room is not open yet. Wait for the proctor."),
    "know_title": N_("Good to know"),
    "know_1": N_("Each answer **saves itself**. There is no separate “save” button."),
    "know_2": N_("An answer **can be changed as often as you like** until the test ends."),
    "know_3": N_(
        "If the computer stops, do not be afraid: **your answers are not lost**, and lost time is given back."
    ),
    "you": N_("You"),
    "your_seat": N_("Your seat"),
    "questions": N_("Items"),
    "questions_count": N_("%(n)s items"),
    "time": N_("Time"),
    "minutes": N_("%(n)s minutes"),
    "minutes_extra": N_("%(base)s + %(extra)s extra"),
    "check_identity": N_("Your identity is confirmed"),
    "check_identity_open": N_("Your identity is not confirmed yet"),
    "check_storage": N_("Answers can be kept on this computer"),
    "check_link": N_("The server is connected"),
    "check_link_open": N_("There is no link to the server now"),
    "check_practice": N_("Practice items: %(n)s of %(total)s"),
    "name_wrong": N_("If there is a mistake in your name, tell the proctor now."),
    "call_proctor": N_("Call the proctor"),
    "calling": N_("Calling …"),
    "proctor_called": N_("The proctor has been called. Stay at your seat."),
    "proctor_not_called": N_("The call did not get through. Raise your hand."),
    "proctor_call_again": N_("The link is back. Your call did not get through: call once more."),
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
    # The item
    "item_number": N_("Item %(n)s"),
    "item_of": N_("of %(total)s"),
    "hint_single": N_("Choose one answer."),
    "hint_multiple": N_("Several answers are chosen. To take one back, press it once more."),
    "hint_multiple_most": N_(
        "Several answers are chosen, at most %(n)s. To take one back, press it once more."
    ),
    "hint_order": N_("Put them in order with the arrow buttons."),
    "hint_match": N_("Choose a pair for each line."),
    "hint_inline": N_("Choose what fits for each empty place."),
    "hint_text": N_("Type the answer. Latin and Cyrillic letters are both accepted."),
    "hint_numeric": N_("Type a number."),
    "hint_hotspot": N_(
        "Press one place on the picture. By keyboard: **Tab** – next place, **space** – choose."
    ),
    "hint_hotspot_several": N_(
        "Press several places on the picture. By keyboard: **Tab** – next place, **space** – choose."
    ),
    "hint_hotspot_several_most": N_(
        "Press places on the picture, at most %(n)s. By keyboard: **Tab** – next place, **space** – choose."
    ),
    "hint_gaps": N_("Press a word: it goes into the empty place. Or choose from the list in each place."),
    "hint_gaps_picture": N_(
        "Press a word: it goes into the next place on the picture. Or choose from the list of each place."
    ),
    "gaps_full": N_("Every place is filled. Take a word back first: press it once more."),
    "hint_gaps_lists": N_("Choose from the list of each place."),
    "hint_point_lists": N_("Give the column and the row of the place below and press the button."),
    "hint_point": N_("Press the place on the picture. Press elsewhere to move the point."),
    "hint_points": N_("Press the places on the picture. A press on a point takes it back."),
    "hint_points_most": N_(
        "Press the places on the picture, at most %(n)s. A press on a point takes it back."
    ),
    "point_name": N_("Point %(n)s"),
    "point_label": N_("Point %(n)s: column %(column)s, row %(row)s. The arrow keys move it"),
    "point_remove": N_("Take point %(n)s back"),
    "squares": N_("Put a point without a mouse"),
    "squares_note": N_("The picture is divided into small squares, counted from the top left corner."),
    "square_column": N_("Column (1–%(n)s)"),
    "square_row": N_("Row"),
    "square_put": N_("Put the point"),
    "hint_slider": N_("Move the slider, or press minus and plus."),
    "slider_unset": N_("not set yet"),
    "slider_less": N_("Less"),
    "slider_more": N_("More"),
    "choice_full": N_("At most %(n)s can be chosen. Take one back first."),
    "order_up": N_("Move up: %(text)s"),
    "order_down": N_("Move down: %(text)s"),
    "order_moved": N_("%(text)s: place %(n)s"),
    "order_keep": N_("This order is my answer"),
    "select_empty": N_("– choose –"),
    "gap_label": N_("Empty place %(n)s"),
    "area_label": N_("Place %(n)s: %(text)s"),
    "picture": N_("Picture"),
    "zoom_whole": N_("Whole picture"),
    "zoom_in": N_("Enlarge"),
    "zoom_out": N_("Reduce"),
    "picture_shows": N_("The picture shows:"),
    "lists": N_("Lists instead of pictures"),
    "mark_held": N_("This answer is held by the server, %(time)s"),
    "mark_held_no_time": N_("This answer is held by the server"),
    "mark_queued": N_("This answer is kept on this computer and is sent by itself"),
    "mark_unsaved": N_("Being typed: not kept yet"),
    "mark_lost": N_("The answer was not kept. Raise your hand, the proctor will help"),
    "mark_hotspot": N_("The chosen place is ringed. %(words)s"),
    # Foot, list of items, end
    "back": N_("Back"),
    "next": N_("Next item"),
    "later": N_("Later"),
    "flag_set": N_("Flagged"),
    "flag_taken": N_("Flag taken away"),
    "more_below": N_("It goes on below"),
    "palette": N_("All items"),
    "list_button": N_("List of items, now item %(n)s of %(total)s"),
    "list_close": N_("Close the list"),
    "tile_name": N_("item %(n)s"),
    "tile_held": N_("answer on the server"),
    "tile_queued": N_("answer waits on this computer"),
    "tile_none": N_("no answer"),
    "tile_lost": N_("answer not kept"),
    "tile_flagged": N_("flagged"),
    "legend_held": N_("Answered"),
    "legend_queued": N_("Waiting"),
    "legend_none": N_("Not answered"),
    "legend_flagged": N_("Flagged to come back"),
    "finish": N_("Finish the test"),
    "finish_open": N_("Items without an answer: %(n)s. Finish all the same?"),
    "finish_all": N_("All items are answered. Finish the test?"),
    "finish_more": N_("and %(n)s more"),
    "go_to_item": N_("Go to item %(n)s"),
    "finish_consequence": N_("After that no answer can be changed."),
    "finish_flagged": N_("Flagged to come back: %(n)s."),
    "finish_pending": N_("Not sent yet: %(n)s. They are sent first."),
    "finish_check": N_("I will look once more"),
    "finish_yes": N_("Yes, finish"),
    # Lamp and clock
    "lamp_label": N_("Where your answers are"),
    "lamp_held": N_("Held by the server"),
    "lamp_link": N_("Connected"),
    "lamp_connecting": N_("Connecting …"),
    "lamp_queued": N_("On this computer"),
    "lamp_queue": N_("%(n)s being sent"),
    "lamp_offline": N_("No connection. Go on"),
    "lamp_offline_detail": N_("nothing waits"),
    "lamp_waiting": N_("%(n)s kept on this computer"),
    "lamp_lost": N_("Not kept. Raise your hand"),
    "lamp_lost_detail": N_("the proctor will help"),
    "offline_title": N_("No connection. Go on: your answers are kept on this computer"),
    "clock_left": N_("%(n)s minutes left"),
    "clock_until": N_("until %(time)s"),
    "clock_unknown": N_("time left: when the link is back"),
    "clock_elsewhere": N_("time left: in the other window"),
    "clock_soon": N_("less than 5 minutes left"),
    "clock_said": N_("%(n)s minutes left, until %(time)s"),
    "clock_soon_said": N_("Less than 5 minutes left. Your answers are saved"),
    "clock_paused": N_("Paused"),
    "clock_paused_detail": N_("time has stopped"),
    "clock_over": N_("Time is out"),
    "clock_over_detail": N_("answers are being handed in"),
    "time_added": N_("%(n)s minutes have been added."),
    "time_cause": N_("Cause: %(cause)s."),
    "time_taken": N_("%(n)s minutes have been taken back."),
    "time_new_end": N_("It now ends at %(time)s."),
    "notice": N_("Message from the proctor."),
    "alert_answered": N_("The proctor has seen your call and is coming."),
    "banner_close": N_("Close this message"),
    "paused_title": N_("The test is paused. Your time is stopped too"),
    "paused_lead": N_("Wait for the proctor. Your answers are kept, the items come back by themselves."),
    # On the way
    "connecting_title": N_("Connecting to the server"),
    "connecting": N_("Nothing is lost. The page goes on by itself as soon as the link is there."),
    "loading_title": N_("Your items are being brought"),
    "loading": N_("The time has not started yet. Please wait."),
    "moved": N_(
        "The proctor has moved your test, it cannot go on at this computer. What was still here is being "
        "sent."
    ),
    "moved_pending": N_("Still to be sent from here: %(n)s."),
    "other_candidate": N_("Enter codes on this computer"),
    "second_window": N_("Here you can only look: the test is open in another window"),
    "second_window_help": N_("Go back to that window, or close it: then this one takes over by itself."),
    "leftover_title": N_("Answers of an earlier candidate wait on this computer: %(n)s"),
    "leftover_lead": N_("Call the proctor and name the attempt: **%(code)s**."),
    "leftover_1": N_("The answers are not wiped: they stay here until the server has them."),
    "leftover_2": N_("With the proctor's leave you can go on with your own test here."),
    "leftover_retry": N_("Send once more"),
    "leftover_go_on": N_("Go on, the proctor agrees"),
    "blocked_insecure_title": N_("The test cannot be opened at this address"),
    "blocked_insecure": N_(
        "The page needs a secure connection: an address that begins with https, or this very computer. "
        "Without it answers could not be kept safely."
    ),
    "blocked_browser_title": N_("This browser is too old for the test"),
    "blocked_browser": N_("Chrome 109 or a newer browser is needed."),
    "blocked_storage_title": N_("This browser does not let the page keep answers"),
    "blocked_storage": N_(
        "Its storage is closed or full, for example in a private window. Open the page in an ordinary window."
    ),
    "blocked_help": N_("Call the proctor: they know what to do."),
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
    # Causes in the time ledger, which holds the English words
    "Medical help": N_("Medical help"),
    "Computer or program fault": N_("Computer or program fault"),
    "Power cut": N_("Power cut"),
    "Network fault": N_("Network fault"),
    "Noise or disturbance in the room": N_("Noise or disturbance in the room"),
    "Break": N_("Break"),
    "server outage": N_("server outage"),
}


def translate_page(translate: Callable[[str], str]) -> dict[str, str]:
    """Return the page's words by name, in the language that `translate` speaks."""
    return {name: translate(msgid) for name, msgid in PAGE_TEXTS.items()}
