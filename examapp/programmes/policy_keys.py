"""Every value that governs an attestation, in the order in which people read them."""

from typing import Final

from examapp.core.i18n import N_
from examapp.programmes.exam_keys import EXAM_KEYS
from examapp.programmes.policy_key import PolicyKey
from examapp.programmes.procedure_keys import PROCEDURE_KEYS

POLICY_KEYS: Final[tuple[PolicyKey, ...]] = EXAM_KEYS + PROCEDURE_KEYS
KEYS: Final = {entry.key: entry for entry in POLICY_KEYS}
GROUP_NAMES: Final = {
    "exam": N_("Exam"),
    "checkin": N_("Check-in"),
    "sitting": N_("Sitting"),
    "attempt": N_("Attempt"),
    "accommodation": N_("Accommodations"),
    "item": N_("Faulty questions"),
    "consent": N_("Consent"),
    "list": N_("Candidate list"),
    "order": N_("Order on attendance"),
    "notice": N_("Notices"),
    "result": N_("Results"),
    "fail": N_("Failure"),
    "absence": N_("Absence"),
    "appeal": N_("Appeals"),
    "certificate": N_("Certificate"),
    "commission": N_("Commission"),
    "calendar": N_("Calendar"),
    "retention_years": N_("Keeping of records"),
    "hosting": N_("Hosting"),
}
