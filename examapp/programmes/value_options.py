"""What can be chosen where a policy value is a choice, a selection or a record of numbers: msgids."""

from typing import Final

from examapp.core.i18n import N_
from examapp.programmes.value_kinds import Member
from question_bank.blueprint import DEFAULT_BLUEPRINT, TOPIC_TITLES, TOPICS, blueprint_to_json

DAYS: Final = N_("days")
WORKING_DAYS: Final = N_("working days")
LANGUAGES: Final = {
    "uz-Latn": "Oʻzbekcha",
    "uz-Cyrl": "Ўзбекча",
    "ru": "Русский",
    "kaa": "Qaraqalpaqsha",
    "en": "English",
}
BLUEPRINT: Final = blueprint_to_json(DEFAULT_BLUEPRINT)
# Marking depends on item, key and rule version alone: the rule is sealed with the question.
SCORING: Final = {
    "item_rule": N_(
        "as each question's own rule says: all or nothing, or parts less a penalty; "
        "ticking everything never pays"
    )
}
SHUFFLE: Final = {"items_and_choices": N_("items and choices")}
RESULT_SHOWN: Final = {
    "total_and_topics": N_("total and per topic, after the sheet is published; keys never"),
    "total": N_("total only, after the sheet is published; keys never"),
}
LIST_APPROVAL: Final = {
    "head_working_body_operator": N_(
        "head submits, working body agrees for subordinate bodies, operator accepts; then it locks"
    ),
    "head_operator": N_("head submits, operator accepts; then it locks"),
}
LATE_ENTRY: Final = {"none": N_("none after the start"), "allowed": N_("allowed while the sitting is open")}
LOCKDOWN: Final = {
    "off": N_("none: any current browser"),
    "kiosk": N_("a browser in full screen, started by the centre's script"),
    "safe_exam_browser": N_("Safe Exam Browser with the sitting's own configuration"),
}
ITEM_DECISIONS: Final = {
    "keep": N_("keep"),
    "rekey": N_("rekey"),
    "accept_several": N_("accept several"),
    "neutralise": N_("neutralise for all"),
    "full_credit": N_("full credit"),
}
UNEXCUSED: Final = {"waits": N_("recorded; waits like a failure"), "recorded": N_("recorded only")}
FIELDS: Final = {
    "number": N_("number"),
    "name_two_scripts": N_("full name in two scripts"),
    "organisation": N_("organisation"),
    "position": N_("position"),
    "programme_level": N_("programme and level"),
    "test_date": N_("date of the test"),
    "issue_date": N_("date of issue"),
    "valid_until": N_("valid until"),
    "commission": N_("commission"),
    "signatures": N_("signatures"),
    "code_qr": N_("code and QR"),
}
HOLIDAYS: Final = ["01-01", "03-08", "03-21", "05-09", "09-01", "10-01", "12-08"]
QUORUM: Final = {
    "members": Member(N_("Members present, at least"), 1, 50),
    "over_percent": Member(N_("And of all members more than"), 0, 99, "%"),
}
APPEAL: Final = {
    "file": Member(N_("To appeal, after publication"), 1, 60, WORKING_DAYS),
    "answer": Member(N_("To answer an appeal"), 1, 60, WORKING_DAYS),
}
VALIDITY: Final = {
    "years": Member(N_("Valid for"), 1, 50, N_("years")),
    "reminder": Member(N_("Reminder before the end"), 0, 36, N_("months")),
}
RETENTION: Final = {
    "attempts": Member(N_("Attempts"), 1, 75, N_("years")),
    "audit": Member(N_("Audit log"), 1, 75, N_("years")),
    "drafts": Member(N_("Unconfirmed drafts"), 1, 75, N_("years")),
}
COUNTS: Final = {topic: Member(TOPIC_TITLES[topic], 0, 200) for topic in TOPICS}
