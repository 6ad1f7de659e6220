"""The values that govern what stands around the exam: lists, notices, decisions, certificates, records."""

from typing import Final

from examapp.core.i18n import N_
from examapp.programmes.policy_key import OWNER, P14, PRESS, PolicyKey
from examapp.programmes.special_kinds import Calendar
from examapp.programmes.value_kinds import Numbers, OneOf, OnOff, SomeOf, Whole, Wholes
from examapp.programmes.value_options import (
    APPEAL,
    DAYS,
    FIELDS,
    HOLIDAYS,
    LIST_APPROVAL,
    QUORUM,
    RETENTION,
    UNEXCUSED,
    VALIDITY,
    WORKING_DAYS,
)

PROCEDURE_KEYS: Final = (
    PolicyKey(
        "list.deadline_days", 14, P14, Whole(1, 365, DAYS), N_("Candidate list is due before the sitting")
    ),
    PolicyKey(
        "list.approval",
        "head_working_body_operator",
        (("R", "3"), ("P", "14")),
        OneOf(LIST_APPROVAL),
        N_("Way of a candidate list"),
    ),
    PolicyKey(
        "order.acquaintance",
        True,
        P14,
        OnOff(),
        N_("Each person's acquaintance with the schedule is recorded with its date"),
    ),
    PolicyKey(
        "order.deadline_days",
        7,
        OWNER,
        Whole(0, 365, DAYS),
        N_("Order on attendance is due before the sitting"),
    ),
    PolicyKey(
        "notice.days_before",
        [10, 1],
        (("P", "15"), ("–", "")),
        Wholes(0, 90, DAYS),
        N_("Notice before the sitting"),
    ),
    PolicyKey(
        "result.publish",
        True,
        (("A", ""), ("P", "15")),
        OnOff(only=True),
        N_("Results are published only after the commission has confirmed the sheet"),
        sitting=True,
    ),
    PolicyKey(
        "fail.retake_wait",
        2,
        PRESS,
        Whole(0, 60, N_("months")),
        N_("Wait after a failure, to the same day number, else the month's last"),
    ),
    PolicyKey(
        "absence.excused",
        5,
        (("A", "646"),),
        Whole(1, 60, WORKING_DAYS),
        N_("Papers for an excused absence are due within; next date without waiting"),
    ),
    PolicyKey("absence.unexcused", "waits", OWNER, OneOf(UNEXCUSED), N_("Absence without excuse")),
    PolicyKey(
        "appeal.window", {"file": 5, "answer": 10}, (("A", "646"), ("–", "")), Numbers(APPEAL), N_("Appeal")
    ),
    PolicyKey(
        "certificate.issue_within_days",
        3,
        PRESS,
        Whole(1, 60, DAYS),
        N_("Certificate is issued after the decision within"),
    ),
    PolicyKey(
        "certificate.validity_years",
        {"years": 5, "reminder": 6},
        (("N", ""), ("–", "")),
        Numbers(VALIDITY),
        N_("Validity of the certificate"),
        sitting=True,
    ),
    PolicyKey(
        "certificate.fields",
        list(FIELDS),
        OWNER,
        SomeOf(FIELDS),
        N_("What the certificate says; never the PINFL"),
        sitting=True,
    ),
    PolicyKey(
        "commission.quorum",
        {"members": 7, "over_percent": 50},
        (("A", ""), ("–", "")),
        Numbers(QUORUM),
        N_("Quorum of the commission"),
        sitting=True,
    ),
    PolicyKey(
        "calendar",
        {"zone": "Asia/Tashkent", "working_days": [1, 2, 3, 4, 5], "holidays": HOLIDAYS},
        OWNER,
        Calendar(),
        N_("Holidays; Tashkent time, Monday to Friday"),
    ),
    PolicyKey(
        "retention_years",
        {"attempts": 6, "audit": 6, "drafts": 1},
        OWNER,
        Numbers(RETENTION),
        N_("How long records are kept"),
    ),
    PolicyKey(
        "hosting",
        True,
        (("P", "18–20"), ("L", "ZRU-547")),
        OnOff(),
        N_("In the country, with a main and a reserve copy; no call to a foreign host"),
    ),
)
