"""Result sheets, appeals and certificates: a sentence for each kind of act."""

from collections.abc import Mapping
from typing import Final

from examapp.core.i18n import N_

RESULT_WORDS: Final[Mapping[str, str]] = {
    "attempt.appeal_answered": N_("The panel answered the appeal."),
    "attempt.appeal_decision_drafted": N_("One of the panel wrote down a decision on the appeal."),
    "attempt.appeal_filed": N_("An appeal on the result was filed."),
    "attempt.appeal_item_shown": N_("The question of the appeal was shown to one of the panel."),
    "attempt.appeal_panel_appointed": N_("The chair appointed a panel for the appeal."),
    "attempt.appeal_signed": N_("One of the panel signed the decision on the appeal."),
    "certificate.end_asked_for": N_("The operator asked that the certificate be ended."),
    "certificate.end_granted": N_("The chair agreed to end the certificate."),
    "certificate.end_refused": N_("The chair refused to end the certificate."),
    "certificate.end_withdrawn": N_("The request to end the certificate was withdrawn."),
    "certificate.issued": N_("The certificate was issued."),
    "certificate.number_dropped": N_("A certificate was not made; its number is given to nobody else."),
    "certificate.replaced": N_("Another certificate took the place of this one."),
    "certificate.replacement_begun": N_("A certificate that takes the place of this one is being made."),
    "certificate.revoked": N_("The certificate was revoked."),
    "certificates.asked_for": N_("It was asked to issue the certificates of the sheet."),
    "commission.composition_approved": N_("The composition of the commission was approved."),
    "commission.composition_proposed": N_("A composition of the commission was proposed."),
    "commission.composition_refused": N_("The composition of the commission was refused."),
    "commission.founded": N_("A commission was founded."),
    "item_matter.approved": N_("The chair approved a decision on an item."),
    "item_matter.carried_out": N_("Certificates followed from a decision on an item."),
    "item_matter.item_read": N_("Somebody of the commission read an item that is before it, with its key."),
    "item_matter.mentioned": N_("An incident or an appeal named an item that is before the commission."),
    "item_matter.proposed": N_("A decision on an item was proposed."),
    "item_matter.put": N_("An item was put before the commission."),
    "item_matter.refused": N_("The chair refused a decision on an item."),
    "item_matter.undone": N_("The chair undid a decision on an item."),
    "result_sheet.confirmed": N_("The chair confirmed the result sheet."),
    "result_sheet.drawn_up": N_("The result sheet was drawn up."),
    "result_sheet.presence_recorded": N_("The secretary recorded who of the commission is present."),
    "result_sheet.returned": N_("The commission returned the result sheet with remarks."),
    "result_sheet.revision_proposed": N_("A further revision of the result sheet was proposed."),
    "result_sheet.signed": N_("A member of the commission signed the result sheet."),
    "result_sheet.void_approved": N_("A candidate’s result was annulled."),
    "result_sheet.void_asked": N_("It was asked to annul a candidate’s result."),
    "result_sheet.void_refused": N_("It was refused to annul a candidate’s result."),
}
