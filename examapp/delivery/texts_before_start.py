"""Words of the candidate's page: from the codes to the start."""

from typing import Final

from examapp.core.i18n import N_

BEFORE_START: Final[dict[str, str]] = {
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
    "waiting_lead_again": N_(
        "The proctor looks at your document once more and admits you again. Stay at your seat: nothing is "
        "lost, and your time has not begun."
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
}
